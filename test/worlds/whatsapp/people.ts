import { randomBytes } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { seconds } from '../loopback.ts'
import { compose } from './compose.ts'
import { digits, node, SERVER } from './nodes.ts'
import { post } from './post.ts'
import { addressOf, groupOf, personOf, stanzaId } from './parties.ts'
import type { Person, State } from './state.ts'
import { answerTo, sealedVote } from './tapping.ts'
import type { WhatsAppAction, WhatsAppSendOptions } from './types.ts'

/** An id as phones make them. */
export const messageId = (): string => `3A${randomBytes(9).toString('hex').toUpperCase()}`

/** Does what a person does, in the private chat, in a group or as a status update. */
export async function act(
  state: State,
  userId: string,
  action: WhatsAppAction,
  options: WhatsAppSendOptions & { readonly corrupt?: boolean } = {},
): Promise<{ id: string }> {
  const person = personOf(state, userId)
  const deed = typeof action === 'string' ? { text: action } : action
  const group = options.groupId ? groupOf(state, options.groupId) : undefined
  group?.members.add(person.pn)
  const chat = group?.id ?? person.pn
  if ('tap' in deed) return act(state, userId, answerTo(state, chat, deed.tap), options)
  if ('vote' in deed) return act(state, userId, { proto: sealedVote(state, person, deed.vote) }, options)
  state.ledger.mark(chat)
  if (!group && !options.status) person.wroteFirst = true
  const note = (kind: string, text: string, id?: string) =>
    state.ledger.add(chat, { from: 'user', by: person.pn, kind, text, id })
  if ('block' in deed || 'unblock' in deed) {
    person.blocked = 'block' in deed
    note(person.blocked ? 'block' : 'unblock', '')
    return { id: '' }
  }
  if ('typing' in deed) {
    state.connection?.write(node('chatstate', { from: addressOf(person) }, [node('composing')]))
    return { id: '' }
  }
  if ('call' in deed) {
    note('call', '')
    return call(state, person)
  }
  const { id = messageId() } = options
  const { kind, text = '', message } = await compose(state, person, deed, group && `${group.id}@g.us`)
  note(kind, text, id)
  const posting = { id, groupId: group?.id, status: options.status, corrupt: options.corrupt }
  const posted = person.outgoing.then(() => post(state, person, proto.Message.fromObject(message), posting))
  person.outgoing = posted.catch(() => undefined)
  await posted
  return { id }
}

function call(state: State, person: Person): { id: string } {
  const from = addressOf(person)
  const id = randomBytes(16).toString('hex').toUpperCase()
  const offer = { 'call-id': id, 'call-creator': from, caller_pn: `${digits(person.pn)}@${SERVER}` }
  const audio = node('audio', { enc: 'opus', rate: '16000' })
  const attrs = { from, id: stanzaId(state, 'c'), t: String(seconds()), notify: person.name }
  state.connection?.write(node('call', attrs, [node('offer', offer, [audio])]))
  return { id }
}
