import { normalizeMessageContent } from '@whiskeysockets/baileys'
import type { BinaryNode, proto } from '@whiskeysockets/baileys'
import { seconds, until } from '../loopback.ts'
import { node, SERVER } from './nodes.ts'
import { addressOf, deviceJid, linkedDevice, stanzaId } from './parties.ts'
import type { Person, State } from './state.ts'

/** How a person's message travels. */
export interface Posting {
  readonly id: string
  readonly groupId?: string
  readonly status?: boolean
  /** A new Signal conversation, as after a retry receipt. */
  readonly fresh?: boolean
  /** Damaged on the way, so that the bot cannot open it. */
  readonly corrupt?: boolean
  readonly retry?: number
}

/** Encrypts a person's message for the bot. It stays on the server until the bot says it has it. */
export async function post(
  state: State,
  person: Person,
  message: proto.IMessage,
  posting: Posting,
): Promise<void> {
  const device = linkedDevice(state)
  if (!device)
    throw new Error('no linked bot device: pair it first (scanQr, enterPairingCode) or use registeredCreds()')
  await until(() => device.signedPreKey, 30_000, "the bot's prekeys")
  const { type, ciphertext } = await person.phone.encrypt(
    device,
    deviceJid(state, device),
    message,
    posting.fresh,
  )
  const bytes = Buffer.from(ciphertext)
  if (posting.corrupt) bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 0xff, bytes.length - 1)
  const { id, groupId, status = false } = posting
  const stanza = envelope(person, message, posting, type, bytes)
  state.received.set(id, { person, message, groupId, status, retries: posting.retry ?? 0 })
  state.undelivered.push({ id, device: device.id, stanza })
  const { connection } = state
  if (!connection?.ready || connection.device !== device) return
  if (device.preKeys.length < 20) {
    const count = node('count', { value: String(device.preKeys.length) })
    const about = { from: SERVER, type: 'encrypt', id: stanzaId(state, 'pk'), t: String(seconds()) }
    connection.write(node('notification', about, [count]))
  }
  connection.write(stanza)
}

function envelope(
  person: Person,
  message: proto.IMessage,
  { id, groupId, status, retry }: Posting,
  cipher: string,
  bytes: Buffer,
): BinaryNode {
  const [first = ''] = Object.keys(normalizeMessageContent(message) ?? {})
  const type = typeOf(first)
  const common = { id, t: String(seconds()), notify: person.name, type }
  const sealed = node(
    'enc',
    {
      v: '2',
      type: cipher,
      ...(retry && { count: String(retry) }),
      ...(type === 'media' && { mediatype: first.replace(/Message$/u, '') }),
    },
    bytes,
  )
  return node(
    'message',
    { ...sender(person, status ? 'status@broadcast' : groupId && `${groupId}@g.us`), ...common },
    [sealed],
  )
}

/** Who a stanza is from, in the person's way of being addressed, with the other address where it is known. */
function sender(person: Person, room: string | undefined): Record<string, string> {
  const role = room ? 'participant' : 'sender'
  const self = addressOf(person)
  return {
    ...(room ? { from: room, participant: self } : { from: self }),
    addressing_mode: person.addressing === 'pn' ? 'pn' : 'lid',
    ...(person.addressing === 'pn' && { [`${role}_lid`]: `${person.lid}@lid` }),
    ...(person.addressing === 'lid' && { [`${role}_pn`]: `${person.pn}@${SERVER}` }),
  }
}

function typeOf(field: string): string {
  if (/^(image|video|audio|document|sticker|location|liveLocation|contact)/u.test(field)) return 'media'
  if (field === 'pollUpdateMessage') return 'poll'
  return field === 'reactionMessage' ? 'reaction' : 'text'
}
