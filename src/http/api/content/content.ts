import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Versioned } from '../../../db/content/content-edits.ts'
import { SCHEMAS } from '../../../db/content/schemas.ts'
import type { Office } from '../../../db/office/office.ts'
import type { ContentKind } from '../../../flows/content.ts'
import { affectedRoutes } from './affected.ts'
import { answer, find, findOwn, Id, itemSchema, shown, Versions, write } from './content-items.ts'
import { concerns, isPlaced } from './content-scope.ts'
import { contentStateRoutes } from './content-state.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { badField, conflict, required } from '../refusals.ts'
import { pageOf } from '../cursor.ts'

const tags = ['Content']
const ItemParam = z.object({ item: Id })

const ListQuery = z.strictObject({
  status: z.enum(['published', 'needs verification']).optional(),
  text: z
    .string()
    .max(100)
    .optional()
    .openapi({ description: 'Words that its texts, its source or its id hold' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(30).optional().openapi({ description: 'The `next` of the page before' }),
})

/** What owners are told, as data: read by all, kept by admins. Each kind has its own schema. */
export function contentRoutes(office: Office): OpenAPIHono {
  const routes = newRoutes()
  for (const kind of Object.keys(SCHEMAS) as ContentKind[]) {
    addReading(routes, kind, office)
    addWriting(routes, kind, office)
  }
  routes.route('/', contentStateRoutes(office))
  routes.route('/', affectedRoutes(office))
  return routes
}

function addReading(routes: OpenAPIHono, kind: ContentKind, office: Office): void {
  const Item = Versions.extend({ item: itemSchema(kind) })
  const list = endpoint(
    { role: 'viewer' },
    {
      method: 'get',
      path: `/${kind}` as '/faqs',
      tags,
      summary: `List ${kind}, in the order in which owners see them`,
      request: { query: ListQuery },
      responses: { 200: json('A page', pageOf(Item)) },
    },
  )
  const detail = endpoint(
    { role: 'viewer' },
    {
      method: 'get',
      path: `/${kind}/{item}` as '/faqs/{item}',
      tags,
      summary: `Read one of ${kind}; its ETag is what changes are made to`,
      request: { params: ItemParam },
      responses: { 200: json('The item', Item) },
    },
  )
  routes.openapi(list, async (c) => {
    const { status, text, limit, after } = c.req.valid('query')
    const seen = (await office.content.all(kind)).filter(
      (one) =>
        concerns(c.get('scope'), one.item) && (!status || one.item['status'] === status) && holds(one, text),
    )
    const from = after === undefined ? 0 : seen.findIndex(({ item }) => item['id'] === after) + 1
    if (after !== undefined && from === 0)
      throw badField('after', 'must be the `next` of a page of this list')
    const items = seen.slice(from, from + limit)
    const next = seen.length > from + limit ? (items.at(-1)!.item['id'] as string) : null
    return c.json({ items: items.map(shown), next }, 200)
  })
  routes.openapi(detail, async (c) => answer(c, await find(office, c, kind, c.req.valid('param').item), 200))
}

function addWriting(routes: OpenAPIHono, kind: ContentKind, office: Office): void {
  const Item = Versions.extend({ item: itemSchema(kind) })
  const access = { role: 'admin', nation: !isPlaced(kind) } as const
  const create = endpoint(access, {
    method: 'post',
    path: `/${kind}` as '/faqs',
    tags,
    summary: `Add one of ${kind}; owners see it at once`,
    request: { body: body(itemSchema(kind)) },
    responses: { 201: json('The item', Item) },
  })
  const replace = endpoint(access, {
    method: 'put',
    path: `/${kind}/{item}` as '/faqs/{item}',
    tags,
    summary: `Replace one of ${kind}; owners see it at once, and the version before is kept`,
    request: {
      params: ItemParam,
      headers: MatchHeader,
      body: body(itemSchema(kind)),
    },
    responses: { 200: json('The item as it is now', Item) },
  })
  routes.openapi(create, async (c) => {
    const item = c.req.valid('json')
    if (await office.content.find(kind, item['id'] as string))
      throw conflict('There is an item with this id already.')
    return answer(c, await write(office, c, { kind, item, version: 0 }), 201)
  })
  routes.openapi(replace, async (c) => {
    const { item: id } = c.req.valid('param')
    const version = required(c.req.valid('header')['if-match'])
    const item = c.req.valid('json')
    await findOwn(office, c, kind, id)
    if (item['id'] !== id) throw badField('id', 'must be the one in the address')
    return answer(c, await write(office, c, { kind, item, version }), 200)
  })
}

function holds({ item }: Versioned, text: string | undefined): boolean {
  const all = JSON.stringify(item).toLowerCase()
  return (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
