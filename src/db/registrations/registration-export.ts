import type { Query } from './registration-lists.ts'
import { pageSql, statementOf } from './registration-sql.ts'
import type { NextRows } from '../exports/export-rows.ts'
import type { Reader } from '../store/reader.ts'
import type { Scope } from '../office/scope.ts'

/** The columns of an export, in their order. Names and NIKs are sealed and stay so. */
export const EXPORTED = [
  'number',
  'status',
  'businessName',
  'product',
  'sector',
  'class',
  'province',
  'regency',
  'district',
  'yearStarted',
  'capital',
  'annualSales',
  'workers',
  'nib',
  'export',
  'channel',
  'createdAt',
  'updatedAt',
] as const

// One value instead of thousands: three times as fast.
const FIELDS = [...EXPORTED, 'position', 'id'].map((name) => `"${name}"`).join(', ')

/** Newest first, each row an array in the order of `EXPORTED`. */
export function exportedRegistrations(reader: Pick<Reader, 'read'>, scope: Scope, query: Query): NextRows {
  return async (limit, after) => {
    const found = pageSql({
      columns: EXPORTED,
      scope,
      query,
      limit,
      sort: '-createdAt',
      ...(after && { after }),
    })
    if (!found) return { items: [], next: null }
    const { sql, args } = statementOf(found)
    const packed = { sql: `select json_group_array(json_array(${FIELDS})) from (${sql})`, args }
    const rows = JSON.parse((await reader.read(packed)).rows[0]![0] as string) as (string | number | null)[][]
    const last = rows.length === limit ? rows.at(-1)! : null
    return {
      items: rows.map((row) => row.slice(0, -2)),
      next: last && [last.at(-2) as number, last.at(-1) as string],
    }
  }
}
