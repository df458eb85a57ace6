import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  proto,
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

/** A decryption under way. */
interface Opening {
  readonly envelope: Envelope
  arrival: Arrival | null
}

interface Inbound {
  /** Decrypts as Baileys does, and journals what was decrypted before Baileys acknowledges it. */
  readonly makeSignalRepository: SocketConfig['makeSignalRepository']
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
  const envelopes = new WeakMap<Uint8Array, Envelope>()
  const opening = new AsyncLocalStorage<Opening>()
  const taken = new Set<string>()

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

  /** The transaction in which a session moves on: what it decrypts is journalled before it commits. */
  function journalling(keys: SignalKeyStoreWithTransaction): SignalKeyStoreWithTransaction {
    const transaction: typeof keys.transaction = (work, name) => {
      const current = opening.getStore()
      if (!current) return keys.transaction(work, name)
      return keys.transaction(async () => {
        const result = await work()
        // other transactions may run within a decryption: the one that yields bytes is the message
        if (result instanceof Uint8Array) {
          current.arrival = await keep(current.envelope, unpadRandomMax16(result))
        }
        return result
      }, name)
    }
    return { ...keys, transaction }
  }

  const makeSignalRepository: Inbound['makeSignalRepository'] = ({ creds, keys }, ...rest) => {
    // Baileys hands over keys with transactions, as its own repository expects them
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds, keys: journalling(keys as SignalKeyStoreWithTransaction) },
      ...rest,
    )
    const decrypt = repository.decryptMessage.bind(repository)
    repository.decryptMessage = async (sealed) => {
      const envelope = envelopes.get(sealed.ciphertext)
      if (!envelope) return decrypt(sealed)
      const alt = envelope.alt ?? (await numberOf(repository, envelope.from))
      const current: Opening = { envelope: { ...envelope, alt }, arrival: null }
      try {
        return await opening.run(current, () => decrypt(sealed))
      } finally {
        // once journalled it is ours to answer, whatever became of the session
        if (current.arrival) arrived(current.arrival)
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
    makeSignalRepository,
    listen(socket) {
      socket.ws.prependListener('CB:message', (node: BinaryNode) => {
        const envelope = envelopeOfNode(node, socket)
        if (!envelope || !Array.isArray(node.content)) return
        for (const { tag, content } of node.content) {
          if (tag === 'enc' && content instanceof Uint8Array) envelopes.set(content, envelope)
        }
      })
      // `append` is what arrived while we were away: as good as `notify`
      socket.ev.on('messages.upsert', ({ messages }) => {
        for (const message of messages) takeIn(message, socket).catch(failed)
      })
    },
  }
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
