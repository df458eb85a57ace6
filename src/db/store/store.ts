import type { LibSQLDatabase } from 'drizzle-orm/libsql'
import type { Secrets } from '../vault.ts'

/** What a statement may be given. Whole numbers are bound as integers, never as REAL; secrets as one sealed blob. */
export type Argument = string | number | bigint | boolean | Uint8Array | Secrets | null
export type Value = string | number | bigint | ArrayBuffer | Uint8Array | null

/** SQL with its arguments in order (`?1`, `?2`, …). */
export interface Statement {
  readonly sql: string
  readonly args: readonly Argument[]
}

/** Rows as arrays in the order of the columns; `changes` counts rows written. */
export interface Result {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  readonly changes: number
}

export interface WriteOptions {
  /** Writing it twice is the same as once: it is tried again when the server's answer was lost. */
  readonly idempotent?: boolean
}

/** The database. Reads see every write that was acknowledged before them. */
export interface Store {
  readonly kind: 'file' | 'server'
  /** For reading lists with drizzle, beside the hot path. Writes go through `write`. */
  readonly db: LibSQLDatabase
  read(statement: Statement): Promise<Result>
  /** Several reads of one moment, in one round trip. */
  readAll(statements: readonly Statement[]): Promise<Result[]>
  /**
   * Writes all or nothing, durably, and in the order asked. Jobs that wait together share one commit; one that is
   * refused does not take the others with it. Rejects with StoreRefused, StoreUnreachable or StorePoisoned.
   */
  write(statements: readonly Statement[], options?: WriteOptions): Promise<Result[]>
  /** Resolves when everything asked for is written. */
  close(): Promise<void>
}

/** What a kind of database must be able to do under the write lane. */
export interface Connection {
  /** One transaction: all or nothing. */
  commit(statements: readonly Statement[], options: WriteOptions): Result[] | Promise<Result[]>
  query(statements: readonly Statement[]): Result[] | Promise<Result[]>
  close(): void | Promise<void>
}

/** Where warnings go. */
export interface Logger {
  warn(detail: object, message: string): void
}

/** A drizzle query as a statement, for `write` and `readAll`. */
export function statement(query: { toSQL(): { sql: string; params: unknown[] } }): Statement {
  const { sql, params } = query.toSQL()
  return { sql, args: params as Argument[] }
}

/** Rows by column name. `T` is what the statement selects: nothing checks it. */
export function records<T>(result: Result): T[] {
  const { columns } = result
  return result.rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])) as T)
}
