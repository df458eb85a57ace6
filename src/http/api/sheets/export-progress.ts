import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Export, Seer } from '../../../db/exports/exports.ts'
import type { Office } from '../../../db/office/office.ts'
import { endpoint, json } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { newRoutes } from '../routes.ts'
import { notFound } from '../refusals.ts'
import { pageOf } from '../cursor.ts'

const tags = ['Exports']
const State = z.enum(['running', 'finished', 'brokenOff'])

const Shown = z
  .object({
    id: z.string().openapi({ description: 'As in the header `x-export-id` of the file' }),
    of: z.enum(['registrations', 'broadcast']),
    broadcast: z.string().nullable().openapi({ description: 'Whose recipients it is of' }),
    format: z.enum(['csv', 'xlsx']),
    filters: z.record(z.string(), z.unknown()),
    rows: z.int().openapi({ description: 'How many there are in all' }),
    rowsWritten: z.int().openapi({ description: 'How many are in the file so far; known to a second' }),
    state: State.openapi({
      description: '`brokenOff`: the connection ended, or nothing was taken for a minute',
    }),
    startedAt: Time,
    endedAt: Time.nullable(),
    actor: z.string().openapi({ description: 'The id of a person or a key' }),
    actorName: HolderName,
  })
  .openapi('Export')

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List your exports and how far each is, newest first; as an admin, all within what you see',
    request: {
      query: z.strictObject({
        state: State.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        after: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
      }),
    },
    responses: {
      200: json('A page; kept for 90 days', pageOf(Shown)),
    },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{export}',
    tags,
    summary: 'See how far one of your exports is; as an admin, any within what you see',
    request: { params: z.object({ export: z.string().min(1).max(60) }) },
    responses: { 200: json('The export', Shown) },
  },
)

/** How far exports are: those of whoever asks, and to admins those of the keys and people within what they see. */
export function exportProgressRoutes({ exports, people }: Office): OpenAPIHono {
  const routes = newRoutes()

  const shown = (found: readonly Export[]) => named(people, found.map(shownExport), 'actor')

  routes.openapi(list, async (c) => {
    const { after, ...rest } = c.req.valid('query')
    const found = await exports.list(seer(c), { ...rest, before: after }, Date.now())
    const last = found.length === rest.limit ? found.at(-1) : undefined
    return c.json({ items: await shown(found), next: last ? String(last.auditId) : null }, 200)
  })

  routes.openapi(detail, async (c) => {
    const found = await exports.find(seer(c), c.req.valid('param').export, Date.now())
    if (!found) throw notFound('export')
    const [one] = await shown([found])
    return c.json(one!, 200)
  })
  return routes
}

function seer(c: Context): Seer {
  const { id, role } = c.get('keyHolder')
  return { id, admin: role === 'admin', scope: c.get('scope') }
}

function shownExport({ subject, total, written, startedAt, endedAt, auditId: _auditId, ...rest }: Export) {
  return {
    ...rest,
    broadcast: subject,
    rows: total,
    rowsWritten: written,
    startedAt: iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
  }
}
