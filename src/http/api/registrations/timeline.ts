import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import { endpoint, json } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { iso, NumberParam, Time } from './schemas.ts'
import { notFound } from '../refusals.ts'

const Entry = z
  .object({
    at: Time,
    kind: z.enum(['conversation', 'consent', 'change']),
    type: z.string().openapi({ example: 'answered' }),
    actor: z.string().openapi({ description: '`owner`, or the id of a person or a key' }),
    actorName: HolderName,
    detail: z.record(z.string(), z.unknown()),
  })
  .openapi('TimelineEntry')

const timeline = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{number}/timeline',
    tags: ['Registrations'],
    summary: 'What happened: the conversation by its steps, consents with their wording, and changes',
    request: { params: NumberParam },
    responses: { 200: json('Oldest first', z.object({ items: z.array(Entry) })) },
  },
)

/** A registration's history, from its owner's first word to an officer's last. */
export function timelineRoutes({ registrations, events, consents, people }: Office): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(timeline, async (c) => {
    const found = await registrations.byNumber(c.get('scope'), c.req.valid('param').number)
    if (!found) throw notFound('registration')
    const [happened, given, log] = await Promise.all([
      events.ofContact(found.contactId),
      consents.ofContact(found.contactId),
      registrations.log(found.id),
    ])
    const assigned = await named(
      people,
      log.map((one) => ({ ...one, assignee: one.detail?.assignee ?? null })),
      'assignee',
    )
    const all = [
      ...happened.map(({ at, type, flow, step, reason, channel }) =>
        entry('conversation', at, type, 'owner', { flow, step, reason, channel }),
      ),
      ...given.map(({ at, purpose, given: yes, externalId: _externalId, ...rest }) =>
        entry('consent', at, yes ? 'given' : 'refused', 'owner', { purpose, ...rest }),
      ),
      ...assigned.map(({ at, type, actor, changes, detail, assigneeName }) =>
        entry('change', at, type, actor, {
          ...(changes && { changes }),
          ...detail,
          ...(detail?.assignee && { assigneeName }),
        }),
      ),
    ].sort((a, b) => a.at - b.at)
    const items = await named(people, all, 'actor')
    return c.json({ items: items.map((one) => ({ ...one, at: iso(one.at) })) }, 200)
  })
  return routes
}

function entry(
  kind: z.infer<typeof Entry>['kind'],
  at: number,
  type: string,
  actor: string,
  detail: { readonly [name: string]: unknown },
) {
  return { at, kind, type, actor, detail }
}
