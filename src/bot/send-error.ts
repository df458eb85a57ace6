type Kind = 'throttled' | 'unreachable' | 'ambiguous' | 'blocked' | 'refused'

/** Why a message was not delivered, and what follows from it. The outbox asks these fields and never reads strings. */
export class SendError extends Error {
  readonly kind: Kind
  /** Worth trying again later. */
  readonly retryable: boolean
  /** The platform may have taken it although we did not hear so: a broadcast message becomes `unknown`. */
  readonly maybeSent: boolean
  /** Milliseconds the platform asks to wait, or 0. */
  readonly retryAfter: number
  /** The wait is for the whole account, not this chat alone. */
  readonly wholeAccount: boolean

  private constructor(kind: Kind, message: string, rest: Partial<SendError> = {}) {
    super(message, { cause: rest.cause })
    this.name = 'SendError'
    this.kind = kind
    this.retryable = rest.retryable ?? false
    this.maybeSent = rest.maybeSent ?? false
    this.retryAfter = rest.retryAfter ?? 0
    this.wholeAccount = rest.wholeAccount ?? false
  }

  /** The platform asks to slow down (429). */
  static throttled(retryAfter: number, wholeAccount = true): SendError {
    return new SendError('throttled', `asked to wait ${retryAfter} ms`, {
      retryable: true,
      retryAfter,
      wholeAccount,
    })
  }

  /** It surely never arrived: no connection, name not resolved, channel offline. */
  static unreachable(cause: unknown): SendError {
    return new SendError('unreachable', 'the platform could not be reached', { retryable: true, cause })
  }

  /** A time-out, a dropped socket or a 5xx: it may have arrived. */
  static ambiguous(cause: unknown): SendError {
    return new SendError('ambiguous', 'no answer from the platform', {
      retryable: true,
      maybeSent: true,
      cause,
    })
  }

  /** The contact blocked us or is gone: nothing more goes to this address until they write again. */
  static blocked(description: string): SendError {
    return new SendError('blocked', description)
  }

  /** The platform will never take this message. */
  static refused(description: string): SendError {
    return new SendError('refused', description)
  }
}
