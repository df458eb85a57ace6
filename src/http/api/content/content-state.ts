import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Versioned } from '../../../db/content/content-edits.ts'
import { SCHEMAS } from '../../../db/content/schemas.ts'
import type { Office } from '../../../db/office/office.ts'
import type { ContentKind } from '../../../flows/content.ts'
import { Problem } from '../../problem.ts'
import { answer, find, findOwn, Id, shown, Versions, write } from './content-items.ts'
import { concerns, isPlaced } from './content-scope.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { required } from '../refusals.ts'

const tags = ['Content']
const KindParam = z.object({
  kind: z.enum(Object.keys(SCHEMAS) as [ContentKind, ...ContentKind[]]),
  item: Id,
})

const Publish = z.strictObject({
  verifiedAt: z.iso.date().openapi({ description: 'The day somebody read it in its source' }),
  source: z.string().min(1).max(500).optional(),
  confidence: z.enum(['V', 'V1']).optional(),
})

const publish = endpoint(
  { role: 'admin' },
  {
    method: 'post',
    path: '/{kind}/{item}/publish',
    tags,
    summary:
      'Stand by an item: owners are told its source and this day, and no longer that it is unconfirmed',
    request: { params: KindParam, headers: MatchHeader, body: body(Publish) },
    responses: { 200: json('The item as it is now', Versions) },
  },
)

const unpublish = endpoint(
  { role: 'admin' },
  {
    method: 'post',
    path: '/{kind}/{item}/unpublish',
    tags,
    summary: 'Mark an item as one that needs verification: owners are told whom to ask',
    request: { params: KindParam, headers: MatchHeader, body: body(z.strictObject({})) },
    responses: { 200: json('The item as it is now', Versions) },
  },
)

const history = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{kind}/{item}/history',
    tags,
    summary: 'What an item said in each version, and who wrote it, newest first',
    request: { params: KindParam },
    responses: {
      200: json(
        'Empty for an item that nobody has changed',
        z.object({
          items: z.array(
            Versions.extend({
              actor: z.string().openapi({ description: '`seed`, `import`, or the id of a person or a key' }),
              actorName: HolderName,
              item: z.record(z.string(), z.unknown()),
            }),
          ),
        }),
      ),
    },
  },
)

/** What is the same for all kinds: whether an officer stands by an item, and what it said before. */
export function contentStateRoutes(office: Office): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(publish, async (c) => {
    const { kind, item: id } = c.req.valid('param')
    const version = required(c.req.valid('header')['if-match'])
    const { item } = await findChangeable(office, c, kind, id)
    const changed = { ...item, ...c.req.valid('json'), status: 'published' }
    return answer(c, await write(office, c, { kind, item: changed, version }), 200)
  })
  routes.openapi(unpublish, async (c) => {
    const { kind, item: id } = c.req.valid('param')
    const version = required(c.req.valid('header')['if-match'])
    const { item } = await findChangeable(office, c, kind, id)
    const changed = { ...item, status: 'needs verification' }
    return answer(c, await write(office, c, { kind, item: changed, version }), 200)
  })
  routes.openapi(history, async (c) => {
    const { kind, item: id } = c.req.valid('param')
    await find(office, c, kind, id)
    const former = (await office.content.history(kind, id)).filter(({ item }) =>
      concerns(c.get('scope'), item),
    )
    return c.json({ items: (await named(office.people, former.map(shown), 'actor')) as never[] }, 200)
  })
  return routes
}

async function findChangeable(office: Office, c: Context, kind: ContentKind, id: string): Promise<Versioned> {
  if (!isPlaced(kind) && c.get('scope').type !== 'nation')
    throw new Problem(403, 'Forbidden', 'This needs a key for the whole nation.')
  return findOwn(office, c, kind, id)
}
