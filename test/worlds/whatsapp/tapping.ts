import { randomBytes } from 'node:crypto'
import { aesEncryptGCM, hmacSign, jidDecode, proto, sha256 } from '@whiskeysockets/baileys'
import { predicate } from '../ledger.ts'
import type { WorldEvent } from '../world.ts'
import { SERVER } from './nodes.ts'
import type { Person, State } from './state.ts'
import type { WhatsAppAction } from './types.ts'

type Tap = Extract<WhatsAppAction, { tap: unknown }>['tap']

const TAPPABLE = new Set(['text', 'edit', 'poll', 'interactive', 'image', 'document'])
/** "1. Pesan", "1) Pesan", "*1* Pesan", "1️⃣ Pesan" */
const NUMBERED = /^[\s*_~•-]*(\d{1,2})(?:\uFE0F?\u20E3)?[\s*_~]*[.):\]\s-]+\s*(.+?)\s*$/u

/**
 * A person cannot tap what their phone does not draw: a numbered line is answered with its number, a poll with a
 * vote, and only a drawn button is pressed.
 */
export function answerTo({ ledger }: State, chat: string, tap: Tap): WhatsAppAction {
  const fits = predicate(tap)
  const shown = ledger
    .transcript(chat)
    .filter(({ from, kind }) => from === 'bot' && TAPPABLE.has(kind))
    .reverse()
  for (const event of shown.slice(0, 3)) {
    const answer = answerIn(event, (text) => fits({ text }), tap)
    if (answer) return answer
  }
  const [last] = shown
  const hidden = last?.rendered === false ? ' (not drawn on a phone)' : ''
  const seen = last ? `${last.kind}${hidden}: ${last.text.slice(0, 300)}` : '(nothing)'
  throw new Error(`nothing to tap for ${String(tap)}; the last thing ${chat} saw: ${seen}`)
}

function answerIn(
  event: WorldEvent<string>,
  fits: (text: string) => boolean,
  tap: Tap,
): WhatsAppAction | undefined {
  const option = event.options?.find(fits)
  if (option !== undefined) return { vote: [option] }
  if (event.kind === 'interactive') {
    const found = event.buttons.find(({ text, data }) => fits(text) || data === tap)
    return event.rendered && found ? { buttonReply: { id: found.data ?? '', text: found.text } } : undefined
  }
  for (const line of event.text.split('\n')) {
    const [, number, label = ''] = NUMBERED.exec(line) ?? []
    if (number && fits(label.replace(/[*_~`]/gu, ''))) return number
  }
  return undefined
}

/** A vote in the last poll, sealed as phones do. */
export function sealedVote({ ledger, sent, account }: State, person: Person, options: readonly string[]) {
  const poll = ledger.transcript(person.pn).findLast(({ from, kind }) => from === 'bot' && kind === 'poll')
  const message = poll?.id === undefined ? undefined : sent.get(poll.id)
  const secret = message?.message.messageContextInfo?.messageSecret
  if (!poll?.id || !message || !secret) throw new Error('no poll with a secret to vote in')
  const byLid = jidDecode(message.to)?.server === 'lid'
  const address = ({ lid, pn }: { lid: string; pn: string }) => (byLid ? `${lid}@lid` : `${pn}@${SERVER}`)
  const [creator, voter] = [address(account), address(person)]
  const label = Buffer.concat([Buffer.from(poll.id + creator + voter + 'Poll Vote'), Buffer.from([1])])
  const key = hmacSign(label, hmacSign(Buffer.from(secret), new Uint8Array(32)))
  const selectedOptions = options.map((option) => sha256(Buffer.from(option)))
  const vote = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish()
  const encIv = randomBytes(12)
  const encPayload = aesEncryptGCM(vote, key, encIv, Buffer.from(`${poll.id}\0${voter}`))
  const pollCreationMessageKey = { remoteJid: creator, fromMe: false, id: poll.id }
  return {
    pollUpdateMessage: { pollCreationMessageKey, vote: { encPayload, encIv }, senderTimestampMs: Date.now() },
  }
}
