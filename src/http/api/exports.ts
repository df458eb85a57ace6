import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../db/office.ts'
import { EXPORTED, type Cursor, type ExportedRow, type Query } from '../../db/registration-lists.ts'
import type { Scope } from '../../db/scope.ts'
import { BOM, csvLine } from './csv.ts'
import { endpoint } from './endpoint.ts'
import { FilterQuery, readFilters } from './filters.ts'
import { newRoutes } from './routes.ts'
import { iso } from './schemas.ts'
import { MOST_ROWS, xlsx } from './xlsx.ts'

/** Rows read at once: few enough that nothing else waits for them. */
const CHUNK = 500

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

const binary = z.string().openapi({ type: 'string', format: 'binary' })

const route = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/export',
    tags: ['Registrations'],
    summary: 'Download registrations as CSV or XLSX, newest first; written to the audit log',
    description: 'Business data only: names, NIKs and phone numbers are sealed and are in no export.',
    request: { query: FilterQuery.extend({ format: z.enum(['csv', 'xlsx']).default('csv') }) },
    responses: {
      200: {
        description: 'The file, as it is read',
        content: { 'text/csv': { schema: binary }, [TYPES.xlsx]: { schema: binary } },
      },
    },
  },
)

/** Lists as files, streamed: however many rows there are, only a few are held. */
export function exportRoutes({ lists, vocabulary, audit }: Office): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(route, async (c) => {
    const { format, ...filters } = c.req.valid('query')
    const actor = c.get('keyHolder').id
    const { query } = await readFilters(filters, actor, vocabulary)
    await audit.append({
      actor,
      action: 'registrations.exported',
      subject: null,
      detail: { format, filters, region: c.get('keyHolder').region, requestId: c.get('requestId') },
    })
    const rows = chunks(lists, c.get('scope'), query, format === 'xlsx' ? MOST_ROWS : Infinity)
    const file = ReadableStream.from(format === 'csv' ? csv(rows) : xlsx(rows))
    return c.body(file as ReadableStream, 200, {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="registrations-${iso(Date.now()).slice(0, 10)}.${format}"`,
    })
  })
  return routes
}

async function* csv(rows: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(BOM)
  for await (const some of rows) yield encoder.encode(some.map(csvLine).join(''))
}

/** The heading, then the rows, up to `most` of all. */
async function* chunks(
  lists: Office['lists'],
  scope: Scope,
  query: Query,
  most: number,
): AsyncGenerator<readonly ExportedRow[]> {
  yield [EXPORTED]
  let [given, after]: [number, Cursor | null] = [1, null]
  do {
    const page = await lists.rows(scope, query, Math.min(CHUNK, most - 1 - given), after)
    yield page.items.map(timed)
    given += page.items.length
    after = page.next
  } while (after && given < most - 1)
  if (after) yield [['There are more rows than a sheet holds: export them as CSV, or narrow the filters.']]
}

const TIMES = [EXPORTED.indexOf('createdAt'), EXPORTED.indexOf('updatedAt')]

function timed(row: ExportedRow): ExportedRow {
  return row.map((value, at) => (TIMES.includes(at) ? iso(value as number) : value))
}
