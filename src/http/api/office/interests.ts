import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { type Interest, INTEREST_STATES, type InterestChange } from '../../../db/office/interests.ts'
import type { Notice } from '../../../db/notices/notices.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { DECLINES } from '../../../flows/financing/interest-notices.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Financing interests']
const InterestParam = z.object({ interest: z.string().min(1).max(60) })
const Recipient = z.enum(['officer', 'bank', 'anchor'])

const Shown = z
  .object({
    id: z.string(),
    product: z.string().openapi({ description: 'The id of a product (content)' }),
    title: z.string(),
    amount: z.int().openapi({ description: 'Whole rupiah' }),
    recipient: Recipient,
    clusterId: z
      .string()
      .nullable()
      .openapi({ description: 'The cluster whose anchor company is the recipient' }),
    number: z.string().nullable().openapi({ description: 'Of the registration' }),
    businessName: z.string().nullable(),
    ownerName: z.string().nullable().openapi({ example: 'S••• A•••••' }),
    regency: z.string().nullable(),
    place: z.string().nullable(),
    channel: z.string(),
    at: Time,
    takenBy: z.string().nullable().openapi({ description: 'The id of a person or a key' }),
    takenByName: HolderName,
    takenAt: Time.nullable(),
    outcome: z.enum(['contacted', 'applied', 'financed', 'declined']).nullable(),
    outcomeAt: Time.nullable(),
    financed: z.int().nullable().openapi({ description: 'Whole rupiah' }),
    declined: z.enum(DECLINES).nullable(),
    version: z.int(),
  })
  .openapi('Interest')

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List wishes to be financed that owners had handed on, newest first',
    request: {
      query: z.strictObject({
        state: z.enum(INTEREST_STATES).default('open'),
        product: z.string().max(30).optional(),
        recipient: Recipient.optional(),
        regency: z.string().max(5).optional().openapi({ example: '35.10' }),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Shown)) },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{interest}',
    tags,
    summary: 'Read one; its ETag is what changes are made to',
    request: { params: InterestParam },
    responses: { 200: json('The wish', Shown) },
  },
)

const take = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{interest}/take',
    tags,
    summary: 'Take one on; the owner is told that somebody does',
    request: {
      params: InterestParam,
      headers: MatchHeader,
      body: body(
        z.strictObject({
          takeOver: z.boolean().default(false).openapi({ description: 'Also from another officer' }),
        }),
      ),
    },
    responses: { 200: json('The wish as it is now', Shown) },
  },
)

const outcome = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{interest}/outcome',
    tags,
    summary: 'Note what became of it; the owner is told when it was applied for, financed or declined',
    request: {
      params: InterestParam,
      headers: MatchHeader,
      body: body(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('contacted') }),
          z.strictObject({ type: z.literal('applied') }),
          z.strictObject({ type: z.literal('financed'), amount: z.int().min(1).max(1_000_000_000_000) }),
          z.strictObject({ type: z.literal('declined'), reason: z.enum(DECLINES) }),
        ]),
      ),
    },
    responses: { 200: json('The wish as it is now', Shown) },
  },
)

/** Wishes to be financed, and what becomes of them. */
export function interestRoutes({ interests, people }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<Interest> {
    const found = await interests.find(scope, id)
    if (found) return found
    throw notFound('interest')
  }

  async function change(
    scope: Scope,
    actor: string,
    { before, match, change }: { before: Interest; match: string | undefined; change: InterestChange },
  ): Promise<Interest> {
    if (before.version !== required(match)) throw changed('interest')
    const by = { actor, at: Date.now(), notices: noticesOf(before, change) }
    if ((await interests.change(before, change, by)) === 'changed') throw changed('interest')
    return find(scope, before.id)
  }

  const shownAll = (all: readonly Interest[]) => named(people, all.map(shown), 'takenBy')
  const shownOne = async (one: Interest) => (await shownAll([one]))[0]!

  routes.openapi(list, async (c) => {
    const { after, ...query } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, query.state)
    const page = await interests.page(c.get('scope'), { ...query, after: from })
    return c.json(
      { items: await shownAll(page.items), next: page.next && cursorText(page.next, query.state) },
      200,
    )
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.get('scope'), c.req.valid('param').interest)
    return c.json(await shownOne(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(take, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').interest)
    const actor = c.get('keyHolder').id
    if (before.takenBy === actor || (before.takenBy !== null && !c.req.valid('json').takeOver))
      throw conflict('An officer has this interest already.')
    const match = c.req.valid('header')['if-match']
    const now = await change(c.get('scope'), actor, { before, match, change: { type: 'taken' } })
    return c.json(await shownOne(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(outcome, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').interest)
    const actor = c.get('keyHolder').id
    if (before.takenBy !== actor) throw conflict('Take this interest before you say what became of it.')
    if (before.outcome === 'financed' || before.outcome === 'declined')
      throw conflict(`This interest is ${before.outcome} already.`)
    const match = c.req.valid('header')['if-match']
    const now = await change(c.get('scope'), actor, { before, match, change: c.req.valid('json') })
    return c.json(await shownOne(now), 200, { etag: `"${now.version}"` })
  })
  return routes
}

const TOLD = {
  taken: 'interestTaken',
  applied: 'interestApplied',
  financed: 'interestFinanced',
  declined: 'interestDeclined',
} as const

/** What the owner is told; nothing that they know already: that they were called, or went elsewhere themselves. */
function noticesOf({ id, contactId, title, takenBy, version }: Interest, change: InterestChange): Notice[] {
  if (change.type === 'contacted' || (change.type === 'taken' && takenBy !== null)) return []
  if (change.type === 'declined' && change.reason === 'owner') return []
  const { type, ...more } = change
  return [
    { once: `interest/${id}/${type}/${version}`, contactId, type: TOLD[type], data: { title, ...more } },
  ]
}

function shown({ contactId: _contactId, title, regency, at, takenAt, outcomeAt, ...rest }: Interest) {
  return {
    ...rest,
    title: title.id,
    regency,
    place: regency && regionName(regency),
    at: iso(at),
    takenAt: takenAt === null ? null : iso(takenAt),
    outcomeAt: outcomeAt === null ? null : iso(outcomeAt),
  }
}
