import type { BinaryNode } from '@whiskeysockets/baileys'
import { seconds } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { bytesIn, child, children, node, numberIn } from './nodes.ts'
import { post } from './post.ts'
import { complain } from './parties.ts'
import type { Device, State } from './state.ts'

/** The bot says what became of messages from people. */
export async function handleReceipt(connection: Connection, receipt: BinaryNode): Promise<void> {
  const { state } = connection
  const { id = '', type, to = '' } = receipt.attrs
  // in the same tick: the moment to kill a bot that has said "got it" but not yet acted on it
  state.onReceipt?.({ id, type })
  connection.write(node('ack', { class: 'receipt', id, from: to, ...(type && { type }) }))
  if (type === 'retry') return sendAgain(connection, receipt)
  const others = children(child(receipt, 'list')).map((item) => item.attrs.id ?? '')
  for (const one of [id, ...others]) noteReceived(connection, one, type)
}

/** The bot has taken a stanza, or refused it. */
export async function handleAck(connection: Connection, { attrs }: BinaryNode): Promise<void> {
  const { state, device } = connection
  if (attrs.class === 'receipt' && attrs.type === 'retry') return settle(state, device, attrs.id ?? '')
  if (attrs.class !== 'message') return
  if (attrs.error) complain(state, 'nack', `the bot refused message ${attrs.id} with ${attrs.error}`)
  settle(state, device, attrs.id ?? '')
}

function noteReceived({ state, device }: Connection, id: string, type: string | undefined): void {
  settle(state, device, id)
  const received = state.received.get(id)
  if (!received) return
  received.deliveredAt ??= Date.now()
  if (type !== 'read') return
  received.readAt = Date.now()
  state.ledger.add(received.groupId ?? received.person.pn, { from: 'bot', kind: 'read', id })
}

function settle(state: State, device: Device | undefined, id: string): void {
  state.undelivered = state.undelivered.filter((one) => one.id !== id)
  if (device?.sync === 'sent' && id === device.historyId) device.sync = 'done'
}

/** The bot could not open a message: its sender encrypts it again, as phones do. */
async function sendAgain({ state, device }: Connection, receipt: BinaryNode): Promise<void> {
  const { id = '' } = receipt.attrs
  const count = Number(child(receipt, 'retry')?.attrs.count ?? 1)
  complain(state, 'retry', `the bot asked for message ${id} again (${count})`)
  const received = state.received.get(id)
  if (!received || !device) return
  settle(state, device, id)
  received.retries = count
  if (count > 5) return
  takeKeys(device, child(receipt, 'keys'))
  const { person, message, groupId, status } = received
  person.outgoing = person.outgoing
    .then(() => post(state, person, message, { id, groupId, status, fresh: true, retry: count }))
    .catch((error: unknown) => complain(state, 'retry', error))
}

function takeKeys(device: Device, keys: BinaryNode | undefined): void {
  if (!keys) return
  const [key, signed] = [child(keys, 'key'), child(keys, 'skey')]
  device.identity = bytesIn(child(keys, 'identity'))
  device.signedPreKey = signedKey(signed)
  if (key) device.preKeys.unshift(preKey(key))
}

export const preKey = (key: BinaryNode | undefined) => ({
  keyId: numberIn(child(key, 'id')),
  publicKey: bytesIn(child(key, 'value')),
})

export const signedKey = (key: BinaryNode | undefined) => ({
  ...preKey(key),
  signature: bytesIn(child(key, 'signature')),
})

/** A person's phone could not open a message of the bot and asks for it again, until the bot says that it has heard. */
export function askAgain(
  connection: Connection,
  to: string,
  id: string,
  registrationId: number,
  count = 1,
): void {
  const t = String(seconds())
  const registration = Buffer.alloc(4)
  registration.writeUInt32BE(registrationId)
  const stanza = node('receipt', { from: to, id, type: 'retry', t }, [
    node('retry', { count: String(count), id, t, v: '1' }),
    node('registration', {}, registration),
  ])
  const { state, device } = connection
  state.askedAgain.add(id)
  if (device) state.undelivered.push({ id, device: device.id, stanza })
  connection.write(stanza)
}
