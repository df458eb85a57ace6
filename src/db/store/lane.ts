import { setImmediate as turnOfEvents } from 'node:timers/promises'
import type { Connection, Result, Statement, WriteOptions } from './store.ts'
import { StorePoisoned, StoreUnreachable } from './store-error.ts'

interface Job {
  readonly statements: readonly Statement[]
  readonly idempotent: boolean
  resolve(results: Result[]): void
  reject(error: unknown): void
}

/** The only way to write: jobs in the order asked, those that wait together in one commit of at most `size` jobs. */
export interface Lane {
  write(statements: readonly Statement[], options?: WriteOptions): Promise<Result[]>
  /** Resolves when nothing waits any more. Later jobs are refused. */
  close(): Promise<void>
}

/** A job that the database refuses is rejected alone; the others of its commit are written without it. */
export function createLane(connection: Connection, size = 64): Lane {
  const waiting: Job[] = []
  let running: Promise<void> | null = null
  let closed = false

  async function run(): Promise<void> {
    // Before each commit the event loop turns, so that jobs asked for at the same time share it.
    for (await turnOfEvents(); waiting.length > 0; await turnOfEvents()) {
      await together(waiting.splice(0, size))
    }
    running = null
  }

  async function together(group: readonly Job[]): Promise<void> {
    try {
      const idempotent = group.every((job) => job.idempotent)
      const results = await connection.commit(
        group.flatMap((job) => job.statements),
        { idempotent },
      )
      let from = 0
      for (const job of group) job.resolve(results.slice(from, (from += job.statements.length)))
    } catch (error) {
      await afterFailure(group, error)
    }
  }

  async function afterFailure(group: readonly Job[], error: unknown): Promise<void> {
    const isTried = group.every((job) => job.idempotent)
    for (const job of group) {
      const lost = error instanceof StoreUnreachable && (isTried || !job.idempotent)
      if (group.length === 1 || lost || error instanceof StorePoisoned) job.reject(error)
      else await together([job])
    }
  }

  return {
    write(statements, options = {}) {
      if (statements.length === 0) return Promise.resolve([])
      if (closed) return Promise.reject(new Error('the database is closed'))
      return new Promise((resolve, reject) => {
        waiting.push({ statements, idempotent: options.idempotent ?? false, resolve, reject })
        running ??= run()
      })
    },
    async close() {
      closed = true
      await running
    },
  }
}
