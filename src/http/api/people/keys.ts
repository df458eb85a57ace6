import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { ApiKey } from '../../../db/office/api-keys.ts'
import type { Office } from '../../../db/office/office.ts'
import { REGION } from '../../../db/office/scope.ts'
import { isRegion } from '../../../flows/understand/regions.ts'
import { ROLES } from '../../auth.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, notFound } from '../refusals.ts'

const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    region: z
      .string()
      .nullable()
      .openapi({ description: 'A province, regencies, a cluster, or null for the nation' }),
    createdAt: Time,
    expiresAt: Time.nullable(),
    revokedAt: Time.nullable(),
    lastUsedAt: Time.nullable().openapi({ description: 'Known to ten minutes' }),
  })
  .openapi('ApiKey')

/** What a key or a person may see. */
export const Region = z
  .string()
  .max(300)
  .regex(REGION, 'must be a province (35), regencies (35.10,35.09) or a cluster (cluster:bambu-1)')
  .refine(
    (region) => region.startsWith('cluster:') || region.split(',').every(isRegion),
    'names a region that there is not',
  )

const NewKey = z.strictObject({
  name: z.string().trim().min(2).max(80),
  role: z.enum(ROLES),
  region: Region.nullable(),
  expiresAt: Time.nullable().default(null),
})

const list = endpoint(
  { role: 'admin' },
  {
    method: 'get',
    path: '/',
    tags: ['Keys'],
    summary: 'List the API keys within what yours sees',
    responses: { 200: json('Newest first', z.object({ items: z.array(Key) })) },
  },
)

const create = endpoint(
  { role: 'admin' },
  {
    method: 'post',
    path: '/',
    tags: ['Keys'],
    summary: 'Make an API key; it is shown this once',
    request: { body: body(NewKey) },
    responses: { 201: json('The key', z.object({ id: z.string(), key: z.string() })) },
  },
)

const revoke = endpoint(
  { role: 'admin' },
  {
    method: 'delete',
    path: '/{id}',
    tags: ['Keys'],
    summary: 'Revoke an API key, at once and for good',
    request: { params: z.object({ id: z.string().min(1).max(60) }) },
    responses: { 204: { description: 'It opens nothing any more' } },
  },
)

/** API keys of officers and programs. An admin of a region sees and makes keys for what lies in it. */
export function keyRoutes({ apiKeys, reach }: Office): OpenAPIHono {
  const routes = newRoutes()

  routes.openapi(list, async (c) => {
    const keys = await apiKeys.list()
    const seen = await reach.within(
      c.get('scope'),
      keys.map(({ region }) => region),
    )
    return c.json({ items: keys.filter((_, at) => seen[at]).map(shownKey) }, 200)
  })

  routes.openapi(create, async (c) => {
    const { expiresAt, ...wanted } = c.req.valid('json')
    const at = Date.now()
    const expires = expiresAt === null ? null : Date.parse(expiresAt)
    const [within] = await reach.within(c.get('scope'), [wanted.region])
    if (!within) throw badField('region', 'must be there, and lie within what your own key sees')
    if (expires !== null && expires <= at) throw badField('expiresAt', 'must lie ahead')
    const by = { actor: c.get('keyHolder').id, at }
    return c.json(await apiKeys.create({ ...wanted, expiresAt: expires }, by), 201)
  })

  routes.openapi(revoke, async (c) => {
    const { id } = c.req.valid('param')
    const key = (await apiKeys.list()).find((one) => one.id === id && one.revokedAt === null)
    const [within] = key ? await reach.within(c.get('scope'), [key.region]) : []
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if (!within || !(await apiKeys.revoke(id, by))) throw notFound('key')
    return c.body(null, 204)
  })
  return routes
}

const time = (at: number | null): string | null => (at === null ? null : iso(at))

function shownKey({ createdAt, expiresAt, revokedAt, lastUsedAt, ...rest }: ApiKey) {
  return {
    ...rest,
    createdAt: iso(createdAt),
    expiresAt: time(expiresAt),
    revokedAt: time(revokedAt),
    lastUsedAt: time(lastUsedAt),
  }
}
