import { createBroadcastReports, REPORTED } from '../broadcasts/broadcast-report.ts'
import { EXPORTED, exportedRegistrations } from '../registrations/registration-export.ts'
import type { Cursor, Page } from '../store/page.ts'
import type { Query } from '../registrations/registration-lists.ts'
import type { Reader } from '../store/reader.ts'
import type { Scope } from '../office/scope.ts'

/** What an export holds, said so that another thread can read it. */
export type ExportSource =
  | { readonly type: 'registrations'; readonly scope: Scope; readonly query: Query }
  | { readonly type: 'recipients'; readonly broadcast: number; readonly state: string | null }

export type ExportedRow = readonly (string | number | null)[]

/** A handful of rows, and where the next one begins. */
export type NextRows = (limit: number, after: Cursor | null) => Promise<Page<ExportedRow>>

/** The names of the columns, and the rows as they are stored: times are milliseconds. */
export function exportedRows(
  reader: Pick<Reader, 'read'>,
  source: ExportSource,
): { readonly heading: readonly string[]; readonly next: NextRows } {
  if (source.type === 'registrations') {
    return { heading: EXPORTED, next: exportedRegistrations(reader, source.scope, source.query) }
  }
  const { rows } = createBroadcastReports(reader)
  return {
    heading: REPORTED,
    next: (limit, after) => rows(source.broadcast, source.state, limit, after),
  }
}
