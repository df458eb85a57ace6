import { setTimeout as pause } from 'node:timers/promises'
import { LibsqlError, createClient, type Client, type InStatement, type ResultSet } from '@libsql/client'
import { bindable } from './argument.ts'
import type { Connection, Logger, Result, Statement } from './store.ts'
import { StoreRefused, StoreUnreachable } from './store-error.ts'

const ANSWER_WITHIN = 10_000
const TRIES = 5

export interface ServerOptions {
  readonly url: string
  readonly authToken?: string
  readonly logger?: Logger
  /** Milliseconds to wait for one answer. */
  readonly answerWithin?: number
}

/**
 * A libSQL server over its WebSocket protocol, which is two to four times as fast as its HTTP one. A frozen server
 * never answers and never errs, so each call has its own time limit, after which the connection is made anew.
 */
export function openServer(options: ServerOptions): Connection & { readonly client: Client } {
  const { answerWithin = ANSWER_WITHIN, logger } = options
  const writer = connect(options)
  const reader = connect(options)

  async function batch(
    client: Client,
    statements: readonly Statement[],
    mode: 'read' | 'write',
    again: boolean,
  ) {
    const input = statements.map(toServer)
    for (let attempt = 1; ; attempt++) {
      try {
        const results = await within(answerWithin, client.batch(input, mode))
        return results.map(fromServer)
      } catch (error) {
        const failure = failureOf(error)
        const last = attempt === TRIES
        if (failure === 'refused') throw new StoreRefused(error as Error)
        if (failure === 'fault') throw error
        if (failure === 'lost') await reconnect(client)
        if (last || (failure === 'lost' && !again)) throw new StoreUnreachable(UNTAKEN[failure], error)
        logger?.warn({ failure, attempt, mode }, 'database call tried again')
        await pause(Math.random() * 50 * 2 ** attempt)
      }
    }
  }

  async function reconnect(client: Client): Promise<void> {
    // When the server is away the next call finds that out by itself.
    await within(answerWithin, Promise.resolve(client.reconnect())).catch(() => undefined)
  }

  return {
    client: reader,
    commit: (statements, { idempotent = false }) => batch(writer, statements, 'write', idempotent),
    query: (statements) => batch(reader, statements, 'read', true),
    close() {
      writer.close()
      reader.close()
    },
  }
}

/** A client of the server, over its WebSocket protocol whatever the scheme of the URL. */
export function connect({ url, authToken }: Pick<ServerOptions, 'url' | 'authToken'>): Client {
  return createClient({ url: webSocketUrl(url), authToken })
}

function webSocketUrl(url: string): string {
  if (url.startsWith('libsql:')) return url.includes('tls=0') ? `ws${url.slice(6)}` : `wss${url.slice(6)}`
  return url.replace(/^http/, 'ws')
}

const UNTAKEN = { busy: 'the database takes no writes', lost: 'the database did not answer' }

/** `busy`: surely not written. `lost`: nobody knows. `refused`: a constraint. `fault`: our mistake or a refusal to serve. */
function failureOf(error: unknown): 'busy' | 'lost' | 'refused' | 'fault' {
  if (error instanceof AnswerLate) return 'lost'
  if (!(error instanceof LibsqlError)) return 'fault'
  if (/^SQLITE_(?:BUSY|FULL|IOERR)/.test(error.code)) return 'busy'
  if (error.code.startsWith('SQLITE_CONSTRAINT')) return 'refused'
  return error.code.startsWith('HRANA_') || error.code === 'UNKNOWN' ? 'lost' : 'fault'
}

class AnswerLate extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = new AbortController()
  const limit = pause(ms, undefined, { signal: late.signal }).then(() => {
    throw new AnswerLate(`no answer within ${ms} ms`)
  })
  limit.catch(() => undefined)
  try {
    return await Promise.race([work, limit])
  } finally {
    late.abort()
    work.catch(() => undefined)
  }
}

function toServer({ sql, args }: Statement): InStatement {
  return { sql, args: args.map(bindable) }
}

function fromServer(result: ResultSet): Result {
  return {
    columns: result.columns,
    rows: result.rows.map((row) => Array.from(row)),
    changes: result.rows.length || result.rowsAffected,
  }
}
