import { type ExportedRow, exportedRows, type ExportSource } from '../../../db/exports/export-rows.ts'
import type { Cursor } from '../../../db/store/page.ts'
import type { Reader } from '../../../db/store/reader.ts'

/** Rows read at once. */
const CHUNK = 500

/** How many rows were read, beside the heading. */
export interface Count {
  rows: number
}

/** The heading, then the rows, up to `most` of all; times as everybody reads them. */
export async function* sheetRows(
  reader: Pick<Reader, 'read'>,
  source: ExportSource,
  count: Count,
  most: number,
): AsyncGenerator<readonly ExportedRow[]> {
  const { heading, next } = exportedRows(reader, source)
  const times = heading.map((name) => name.endsWith('At'))
  yield [heading]
  let after: Cursor | null = null
  do {
    const page = await next(Math.min(CHUNK, most - 2 - count.rows), after)
    count.rows += page.items.length
    yield page.items.map((row) => row.map((value, at) => (times[at] ? timed(value) : value)))
    after = page.next
  } while (after && count.rows < most - 2)
  if (after) yield [['There are more rows than a sheet holds: export them as CSV, or narrow the filters.']]
}

function timed(value: ExportedRow[number]): string | null {
  return value === null ? null : new Date(value).toISOString()
}
