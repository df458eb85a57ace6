import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import { endpoint, json } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { pageOf } from '../cursor.ts'

const Entry = z
  .object({
    id: z.int(),
    at: Time,
    actor: z.string().openapi({ description: 'The id of a person or a key' }),
    actorName: HolderName,
    action: z.string().openapi({ example: 'registration.unmasked' }),
    subject: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    hash: z.string(),
  })
  .openapi('AuditEntry')

const list = endpoint(
  { role: 'admin', nation: true },
  {
    method: 'get',
    path: '/',
    tags: ['Audit'],
    summary: 'Read the audit log, newest first',
    request: {
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        after: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
      }),
    },
    responses: { 200: json('A page', pageOf(Entry)) },
  },
)

const verify = endpoint(
  { role: 'admin', nation: true },
  {
    method: 'get',
    path: '/verification',
    tags: ['Audit'],
    summary: 'Check that no entry was changed or taken out',
    description: 'Keep `hash` elsewhere: later it shows that nothing was cut off the end either.',
    responses: {
      200: json(
        'The end of the chain; `brokenAt` is the first entry that does not follow from the one before',
        z.object({ entries: z.int(), hash: z.string(), brokenAt: z.int().nullable() }),
      ),
    },
  },
)

type Detail = { [name: string]: unknown }

/** The append-only log of what was seen and changed. */
export function auditRoutes({ audit, people }: Office): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(list, async (c) => {
    const { limit, after } = c.req.valid('query')
    const found = await audit.list(limit, after)
    const last = found.length === limit ? found.at(-1) : undefined
    const items = (await named(people, found, 'actor')).map(({ at, detail, ...rest }) => ({
      ...rest,
      at: iso(at),
      detail: detail as Detail,
    }))
    return c.json({ items, next: last ? String(last.id) : null }, 200)
  })
  routes.openapi(verify, async (c) => c.json(await audit.verify(), 200))
  return routes
}
