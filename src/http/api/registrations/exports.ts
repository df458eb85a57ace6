import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import { EXPORTED, type ExportedRow } from '../../../db/registrations/registration-lists.ts'
import { endpoint } from '../endpoint.ts'
import { FilterQuery, readFilters } from '../query/filters.ts'
import { newRoutes } from '../routes.ts'
import { iso } from './schemas.ts'
import { Format, SheetFile, sheetResponse } from '../sheets/sheets.ts'

const route = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/export',
    tags: ['Registrations'],
    summary: 'Download registrations as CSV or XLSX, newest first; written to the audit log',
    description:
      'Business data only: names, NIKs and phone numbers are sealed and are in no export. `x-total-rows` says beforehand' +
      ' how many there are: of a CSV, each line that came below the heading is progress.',
    request: { query: FilterQuery.extend({ format: Format }) },
    responses: { 200: SheetFile },
  },
)

/** Lists of registrations as files. */
export function exportRoutes(office: Office): OpenAPIHono {
  const { lists, audit } = office
  const routes = newRoutes()
  routes.openapi(route, async (c) => {
    const { format, ...filters } = c.req.valid('query')
    const actor = c.get('keyHolder').id
    const { query } = await readFilters(filters, actor, office)
    await audit.append({
      actor,
      action: 'registrations.exported',
      subject: null,
      detail: { format, filters, region: c.get('keyHolder').region, requestId: c.get('requestId') },
    })
    const scope = c.get('scope')
    c.header('x-total-rows', String(await lists.total(scope, query)))
    return sheetResponse(c, {
      format,
      name: 'registrations',
      heading: EXPORTED,
      async next(limit, after) {
        const page = await lists.rows(scope, query, limit, after)
        return { ...page, items: page.items.map(timed) }
      },
    })
  })
  return routes
}

const TIMES = [EXPORTED.indexOf('createdAt'), EXPORTED.indexOf('updatedAt')]

function timed(row: ExportedRow): ExportedRow {
  return row.map((value, at) => (TIMES.includes(at) ? iso(value as number) : value))
}
