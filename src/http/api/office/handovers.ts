import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Attended } from '../../../bot/handover-notices.ts'
import type { Handover } from '../../../db/office/handover-rows.ts'
import { HANDOVER_STATES, type HandoverChange } from '../../../db/office/handovers.ts'
import type { OutboxRow } from '../../../db/turns/turns.ts'
import type { Scope } from '../../../db/office/scope.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { Detail, Listed, shownAll } from './handover-shown.ts'
import { newRoutes } from '../routes.ts'
import { iso } from '../registrations/schemas.ts'
import { conflict, notFound } from '../refusals.ts'

const tags = ['Conversations with a person']
const HandoverParam = z.object({ handover: z.string().min(1).max(60) })

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List conversations, those that are longest overdue first; closed ones newest first',
    request: {
      query: z.strictObject({
        state: z.enum(HANDOVER_STATES).default('open'),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Listed)) },
  },
)

const count = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/count',
    tags,
    summary: 'Count the open conversations',
    responses: {
      200: json('How many', z.object({ waiting: z.int(), claimed: z.int(), overdue: z.int() })),
    },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{handover}',
    tags,
    summary: 'Read what was said; written to the audit log',
    request: { params: HandoverParam },
    responses: { 200: json('The conversation', Detail) },
  },
)

const claim = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{handover}/claim',
    tags,
    summary: 'Take it; from then on the bot is silent, and the owner is told so',
    request: {
      params: HandoverParam,
      body: body(
        z.strictObject({
          takeOver: z.boolean().default(false).openapi({ description: 'Also from another officer' }),
        }),
      ),
    },
    responses: { 200: json('The conversation as it is now', Listed) },
  },
)

const answer = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{handover}/answer',
    tags,
    summary: 'Write to the owner, where they wrote last',
    request: {
      params: HandoverParam,
      body: body(z.strictObject({ text: z.string().trim().min(1).max(3000) })),
    },
    responses: { 200: json('The conversation as it is now', Listed) },
  },
)

const close = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{handover}/close',
    tags,
    summary: 'End it; the owner is told, and the bot asks again what was open before',
    request: { params: HandoverParam, body: body(z.strictObject({})) },
    responses: { 200: json('The conversation as it is now', Listed) },
  },
)

/** Conversations of owners with officers. */
export function handoverRoutes(dependencies: ApiDependencies): OpenAPIHono {
  const { handovers, audit, people } = dependencies.office
  const { handoverNotices: notices } = dependencies
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<Handover> {
    const found = await handovers.byId(scope, id)
    if (!found) throw notFound('conversation')
    return found
  }

  async function current(scope: Scope, id: string) {
    const [one] = await shownAll(people, [await find(scope, id)])
    return one!
  }

  routes.openapi(list, async (c) => {
    const { state, limit, after } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, state)
    const page = await handovers.page(c.get('scope'), { state, limit, after: from })
    return c.json(
      { items: await shownAll(people, page.items), next: page.next && cursorText(page.next, state) },
      200,
    )
  })

  routes.openapi(count, async (c) => c.json(await handovers.count(c.get('scope'), Date.now()), 200))

  routes.openapi(detail, async (c) => {
    const handover = await find(c.get('scope'), c.req.valid('param').handover)
    await audit.append({
      actor: c.get('keyHolder').id,
      action: 'handover.read',
      subject: handover.id,
      detail: { requestId: c.get('requestId') },
    })
    const { topic, messages } = await handovers.words(handover.id)
    const said = messages.map(({ at, ...message }) => ({ ...message, at: iso(at) }))
    const [one] = await shownAll(people, [handover])
    return c.json({ ...one!, topic, messages: said }, 200)
  })

  routes.openapi(claim, async (c) => {
    const actor = c.get('keyHolder').id
    const handover = await find(c.get('scope'), c.req.valid('param').handover)
    if (handover.claimedBy !== null && (handover.claimedBy === actor || !c.req.valid('json').takeOver))
      throw conflict('An officer has this conversation already.')
    await change(dependencies, { handover, actor, type: 'claimed' }, (to) =>
      handover.claimedBy === null ? notices.claimed(to) : [],
    )
    return c.json(await current(c.get('scope'), handover.id), 200)
  })

  routes.openapi(answer, async (c) => {
    const actor = c.get('keyHolder').id
    const handover = await find(c.get('scope'), c.req.valid('param').handover)
    if (handover.claimedBy !== actor) throw conflict('Claim this conversation before you answer.')
    const { text } = c.req.valid('json')
    await change(dependencies, { handover, actor, type: 'answered', text }, (to) => {
      const rows = notices.answered(to, text)
      if (rows.length === 0) throw conflict('This owner cannot be reached any more.')
      return rows
    })
    return c.json(await current(c.get('scope'), handover.id), 200)
  })

  routes.openapi(close, async (c) => {
    const actor = c.get('keyHolder').id
    const handover = await find(c.get('scope'), c.req.valid('param').handover)
    await change(dependencies, { handover, actor, type: 'closed' }, async (to) =>
      notices.closed(to, await handovers.state(to.address), Date.now()),
    )
    return c.json(await current(c.get('scope'), handover.id), 200)
  })
  return routes
}

/** Writes a change with what the owner is told of it. Throws the Problem why it cannot. */
async function change(
  { office, wakeOutbox }: ApiDependencies,
  wanted: Pick<HandoverChange, 'handover' | 'actor' | 'type' | 'text'>,
  tell: (to: Attended) => OutboxRow[] | Promise<OutboxRow[]>,
): Promise<void> {
  const { handover } = wanted
  if (handover.closedAt !== null) throw conflict('This conversation is closed.')
  const contact = await office.contacts.byId(handover.contactId)
  const notices = contact ? await tell({ contact, address: handover.address }) : []
  const outcome = await office.handovers.change({ ...wanted, at: Date.now(), notices })
  if (outcome === 'changed') throw conflict('Somebody changed this conversation meanwhile: read it again.')
  if (notices.length > 0) wakeOutbox()
}
