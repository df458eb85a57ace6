import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Cursor, ExportedRow, Page } from '../../../db/registrations/registration-lists.ts'
import { BOM, csvLine } from './csv.ts'
import { iso } from '../registrations/schemas.ts'
import { MOST_ROWS, xlsx } from './xlsx.ts'

/** Rows read at once: few enough that nothing else waits for them. */
const CHUNK = 500

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export const Format = z.enum(['csv', 'xlsx']).default('csv')
const binary = z.string().openapi({ type: 'string', format: 'binary' })
export const SheetFile = {
  description: 'The file, as it is read',
  content: { 'text/csv': { schema: binary }, [TYPES.xlsx]: { schema: binary } },
}

interface Sheet {
  readonly format: 'csv' | 'xlsx'
  /** What the file is called, before the day. */
  readonly name: string
  readonly heading: ExportedRow
  readonly next: (limit: number, after: Cursor | null) => Promise<Page<ExportedRow>>
}

/** Rows as a file, streamed: however many there are, only a few are held. */
export function sheetResponse(c: Context, { format, name, heading, next }: Sheet) {
  const rows = chunks(heading, next, format === 'xlsx' ? MOST_ROWS : Infinity)
  const file = ReadableStream.from(format === 'csv' ? csv(rows) : xlsx(rows))
  return c.body(file as ReadableStream, 200, {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="${name}-${iso(Date.now()).slice(0, 10)}.${format}"`,
  })
}

async function* csv(rows: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(BOM)
  for await (const some of rows) yield encoder.encode(some.map(csvLine).join(''))
}

/** The heading, then the rows, up to `most` of all. */
async function* chunks(
  heading: ExportedRow,
  next: Sheet['next'],
  most: number,
): AsyncGenerator<readonly ExportedRow[]> {
  yield [heading]
  let [given, after]: [number, Cursor | null] = [1, null]
  do {
    const page = await next(Math.min(CHUNK, most - 1 - given), after)
    yield page.items
    given += page.items.length
    after = page.next
  } while (after && given < most - 1)
  if (after) yield [['There are more rows than a sheet holds: export them as CSV, or narrow the filters.']]
}
