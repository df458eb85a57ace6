/** A constraint of the database refused the write; nothing of it was written. */
export class StoreRefused extends Error {
  /** A guard or a unique key stopped it: someone else was first. Part of normal life. */
  readonly someoneElse: boolean

  constructor(cause: Error) {
    super(cause.message, { cause })
    this.name = 'StoreRefused'
    // A server sends the kind of constraint in words only, so the words are what both kinds have in common.
    this.someoneElse = /UNIQUE constraint failed|CHECK constraint failed: guards_held/.test(cause.message)
  }
}

/**
 * The database takes nothing just now: a server that does not answer, a file that another program holds, a full disk. The
 * write may have happened or not, and the same one may be taken later.
 */
export class StoreUnreachable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StoreUnreachable'
  }
}

/** The connection to the file can no longer be trusted. Nothing more is written: end the process and start anew. */
export class StorePoisoned extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StorePoisoned'
  }
}

/** The database file is in the hands of another process. */
export class StoreLocked extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StoreLocked'
  }
}
