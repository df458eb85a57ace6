import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import { Problem } from '../../problem.ts'
import { cursorText, Paged, readCursor } from '../cursor.ts'
import { endpoint, json } from '../endpoint.ts'
import { FilterQuery, readFilters } from '../query/filters.ts'
import { named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { Detail, Listed, NumberParam } from './schemas.ts'
import { detailed, shown } from './shown.ts'
import { timelineRoutes } from './timeline.ts'
import { notFound } from '../refusals.ts'

const ListQuery = FilterQuery.extend({
  ...Paged,
  sort: z.enum(['-createdAt', 'createdAt', '-annualSales', 'annualSales']).default('-createdAt'),
})

const Spelled = z
  .record(z.string(), z.array(z.string()))
  .openapi({ description: 'Words that nothing holds, each with those that were looked for instead' })

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags: ['Registrations'],
    summary: 'List registrations, newest first',
    request: { query: ListQuery },
    responses: {
      200: json(
        'A page',
        z.object({ items: z.array(Listed), next: z.string().nullable(), spelled: Spelled }),
      ),
    },
  },
)

const count = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/count',
    tags: ['Registrations'],
    summary: 'Count registrations, up to 10,000',
    request: { query: FilterQuery },
    responses: {
      200: json(
        'How many; not `exact` when there are more',
        z.object({ count: z.int(), exact: z.boolean(), spelled: Spelled }),
      ),
    },
  },
)

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{number}',
    tags: ['Registrations'],
    summary: 'Read one registration; its ETag is what changes are made to',
    request: { params: NumberParam },
    responses: { 200: json('The registration', Detail) },
  },
)

/** Registrations as they are listed, counted and read. */
export function registrationRoutes(office: Office): OpenAPIHono {
  const routes = newRoutes()

  routes.openapi(list, async (c) => {
    const { limit, after, sort, ...filters } = c.req.valid('query')
    const { query, spelled } = await readFilters(filters, c.get('keyHolder').id, office)
    if (query.words.length > 0 && sort.endsWith('annualSales')) throw unsorted()
    const from = after === undefined ? undefined : readCursor(after, orderOf(sort, query.words.length > 0))
    const page = await office.lists.page(c.get('scope'), query, { sort, limit, after: from })
    const next = page.next && cursorText(page.next, orderOf(sort, query.words.length > 0))
    return c.json(
      { items: await named(office.people, page.items.map(shown), 'assignee'), next, spelled },
      200,
    )
  })

  routes.openapi(count, async (c) => {
    const { query, spelled } = await readFilters(c.req.valid('query'), c.get('keyHolder').id, office)
    return c.json({ ...(await office.lists.count(c.get('scope'), query)), spelled }, 200)
  })

  routes.openapi(detail, async (c) => {
    const found = await office.registrations.byNumber(c.get('scope'), c.req.valid('param').number)
    if (!found) throw notFound('registration')
    return c.json(await detailed(found, office.people), 200, { etag: `"${found.version}"` })
  })

  routes.route('/', timelineRoutes(office))
  return routes
}

// What was searched for is listed in the order it came in, which is nearly that of time.
const orderOf = (sort: string, searched: boolean): string => (searched ? `${sort} words` : sort)

function unsorted(): Problem {
  return new Problem(400, 'Bad request', 'What is searched for by words is listed by time only.', {
    errors: [{ field: 'sort', message: 'must be -createdAt or createdAt together with words' }],
  })
}
