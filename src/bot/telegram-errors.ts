import { GrammyError } from 'grammy'
import type { ChannelState } from './channel.ts'
import { SendError } from './send-error.ts'

/** Descriptions of a 400 that mean that nobody is there any more. */
const GONE =
  /chat not found|user is deactivated|user not found|PEER_ID_INVALID|USER_IS_BLOCKED|group chat was/i

/** What a failed call means for the message that was to be sent. */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error
  if (!(error instanceof GrammyError)) {
    return neverLeft(error) ? SendError.unreachable(error) : SendError.ambiguous(error)
  }
  const { error_code: code, description, parameters } = error
  // GrammyError itself holds the message's text: it must not travel on as a cause.
  const cause = new Error(`${code} ${description}`)
  if (code === 429) return SendError.throttled((parameters.retry_after ?? 1) * 1000)
  if (code === 403 || (code === 400 && GONE.test(description))) return SendError.blocked(description)
  // The token is at fault, not the message.
  if (code === 401 || code === 404) return SendError.unreachable(cause)
  if (code >= 500 || code === 408) return SendError.ambiguous(cause)
  return SendError.refused(description)
}

/** Telegram could not read the marks in a text; it will take the same words without them. */
export function isUnparsable(error: unknown): boolean {
  return (
    error instanceof GrammyError && error.error_code === 400 && /can't parse entities/.test(error.description)
  )
}

const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
])

/** True when there was no connection yet: name, route, handshake or certificate failed. */
function neverLeft(error: unknown): boolean {
  const { code = '', syscall = '' } = error as { code?: string; syscall?: string }
  return (
    BEFORE_SENDING.has(code) ||
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    /^ERR_(TLS|SSL)|CERT|UNABLE_TO_VERIFY/.test(code)
  )
}

/** What a failed poll or set-up means for the channel, and how long to leave Telegram alone. */
export interface Trouble {
  readonly state: ChannelState
  readonly wait: number
}

/** `failures` counts those in a row before this one. */
export function troubleOf(error: unknown, failures: number): Trouble {
  const backoff = Math.min(30_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2)
  if (!(error instanceof GrammyError)) {
    const { code, message } = error as { code?: string; message?: string }
    return { state: offline(`Telegram cannot be reached (${code ?? message ?? 'unknown'})`), wait: backoff }
  }
  switch (error.error_code) {
    case 401:
    case 404: {
      const detail = 'Telegram does not know this token; get a valid one from BotFather'
      return { state: { state: 'stopped', detail }, wait: Math.min(300_000, 5_000 * 2 ** failures) }
    }
    case 409: {
      const detail = 'another program fetches the messages of this bot; stop it, or use another token'
      return { state: offline(detail), wait: Math.max(backoff, 2_000) }
    }
    case 429: {
      const seconds = error.parameters.retry_after ?? 1
      return { state: offline(`Telegram asks to wait ${seconds} s`), wait: seconds * 1000 }
    }
    default:
      return { state: offline(`Telegram answers ${error.error_code} ${error.description}`), wait: backoff }
  }
}

const offline = (detail: string): ChannelState => ({ state: 'offline', detail })
