import type { Argument, Statement } from './store.ts'
import { sealedLength, type Vault } from '../vault.ts'

/*
 * Rows for a set-based statement: one JSON array of arrays, read by `json_each(?1) j`. On a server the number of
 * statements is the cost, and on a file their preparation. Sealed bytes go beside it in one blob, of which a row
 * names its piece. (`$[0]` is read half as fast again as `0`, and a blob four times as fast as hex.)
 */

export type Row = readonly (string | number | boolean | null)[]

/** A row whose last field is a text to be sealed. */
export interface SecretRow {
  readonly row: Row
  readonly secret: string
}

/** Runs `sql` with the rows as ?1; nothing when there are none. */
export function set(sql: string, rows: readonly Row[], ...rest: Argument[]): Statement[] {
  return rows.length === 0 ? [] : [{ sql, args: [JSON.stringify(rows), ...rest] }]
}

/** The same with the sealed texts as ?2: `piece(n)` stands for the text, after `n` other columns. */
export function setSealed(
  sql: string,
  rows: readonly SecretRow[],
  vault: Vault,
  ...rest: Argument[]
): Statement[] {
  if (rows.length === 0) return []
  let from = 1
  const placed = rows.map(({ row, secret }) => {
    const length = sealedLength(secret)
    const place = [...row, from, length]
    from += length
    return place
  })
  const secrets = vault.secrets(rows.map(({ secret }) => secret))
  return [{ sql, args: [JSON.stringify(placed), secrets, ...rest] }]
}

/** Field `at` of the row `j`. */
export function column(at: number): string {
  return `j.value->>'$[${at}]'`
}

/** The first `count` fields of the row `j`. */
export function columns(count: number): string {
  return Array.from({ length: count }, (_, at) => column(at)).join(', ')
}

/** The piece of the blob that a row names by its first byte (from 1) and its length. */
export function piece(at: number): string {
  return `substr(?2, ${column(at)}, ${column(at + 1)})`
}
