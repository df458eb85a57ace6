import type { AnyMessageContent, BinaryNode, WASocket } from '@whiskeysockets/baileys'
import { SendError } from './send-error.ts'
import { KeysNotWritten } from './whatsapp-auth.ts'
import type { Timing } from './whatsapp-options.ts'

type Outcome =
  | { readonly type: 'accepted' }
  | { readonly type: 'refused'; readonly code: number }
  /** It may have arrived. */
  | { readonly type: 'unknown'; readonly why: string }
  /** It surely did not. */
  | { readonly type: 'failed'; readonly cause: unknown }

/** Messages on their way, and what WhatsApp says of them. */
export interface Sending {
  /** Resolves once WhatsApp has taken the message; throws SendError otherwise. */
  send(socket: WASocket, jid: string, id: string, content: AnyMessageContent): Promise<void>
  /** Reads WhatsApp's answer to a message. */
  answered(node: BinaryNode): void
  /** A receipt for a message of ours: it has arrived, whatever else is known. */
  received(id: string): void
  /** The connection is gone: whatever was on its way may have arrived. */
  lost(): void
}

/** The account may not write to this contact, or to new ones. */
const RESTRICTED = 463
const TOO_FAST = 429
/** Not as WhatsApp wants it: mostly a session with one of their devices that is out of date, which the next try renews. */
const INVALID = 479
const PAUSE = 5 * 60_000

/** `restricted` is told of a refusal that concerns the account. */
export function createSending(timing: Timing, restricted: () => void): Sending {
  const waiting = new Map<string, (outcome: Outcome) => void>()

  async function outcomeOf(
    socket: WASocket,
    jid: string,
    id: string,
    content: AnyMessageContent,
  ): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const unknown = (why: string) => () => resolve({ type: 'unknown', why })
    const timers = [setTimeout(unknown('it was not handed over in time'), timing.handover)]
    const handOver = async () => {
      try {
        await socket.sendMessage(jid, content, { messageId: id })
        if (waiting.get(id) === resolve)
          timers.push(setTimeout(unknown('it was not acknowledged in time'), timing.acknowledgement))
      } catch (cause) {
        resolve(broken(cause, socket))
      }
    }
    waiting.set(id, resolve)
    void handOver()
    try {
      return await promise
    } finally {
      timers.forEach(clearTimeout)
      waiting.delete(id)
    }
  }

  return {
    async send(socket, jid, id, content) {
      let outcome = await outcomeOf(socket, jid, id, content)
      if (outcome.type === 'refused' && outcome.code === INVALID)
        outcome = await outcomeOf(socket, jid, id, content)
      if (outcome.type === 'refused' && outcome.code === RESTRICTED) restricted()
      if (outcome.type !== 'accepted') throw sendError(outcome)
    },
    answered({ attrs }) {
      const { id = '', error } = attrs
      waiting.get(id)?.(error ? { type: 'refused', code: Number(error) } : { type: 'accepted' })
    },
    received(id) {
      waiting.get(id)?.({ type: 'accepted' })
    },
    lost() {
      for (const resolve of waiting.values()) resolve({ type: 'unknown', why: 'the connection closed' })
    },
  }
}

/** Baileys prepares (devices, sessions, encryption) before it writes: what fails on a good line was not written. */
function broken(cause: unknown, socket: WASocket): Outcome {
  if (cause instanceof KeysNotWritten) return { type: 'unknown', why: cause.message }
  if (!socket.ws.isOpen) return { type: 'unknown', why: 'the connection closed' }
  return { type: 'failed', cause }
}

function sendError(outcome: Exclude<Outcome, { type: 'accepted' }>): SendError {
  switch (outcome.type) {
    case 'unknown':
      return SendError.ambiguous(new Error(outcome.why))
    case 'failed':
      return SendError.unreachable(outcome.cause)
    case 'refused':
      if (outcome.code >= 500)
        return SendError.ambiguous(new Error(`WhatsApp is in trouble (${outcome.code})`))
      // 463 is never tried again: each try counts as another unwanted message
      return outcome.code === TOO_FAST
        ? SendError.throttled(PAUSE)
        : SendError.refused(`WhatsApp refused the message (${outcome.code})`)
  }
}
