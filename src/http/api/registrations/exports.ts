import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { endpoint } from '../endpoint.ts'
import { FilterQuery, readFilters } from '../query/filters.ts'
import { newRoutes } from '../routes.ts'
import { Format, SheetFile, sheetResponse } from '../sheets/sheet-response.ts'

const route = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/export',
    tags: ['Registrations'],
    summary: 'Download registrations as CSV or XLSX, newest first; written to the audit log',
    description:
      'Business data only: names, NIKs and phone numbers are sealed and are in no export. How far it is can be asked at' +
      ' `/exports`.',
    request: { query: FilterQuery.extend({ format: Format }) },
    responses: { 200: SheetFile },
  },
)

/** Lists of registrations as files. */
export function exportRoutes({ office, sheets }: ApiDependencies): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(route, async (c) => {
    const { format, ...filters } = c.req.valid('query')
    const { query } = await readFilters(filters, c.get('keyHolder').id, office)
    const scope = c.get('scope')
    const asked = {
      of: 'registrations',
      subject: null,
      format,
      filters,
      name: 'registrations',
      source: { type: 'registrations', scope, query },
      total: await office.lists.total(scope, query),
    } as const
    return sheetResponse(c, { sheets, exports: office.exports }, asked)
  })
  return routes
}
