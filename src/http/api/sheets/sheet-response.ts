import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ExportSource } from '../../../db/exports/export-rows.ts'
import type { Exports, NewExport } from '../../../db/exports/exports.ts'
import { iso } from '../registrations/schemas.ts'
import type { Piece, Sheet, Sheets } from './sheets.ts'

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export const Format = z.enum(['csv', 'xlsx']).default('csv')
const binary = z.string().openapi({ type: 'string', format: 'binary' })
export const SheetFile = {
  description: 'The file, as it is read',
  headers: z.object({
    'x-export-id': z.string().openapi({ description: 'Its progress is at `/exports/{export}`' }),
    'x-total-rows': z.string().openapi({ description: 'How many rows there are in all' }),
  }),
  content: { 'text/csv': { schema: binary }, [TYPES.xlsx]: { schema: binary } },
}

interface Asked extends Pick<NewExport, 'of' | 'subject' | 'total'> {
  readonly format: Sheet['format']
  readonly source: ExportSource
  /** What the rows were chosen by. */
  readonly filters: { readonly [name: string]: unknown }
  /** What the file is called, before the day. */
  readonly name: string
}

/** Rows as a file, streamed: however many there are, only a few are held. Who takes them along is written down first. */
export async function sheetResponse(
  c: Context,
  { sheets, exports }: { readonly sheets: Sheets; readonly exports: Exports },
  { format, source, filters, name, ...rest }: Asked,
) {
  const now = Date.now()
  const { id: actor, region } = c.get('keyHolder')
  const detail = { format, ...filters, region, requestId: c.get('requestId') }
  const id = await exports.begin({ actor, detail, ...rest }, now)
  const file = ReadableStream.from(noted(sheets.make({ format, source }), exports, id))
  return c.body(file as ReadableStream, 200, {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="${name}-${iso(now).slice(0, 10)}.${format}"`,
    'x-export-id': id,
    'x-total-rows': String(rest.total),
  })
}

/** How often it is noted how far an export is, in milliseconds. */
const NOTED_EVERY = 1000

/** The same bytes, and how many rows of them were taken is noted as they go. */
async function* noted(
  pieces: AsyncIterable<Piece>,
  exports: Exports,
  id: string,
): AsyncGenerator<Uint8Array> {
  let [written, notedAt, state]: [number, number, 'brokenOff' | 'finished'] = [0, Date.now(), 'brokenOff']
  // Worth knowing, not worth failing for.
  const note = (now: 'running' | typeof state) =>
    exports.note(id, { written, state: now }, Date.now()).catch(() => undefined)
  try {
    for await (const { bytes, rows } of pieces) {
      written = rows
      yield bytes
      if (Date.now() - notedAt < NOTED_EVERY) continue
      notedAt = Date.now()
      await note('running')
    }
    state = 'finished'
  } finally {
    await note(state)
  }
}
