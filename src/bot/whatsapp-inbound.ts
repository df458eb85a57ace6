import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  proto,
  type SignalKeyStore,
  type SignalKeyStoreWithTransaction,
  type SignalRepositoryWithLIDStore,
  type SocketConfig,
  unpadRandomMax16,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys'
import type { Address, Incoming, Message } from './channel.ts'
import {
  type Envelope,
  envelopeOfMessage,
  envelopeOfNode,
  externalIdOf,
  otherName,
} from './whatsapp-envelope.ts'
import { type Held, incomingOf } from './whatsapp-held.ts'
import { createOrder, type Settle } from './whatsapp-order.ts'
import { createOtherKeys, createSessionKeys } from './whatsapp-session-keys.ts'
import { quotedId } from './whatsapp-unwrap.ts'

/** A message as it is kept until it has taken effect. */
export interface JournalRow {
  readonly externalId: string
  readonly address: Address
  readonly body: string
}

/** A message that lies in the journal. */
export interface Arrival {
  readonly incoming: Incoming
  /** What a read receipt names. */
  readonly key: { readonly remoteJid: string; readonly id: string; readonly fromMe: false }
}

interface Inbound {
  /** Signal over these keys, which journals what it decrypts before Baileys acknowledges it. */
  signalOn(keys: SignalKeyStore): SocketConfig['makeSignalRepository']
  /** Reads the envelopes of a new socket, and takes in what reaches it by other ways than decryption. */
  listen(socket: WASocket): void
}

interface Dependencies {
  readonly journal: (rows: readonly JournalRow[]) => Promise<unknown>
  readonly sentMessages: (externalId: string) => Promise<Message | null>
  /** Called for each message once it lies in the journal; a message may come twice. */
  readonly arrived: (arrival: Arrival) => void
  readonly failed: (error: unknown) => void
}

/** The messages remembered to tell what came through decryption from what did not. */
const REMEMBERED = 5000

/**
 * Receives without losing. Baileys tells WhatsApp "delivered" before anybody has seen a message; so what was
 * decrypted is journalled inside the decryption, and before the Signal session moves on. Whenever the
 * process dies, the message then lies in the journal, or WhatsApp sends it again and it can be decrypted again.
 */
export function createInbound({ journal, sentMessages, arrived, failed }: Dependencies): Inbound {
  const expected = new WeakMap<Uint8Array, { readonly envelope: Envelope; readonly settle: Settle }>()
  const order = createOrder()
  const taken = new Set<string>()
  const lanes = new WeakMap<SignalKeyStore, SignalKeyStoreWithTransaction>()

  async function keep(envelope: Envelope, plain: Uint8Array): Promise<Arrival | null> {
    const quoted = plain.length > 0 ? quotedId(proto.Message.decode(plain)) : null
    const menu = quoted ? (await sentMessages(quoted).catch(() => null))?.buttons : undefined
    const held: Held = {
      v: 1,
      ...envelope,
      plain: Buffer.from(plain).toString('base64'),
      ...(menu && { menu }),
    }
    const incoming = incomingOf(held)
    remember(taken, externalIdOf(envelope))
    if (!incoming) return null
    await journal([
      { externalId: incoming.externalId, address: incoming.address, body: JSON.stringify(held) },
    ])
    return { incoming, key: { remoteJid: envelope.from, id: envelope.id, fromMe: false } }
  }

  /** One for a link and not for a connection: the last one may not have let go of its sessions yet. */
  function laneOn(store: SignalKeyStore): SignalKeyStoreWithTransaction {
    const lane = lanes.get(store) ?? createSessionKeys(store)
    lanes.set(store, lane)
    return lane
  }

  const signalOn: Inbound['signalOn'] =
    (store) =>
    ({ creds, keys }, ...rest) => {
      // what Baileys hands over here is what it uses everywhere
      Object.assign(keys, createOtherKeys(store))
      const sessionKeys = laneOn(store)
      const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys: sessionKeys }, ...rest)
      const decrypt = repository.decryptMessage.bind(repository)

      /** The session moves on when the message lies in the journal, and not before. */
      repository.decryptMessage = async (sealed) => {
        const message = expected.get(sealed.ciphertext)
        if (!message) return decrypt(sealed)
        const { envelope, settle } = message
        const alt = envelope.alt ?? (await numberOf(repository, envelope.from))
        let act: (() => void) | null = null
        const open = async () => {
          const padded = await decrypt(sealed)
          const arrival = await keep({ ...envelope, alt }, unpadRandomMax16(padded))
          act = arrival && (() => arrived(arrival))
          return padded
        }
        try {
          return await sessionKeys.transaction(open, sealed.jid)
        } finally {
          // once journalled it is ours to answer, whatever became of the session
          settle(act)
        }
      }
      return repository
    }

  async function takeIn(message: WAMessage, socket: WASocket): Promise<void> {
    const envelope = envelopeOfMessage(message, socket)
    if (!envelope || taken.has(externalIdOf(envelope))) return
    if (!message.message && !message.key.isViewOnce) return
    const plain = message.message ? proto.Message.encode(message.message).finish() : new Uint8Array()
    const arrival = await keep(envelope, plain)
    if (arrival) arrived(arrival)
  }

  return {
    signalOn,
    listen(socket) {
      order.reset()
      socket.ws.prependListener('CB:message', (node: BinaryNode) => {
        const envelope = envelopeOfNode(node, socket)
        const sealed = envelope ? sealedIn(node) : []
        if (!envelope || sealed.length === 0) return
        const settle = order.expect(envelope.from)
        for (const bytes of sealed) expected.set(bytes, { envelope, settle })
      })
      // `append` is what arrived while we were away: as good as `notify`
      socket.ev.on('messages.upsert', ({ messages }) => {
        for (const message of messages) takeIn(message, socket).catch(failed)
      })
    },
  }
}

/** What is encrypted for us alone, as opposed to for a group. */
function sealedIn({ content }: BinaryNode): Uint8Array[] {
  const parts = Array.isArray(content)
    ? content.filter(({ tag, attrs }) => tag === 'enc' && attrs.type !== 'skmsg')
    : []
  return parts.map(({ content }) => content).filter((bytes) => bytes instanceof Uint8Array)
}

/** The number of a LID, as far as it was ever told. */
async function numberOf(repository: SignalRepositoryWithLIDStore, lid: string): Promise<string | null> {
  if (!lid.endsWith('@lid')) return null
  return otherName(lid, await repository.lidMapping.getPNForLID(lid).catch(() => null))
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id)
  if (ids.size <= REMEMBERED) return
  const [oldest] = ids
  if (oldest) ids.delete(oldest)
}
