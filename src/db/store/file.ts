import { setTimeout as pause } from 'node:timers/promises'
import Database from 'libsql'
import { bindable } from './argument.ts'
import type { Argument, Result, Statement, Value } from './store.ts'
import { StorePoisoned, StoreRefused, StoreUnreachable } from './store-error.ts'

/** For every connection of ours to a file; they do not travel from one connection to another. */
export const PRAGMAS = [
  'busy_timeout = 100',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'wal_autocheckpoint = 10000',
  'journal_size_limit = 67108864',
  'cache_size = -65536',
  'mmap_size = 268435456',
  'temp_store = MEMORY',
]

/** How long another program's lock is waited for before whoever writes is told, in milliseconds. */
const BUSY_FOR = 2000
const STATEMENTS = 500

interface Prepared {
  run(args: unknown[]): { changes: number }
  all(args: unknown[]): Value[][]
  readonly reader: boolean
  readonly columns: readonly string[]
}

/** A connection that writes: one transaction at a time, all or nothing. */
export interface Writing {
  commit(statements: readonly Statement[]): Promise<Result[]>
  close(): void
}

/**
 * One native connection with prepared statements, the only one in the process that writes to the file. It is used
 * instead of the stock client because that one loses acknowledged writes after SQLITE_BUSY (libsql-client-ts #352) and
 * prepares every statement anew. Everything in it is synchronous, so it lives in a thread (file-writer.ts).
 */
export function openForWriting(path: string): Writing {
  const database = new Database(path)
  for (const pragma of PRAGMAS) database.exec(`pragma ${pragma}`)
  const { run, forget } = runner(database)
  let poisoned: StorePoisoned | null = null

  /** BEGIN through `exec` is finalised when it fails, so that it may be tried again. */
  async function begin(): Promise<void> {
    for (const started = Date.now(); ; await pause(20)) {
      try {
        return void database.exec('begin immediate')
      } catch (error) {
        if (!isBusy(error)) throw error
        if (Date.now() - started > BUSY_FOR)
          throw new StoreUnreachable('another program holds the write lock', error)
      }
    }
  }

  function poison(message: string, cause: unknown): StorePoisoned {
    poisoned = new StorePoisoned(`${message}: nothing more is written to ${path}`, cause)
    return poisoned
  }

  function rollBack(cause: unknown): void {
    if (database.inTransaction) database.exec('rollback')
    if (database.inTransaction) throw poison('a transaction could not be ended', cause)
    if (isBusy(cause)) throw poison('the database was busy inside a transaction', cause)
  }

  return {
    async commit(group) {
      if (poisoned) throw poisoned
      await begin()
      try {
        const results = group.map(run)
        database.exec('commit')
        return results
      } catch (error) {
        rollBack(error)
        throw meaningOf(error)
      }
    },
    close() {
      forget()
      database.close()
    },
  }
}

/** For whoever reads a whole table once: of what was read, little is kept. */
export const SPARING = ['cache_size = -4096', 'mmap_size = 0']

/** A connection to a file that this process owns already, which cannot write whatever it is asked. */
export function openForReading(
  path: string,
  pragmas: readonly string[] = [],
): { query(statement: Statement): Result; close(): void } {
  const database = new Database(path)
  for (const pragma of [...PRAGMAS, 'query_only = ON', ...pragmas]) database.exec(`pragma ${pragma}`)
  const { run, forget } = runner(database)
  return {
    query: run,
    close() {
      forget()
      database.close()
    },
  }
}

/** Runs statements, each prepared once. */
function runner(database: Database.Database): { run(statement: Statement): Result; forget(): void } {
  const statements = new Map<string, Prepared>()

  function prepared(sql: string): Prepared {
    const known = statements.get(sql)
    if (known) return known
    if (statements.size >= STATEMENTS) statements.clear()
    const made = prepare(database, sql)
    statements.set(sql, made)
    return made
  }

  return {
    run(statement) {
      const { reader, columns, all, run } = prepared(statement.sql)
      const args = statement.args.map(bound)
      if (!reader) return { columns, rows: [], changes: run(args).changes }
      const rows = all(args)
      return { columns, rows, changes: rows.length }
    },
    forget: () => statements.clear(),
  }
}

function prepare(database: Database.Database, sql: string): Prepared {
  const statement = database.prepare(sql)
  const { reader } = statement
  if (reader) statement.raw(true)
  return {
    reader,
    columns: reader ? statement.columns().map((column) => column.name) : [],
    run: (args) => statement.run(args),
    all: (args) => statement.all(args) as Value[][],
  }
}

// A boolean would end the process.
function bound(argument: Argument): unknown {
  return typeof argument === 'boolean' ? BigInt(argument) : bindable(argument)
}

/** SQLite's result codes, without what they say more precisely. */
const [BUSY, IO_ERROR, FULL, CONSTRAINT] = [5, 10, 13, 19]

const codeOf = (error: unknown) =>
  error instanceof Database.SqliteError ? (error.rawCode ?? 0) & 0xff : undefined

const isBusy = (error: unknown) => codeOf(error) === BUSY

/** What failed inside a transaction: the write itself, or the disk that it was meant for. */
function meaningOf(error: unknown): unknown {
  const code = codeOf(error)
  if (code === CONSTRAINT) return new StoreRefused(error as Error)
  return code === FULL || code === IO_ERROR ? new StoreUnreachable((error as Error).message, error) : error
}
