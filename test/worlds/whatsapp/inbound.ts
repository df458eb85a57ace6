import { jidDecode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { pause, seconds } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { bytesIn, children, node } from './nodes.ts'
import { read } from './reading.ts'
import { askAgain } from './receipts.ts'
import { complain, deviceJid, groupOf, partyAt } from './parties.ts'
import type { Group, Person, State } from './state.ts'

/** Where a message of the bot goes: to a person, a group, or (a copy) the owner's own phone. */
interface Target {
  readonly to: string
  readonly person: Person | undefined
  readonly group: Group | undefined
}

/** The bot sends a message: it is acknowledged, opened with the person's keys and put before them. */
export async function handleMessage(connection: Connection, stanza: BinaryNode): Promise<void> {
  const { state } = connection
  const { id = '', to = '' } = stanza.attrs
  if (await refused(connection, id, to)) return
  const mute = state.faults.take('noAck')
  const slow = state.faults.take('slowAck')
  if (slow) await pause(slow.ms ?? 1000)
  const target = targetOf(state, to)
  const opened = await openCopies(connection, target, stanza)
  const ack = { class: 'message', id, from: to, t: String(seconds()) }
  if (!mute) connection.write(node('ack', ack))
  if (opened instanceof Error) return unopened(connection, target, id, opened)
  await show(connection, target, id, opened, !mute)
}

async function refused(connection: Connection, id: string, to: string): Promise<boolean> {
  const { state } = connection
  const nack = state.faults.take('nack')
  if (!nack) return false
  // an answer inside Baileys' 100 ms event buffer is folded into the bot's own upsert instead of an update
  await pause(nack.ms ?? 150)
  const error = String(nack.code ?? 463)
  connection.write(node('ack', { class: 'message', id, from: to, t: String(seconds()), error }))
  state.attempts.push({ at: Date.now(), nacked: true })
  return true
}

function targetOf(state: State, to: string): Target {
  const address = jidDecode(to)
  if (address?.server === 'g.us') return { to, group: groupOf(state, address.user), person: undefined }
  const party = partyAt(state, to)
  return {
    to,
    group: undefined,
    person: party === state.account ? undefined : state.people.get(party?.pn ?? ''),
  }
}

/** Every phone opens its copy; gives what the target saw, or why it saw nothing. */
async function openCopies(
  connection: Connection,
  target: Target,
  stanza: BinaryNode,
): Promise<proto.Message | Error> {
  const { state, device } = connection
  if (!device) return new Error('not logged in')
  const label = deviceJid(state, device)
  let result: proto.Message | Error = new Error('no ciphertext for this phone')
  for (const { jid, sealed } of copies(stanza, target.to)) {
    const party = partyAt(state, jid)
    if (sealed.attrs.type === 'skmsg' || !party) continue
    try {
      const message = await party.phone.decrypt(label, sealed)
      const keys = message.senderKeyDistributionMessage
      if (target.group && keys)
        await party.phone.repository.processSenderKeyDistributionMessage({ authorJid: label, item: keys })
      if (party === target.person) result = message
    } catch (error) {
      if (party === target.person || target.group) result = asError(error)
      else complain(state, 'own phone', error)
    }
  }
  const shared = copies(stanza, target.to).find(({ sealed }) => sealed.attrs.type === 'skmsg')
  return target.group && shared ? openShared(state, target, target.group, label, shared.sealed) : result
}

/** A group message is encrypted once for all; any member's phone can open it. */
async function openShared(
  state: State,
  { to }: Target,
  { members }: Group,
  label: string,
  sealed: BinaryNode,
) {
  let failure = new Error('nobody in the group')
  for (const pn of members) {
    try {
      const request = { group: to, authorJid: label, msg: bytesIn(sealed) }
      const plain = await state.people.get(pn)?.phone.repository.decryptGroupMessage(request)
      if (plain) return proto.Message.decode(unpadRandomMax16(plain))
    } catch (error) {
      failure = asError(error)
    }
  }
  return failure
}

function copies(stanza: BinaryNode, jid: string): { jid: string; sealed: BinaryNode }[] {
  if (stanza.tag === 'enc') return [{ jid, sealed: stanza }]
  const whose = stanza.tag === 'to' ? (stanza.attrs.jid ?? jid) : jid
  return children(stanza).flatMap((part) => copies(part, whose))
}

function unopened(connection: Connection, { to, person, group }: Target, id: string, failure: Error): void {
  const { state } = connection
  if (person || group) complain(state, 'undecryptable', `${id} to ${to}: ${failure.message}`)
  else if (partyAt(state, to) !== state.account)
    complain(state, 'stranger', `message ${id} to ${to}, who is unknown`)
  if (person && !failure.message.startsWith('no ciphertext'))
    askAgain(connection, to, id, person.phone.creds.registrationId)
}

async function show(
  connection: Connection,
  { to, person, group }: Target,
  id: string,
  message: proto.Message,
  receipts: boolean,
): Promise<void> {
  const { state } = connection
  const seen = await read(message, state.media, !!state.options.renderInteractive)
  const user = group?.id ?? person?.pn ?? ''
  const again = state.sent.has(id)
  state.attempts.push({ at: Date.now(), user, again, cold: !!person && !person.wroteFirst })
  if (again)
    return void state.ledger.add(user, { from: 'bot', kind: 'resend', id, text: seen.text, file: seen.file })
  state.sent.set(id, { message, to, target: person })
  if (person?.blocked) return
  state.ledger.add(user, { from: 'bot', id, addressing: jidDecode(to)?.server, ...seen, raw: message })
  if (person && receipts) answerWithReceipts(connection, to, id)
}

function answerWithReceipts(connection: Connection, to: string, id: string): void {
  const { delivered = true, read: alsoRead = false, delayMs = 20 } = connection.state.options.receipts ?? {}
  const say = (type?: string) =>
    connection.write(node('receipt', { from: to, id, t: String(seconds()), ...(type && { type }) }))
  if (delivered) setTimeout(say, delayMs)
  if (alsoRead) setTimeout(say, delayMs + 30, 'read')
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
