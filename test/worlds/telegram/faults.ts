import { ApiError, conflict } from './errors.ts'
import type { CallFault } from './types.ts'

/** Methods that put something in front of a person; faults without a method strike only these. */
export const SHOWS = /^(send(?!chataction)|copymessage|forwardmessage|edit)/u

/** Where a call goes, for choosing faults: method in lower case and chat. */
export interface CallTarget {
  readonly method: string
  readonly chat: string | undefined
}

/** Faults that wait for calls of the bot. */
export class Faults {
  #waiting: { readonly fault: CallFault; left: number }[] = []

  add(fault: CallFault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** Uses up one fault of this kind that fits the call. */
  take(kind: CallFault['kind'], { method, chat }: CallTarget): CallFault | undefined {
    const found = this.#waiting.find(
      ({ fault, left }) =>
        fault.kind === kind &&
        left > 0 &&
        (fault.method ? fault.method.toLowerCase() === method : fitsAnyMethod(kind, method)) &&
        (fault.userId === undefined || String(fault.userId) === chat),
    )
    if (found) found.left -= 1
    return found?.fault
  }

  /** Throws the error that a fault has in store for this call. */
  refuse(target: CallTarget): void {
    if (this.take('unauthorized', target)) throw new ApiError(401, 'Unauthorized')
    if (this.take('conflict', target)) throw conflict()
    const server = this.take('5xx', target)
    if (server) throw new ApiError(server.status ?? 502, 'Bad Gateway')
    const flood = this.take('429', target)
    const wait = flood?.retryAfter ?? 1
    if (flood) throw new ApiError(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait })
  }
}

function fitsAnyMethod(kind: CallFault['kind'], method: string): boolean {
  if (kind === 'conflict') return method === 'getupdates'
  return kind === 'slow' || kind === 'unauthorized' || kind === 'expiredCallback' || SHOWS.test(method)
}
