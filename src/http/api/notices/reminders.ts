import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import type { Reminder } from '../../../db/notices/reminders.ts'
import { isSpan } from '../../../flows/spans.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { changed, notFound, required } from '../refusals.ts'

const tags = ['Reminders']

const Span = z.string().max(20).refine(isSpan, 'must be a span such as -P3D (three days before) or PT1H')
const fields = {
  offset: Span.openapi({ example: '-P3D', description: 'From the moment; negative before it' }),
  within: Span.openapi({ example: 'P1D', description: 'How late it may still be told' }),
  on: z.boolean(),
}
const ReminderSchema = z
  .object({
    id: z.string(),
    moment: z.string().openapi({ description: 'What it counts from' }),
    notice: z.string().openapi({ description: 'What is said' }),
    ...fields,
    version: z.int(),
    updatedAt: Time,
  })
  .openapi('Reminder')

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List what owners are reminded of, and when',
    responses: { 200: json('All of them', z.object({ items: z.array(ReminderSchema) })) },
  },
)

const replace = endpoint(
  { role: 'admin', nation: true },
  {
    method: 'put',
    path: '/{reminder}',
    tags,
    summary: 'Change when it is told, switch it on or off',
    request: {
      params: z.object({ reminder: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
      headers: MatchHeader,
      body: body(z.strictObject(fields)),
    },
    responses: { 200: json('The reminder as it is now', ReminderSchema) },
  },
)

/** When owners are reminded of what. */
export function reminderRoutes({ reminders }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(id: string): Promise<Reminder> {
    const found = await reminders.byId(id)
    if (!found) throw notFound('reminder')
    return found
  }

  routes.openapi(list, async (c) => c.json({ items: (await reminders.list()).map(shown) }, 200))

  routes.openapi(replace, async (c) => {
    const before = await find(c.req.valid('param').reminder)
    const version = required(c.req.valid('header')['if-match'])
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    const outcome =
      version === before.version ? await reminders.change(before, c.req.valid('json'), by) : 'changed'
    if (outcome === 'changed') throw changed('reminder')
    const now = await find(before.id)
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  })

  return routes
}

const shown = ({ updatedAt, ...reminder }: Reminder) => ({ ...reminder, updatedAt: iso(updatedAt) })
