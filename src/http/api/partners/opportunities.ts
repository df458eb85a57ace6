import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { randomCode } from '../../../bot/ids.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Opportunity, OpportunityFields } from '../../../db/partners/opportunities.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { SECTORS } from '../../../flows/sectors.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import {
  MatchSchema,
  NewOpportunity,
  OpportunityParam,
  OpportunitySchema,
  opportunityShown,
} from './partner-shown.ts'
import { mustBeOwn, mustLieWithin } from '../places.ts'
import { newRoutes } from '../routes.ts'
import { badFields, changed, notFound, required } from '../refusals.ts'

const tags = ['Companies and opportunities']
const ORDER = 'opportunities'

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List what companies need, as far as it concerns your region, newest first',
    request: {
      query: z.strictObject({
        company: z.string().max(24).optional(),
        sector: z.enum(SECTORS).optional(),
        status: z.enum(['open', 'closed']).optional(),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(OpportunitySchema)) },
  },
)

const create = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Enter what a company needs; owners find it at once',
    request: { body: body(NewOpportunity) },
    responses: { 201: json('The need', OpportunitySchema) },
  },
)

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{opportunity}',
    tags,
    summary: 'Read one need; its ETag is what changes are made to',
    request: { params: OpportunityParam },
    responses: { 200: json('The need', OpportunitySchema) },
  },
)

const replace = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{opportunity}',
    tags,
    summary: 'Change or close a need; who has applied keeps their application',
    request: { params: OpportunityParam, headers: MatchHeader, body: body(NewOpportunity) },
    responses: { 200: json('The need as it is now', OpportunitySchema) },
  },
)

const matches = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{opportunity}/matches',
    tags,
    summary: 'Owners within your region who may answer it, best first, with the reasons; names are masked',
    description:
      'The newest 2,000 owners with a product card and the newest 500 of the sector are compared; `all` tells ' +
      'whether that were all. Written to the audit log.',
    request: {
      params: OpportunityParam,
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    },
    responses: {
      200: json('The best', z.object({ items: z.array(MatchSchema), compared: z.int(), all: z.boolean() })),
    },
  },
)

/** What companies need, and who may answer it. */
export function opportunityRoutes({ companies, opportunities, suppliers, audit }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<Opportunity> {
    const found = await opportunities.find(scope, id)
    if (!found) throw notFound('need')
    return found
  }

  /** Throws the Problem that names what does not go together. */
  async function check(scope: Scope, fields: OpportunityFields): Promise<void> {
    mustLieWithin(scope, fields.region)
    const known = await companies.find(scope, fields.company)
    const errors = [
      ...(known ? [] : [{ field: 'company', message: 'is no company within what your key sees' }]),
      ...(fields.closesOn !== null && fields.closesOn > fields.sinceOn
        ? [{ field: 'closesOn', message: 'must not be after the day from which it is needed' }]
        : []),
    ]
    if (errors.length > 0) throw badFields(errors)
  }

  routes.openapi(list, async (c) => {
    const { after, ...query } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, ORDER)
    const found = await opportunities.page(c.get('scope'), { ...query, after: from })
    return c.json(
      { items: found.items.map(opportunityShown), next: found.next && cursorText(found.next, ORDER) },
      200,
    )
  })

  routes.openapi(create, async (c) => {
    const fields = c.req.valid('json')
    await check(c.get('scope'), fields)
    const id = randomCode().toLowerCase()
    await opportunities.create(id, fields, { actor: c.get('keyHolder').id, at: Date.now() })
    return c.json(opportunityShown(await find(c.get('scope'), id)), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.get('scope'), c.req.valid('param').opportunity)
    return c.json(opportunityShown(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(replace, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').opportunity)
    mustBeOwn(c.get('scope'), before.region)
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('need')
    const fields = c.req.valid('json')
    await check(c.get('scope'), fields)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await opportunities.change(before, fields, by)) === 'changed') throw changed('need')
    const now = await find(c.get('scope'), before.id)
    return c.json(opportunityShown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(matches, async (c) => {
    const wanted = await find(c.get('scope'), c.req.valid('param').opportunity)
    await audit.append({
      actor: c.get('keyHolder').id,
      action: 'opportunity.matched',
      subject: wanted.id,
      detail: { requestId: c.get('requestId') },
    })
    const { limit } = c.req.valid('query')
    const { items, compared, all } = await suppliers.matching(c.get('scope'), wanted, limit, Date.now())
    const shown = items.map((one) => ({
      ...one,
      reasons: one.reasons.map(({ what, ...reason }) => ({ ...reason, ...(what && { what: [...what] }) })),
      place: regionName(one.regency),
    }))
    return c.json({ items: shown, compared, all }, 200)
  })
  return routes
}
