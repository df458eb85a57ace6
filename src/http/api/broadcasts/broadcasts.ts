import { randomUUID } from 'node:crypto'
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { BroadcastAudience, BroadcastDraft } from '../../../db/broadcasts/broadcasts.ts'
import type { Office } from '../../../db/office/office.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { broadcastActionRoutes } from './broadcast-actions.ts'
import { checkButtons } from './broadcast-buttons.ts'
import { broadcastFileRoutes } from './broadcast-files.ts'
import { broadcastReportRoutes } from './broadcast-reports.ts'
import { broadcastPreviewRoutes } from './broadcast-preview.ts'
import {
  BroadcastParam,
  ChangedBroadcast,
  checkDraft,
  Detail,
  detailed,
  found,
  Listed,
  NewBroadcast,
  shownAll,
  State,
  whyNot,
} from './broadcast-shown.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { type FilterParams, readFilters } from '../query/filters.ts'
import { newRoutes } from '../routes.ts'
import { required } from '../refusals.ts'

const tags = ['Broadcasts']

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List broadcasts, newest first',
    request: {
      query: z.strictObject({
        state: State.optional(),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Listed)) },
  },
)

const create = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Draft a broadcast; nothing is sent yet',
    request: { body: body(NewBroadcast) },
    responses: { 201: json('The draft', Detail) },
  },
)

const read = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{broadcast}',
    tags,
    summary: 'Read a broadcast and how far it is; its ETag is what changes are made to',
    request: { params: BroadcastParam },
    responses: { 200: json('The broadcast', Detail) },
  },
)

const change = endpoint(
  { role: 'officer' },
  {
    method: 'patch',
    path: '/{broadcast}',
    tags,
    summary: 'Change a draft; an approval of what it said before is void',
    request: { params: BroadcastParam, headers: MatchHeader, body: body(ChangedBroadcast) },
    responses: { 200: json('The draft as it is now', Detail) },
  },
)

/** Messages to many owners: how they are drafted and read. */
export function broadcastRoutes(dependencies: ApiDependencies): OpenAPIHono {
  const { office } = dependencies
  const { broadcasts } = office
  const routes = newRoutes()

  routes.openapi(list, async (c) => {
    const { state, limit, after } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, state ?? '')
    const page = await broadcasts.page(c.get('scope'), { state, limit, after: from })
    const next = page.next && cursorText(page.next, state ?? '')
    return c.json({ items: await shownAll(office.people, page.items), next }, 200)
  })

  routes.openapi(create, async (c) => {
    const { acceptWhatsAppRisk: _accepted, audience, message, validUntil, ...rest } = c.req.valid('json')
    checkDraft(c.req.valid('json'))
    await checkButtons(message.buttons, office)
    const { id: createdBy, region } = c.get('keyHolder')
    const id = randomUUID()
    const draft: BroadcastDraft = {
      ...rest,
      message: { ...message, file: null } as BroadcastDraft['message'],
      audience: await audienceOf(audience, createdBy, office),
      validUntil: validUntil === null ? null : Date.parse(validUntil),
    }
    const needsApproval = dependencies.broadcasts.needApproval
    await broadcasts.create({ ...draft, id, region, needsApproval, createdBy, resendOf: null }, Date.now())
    const made = await found(dependencies.office, c.get('scope'), id)
    return c.json(await detailed(dependencies.office, made), 201, { etag: '"1"' })
  })

  routes.openapi(read, async (c) => {
    const one = await found(dependencies.office, c.get('scope'), c.req.valid('param').broadcast)
    return c.json(await detailed(dependencies.office, one), 200, { etag: `"${one.version}"` })
  })

  routes.openapi(change, async (c) => {
    const version = required(c.req.valid('header')['if-match'])
    const { acceptWhatsAppRisk: _accepted, audience, message, validUntil, ...rest } = c.req.valid('json')
    const one = await found(dependencies.office, c.get('scope'), c.req.valid('param').broadcast)
    checkDraft(c.req.valid('json'))
    if (message) await checkButtons(message.buttons, office)
    const actor = c.get('keyHolder').id
    const outcome = await broadcasts.change({
      broadcast: { ...one, version },
      actor,
      at: Date.now(),
      type: 'changed',
      from: ['draft', 'approved'],
      set: {
        ...rest,
        ...(message && { message: { ...message, file: one.message.file } as BroadcastDraft['message'] }),
        ...(audience && { audience: await audienceOf(audience, actor, office) }),
        ...(validUntil !== undefined && { validUntil: validUntil === null ? null : Date.parse(validUntil) }),
        state: 'draft',
        approvedBy: null,
      },
    })
    if (outcome === 'changed') throw whyNot(one, version, ['draft', 'approved'])
    const now = await found(dependencies.office, c.get('scope'), one.id)
    return c.json(await detailed(dependencies.office, now), 200, { etag: `"${now.version}"` })
  })

  routes.route('/', broadcastPreviewRoutes(dependencies))
  routes.route('/', broadcastActionRoutes(dependencies))
  routes.route('/', broadcastReportRoutes(dependencies))
  routes.route('/', broadcastFileRoutes(dependencies))
  return routes
}

async function audienceOf(filters: FilterParams, keyId: string, office: Office): Promise<BroadcastAudience> {
  const { query } = await readFilters(filters, keyId, office)
  const asked = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return { filters: Object.fromEntries(asked) as BroadcastAudience['filters'], ...query }
}
