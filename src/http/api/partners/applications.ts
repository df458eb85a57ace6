import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { randomCode } from '../../../bot/ids.ts'
import type { Application } from '../../../db/partners/applications.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { APPLICATION_STATES } from '../../../flows/partnership/partners.ts'
import { Problem } from '../../problem.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import {
  ApplicationParam,
  ApplicationSchema,
  applicationShown,
  ContractSchema,
  contractShown,
} from './partner-shown.ts'
import { Day } from '../places.ts'
import { newRoutes } from '../routes.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Applications and contracts']
const ORDER = 'applications'

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List applications of owners in your region, and to needs of your region, newest first',
    request: {
      query: z.strictObject({
        opportunity: z.string().max(24).optional(),
        state: z.enum(APPLICATION_STATES).optional(),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(ApplicationSchema)) },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{application}',
    tags,
    summary: 'Read one application with its product card; written to the audit log',
    request: { params: ApplicationParam },
    responses: { 200: json('The application', ApplicationSchema) },
  },
)

const decide = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{application}/decide',
    tags,
    summary: 'Put it on the short list, accept or decline it; the owner is told in chat, with the reason',
    request: {
      params: ApplicationParam,
      headers: MatchHeader,
      body: body(
        z.strictObject({
          state: z.enum(['shortlisted', 'accepted', 'declined']),
          reason: z.string().trim().min(3).max(500).optional().openapi({
            description: 'In words for the owner. Required to decline',
          }),
        }),
      ),
    },
    responses: { 200: json('The application as it is now', ApplicationSchema) },
  },
)

const photo = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{application}/photos/{photo}',
    tags,
    summary: 'A picture of the product',
    request: { params: ApplicationParam.extend({ photo: z.string().max(60) }) },
    responses: {
      200: {
        description: 'The picture',
        content: { 'image/jpeg': { schema: z.string() }, 'image/png': { schema: z.string() } },
      },
    },
  },
)

const contract = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{application}/contract',
    tags,
    summary: 'Record the contract of an accepted application; the owner is told, and reminded before its end',
    request: {
      params: ApplicationParam,
      body: body(
        z.strictObject({
          startsOn: Day,
          endsOn: Day,
          expects: z.string().trim().min(10).max(2000).openapi({
            description: 'What each side owes the other, in plain words for the owner',
            example: '300 kg keripik singkong per bulan; dibayar 14 hari setelah barang diterima',
          }),
        }),
      ),
    },
    responses: { 201: json('The contract', ContractSchema) },
  },
)

/** Owners' offers to companies, and the contracts that come of them. */
export function applicationRoutes({ applications, contracts, photos, audit }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<Application> {
    const found = await applications.find(scope, id)
    if (!found) throw notFound('application')
    return found
  }

  routes.openapi(list, async (c) => {
    const { after, ...query } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, ORDER)
    const found = await applications.page(c.get('scope'), { ...query, after: from })
    return c.json(
      { items: found.items.map(applicationShown), next: found.next && cursorText(found.next, ORDER) },
      200,
    )
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.get('scope'), c.req.valid('param').application)
    await audit.append({
      actor: c.get('keyHolder').id,
      action: 'application.read',
      subject: found.id,
      detail: { requestId: c.get('requestId') },
    })
    return c.json(applicationShown(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(decide, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').application)
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('application')
    const { state, reason = null } = c.req.valid('json')
    checkDecision(before, state, reason)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await applications.decide(before, { state, reason }, by)) === 'changed') throw changed('application')
    const now = await find(c.get('scope'), before.id)
    return c.json(applicationShown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(photo, async (c) => {
    const { application, photo: id } = c.req.valid('param')
    const found = await find(c.get('scope'), application)
    const bytes = found.card?.photos.includes(id) ? await photos.bytes(id) : null
    if (!bytes) throw notFound('photo')
    const type = bytes[0] === 0xff ? 'image/jpeg' : 'image/png'
    return c.body(new Uint8Array(bytes), 200, { 'content-type': type })
  })

  routes.openapi(contract, async (c) => {
    const application = await find(c.get('scope'), c.req.valid('param').application)
    if (application.state !== 'accepted') throw conflict('Only an accepted application becomes a contract.')
    const fields = c.req.valid('json')
    if (fields.endsOn <= fields.startsOn) throw badEnd('must be after the beginning')
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await contracts.create({ id, ...fields }, application, by)) === 'changed')
      throw conflict('There is a contract for this application that runs in that time.')
    const made = await contracts.find(c.get('scope'), id)
    if (!made) throw notFound('contract')
    return c.json(contractShown(made), 201, { etag: '"1"' })
  })
  return routes
}

function checkDecision(
  { state: now, sharing }: Application,
  state: 'shortlisted' | 'accepted' | 'declined',
  reason: string | null,
): void {
  if (now === 'withdrawn') throw conflict('The owner has withdrawn this application.')
  if (now === state) throw conflict(`This application is ${state} already.`)
  if (now === 'accepted' || now === 'declined') throw conflict(`This application is decided: it is ${now}.`)
  if (state === 'accepted' && !sharing) throw conflict('The owner no longer lets their data be shared.')
  if (state === 'declined' && reason === null)
    throw new Problem(400, 'Bad request', 'Say why it is declined: the owner reads it.', {
      errors: [{ field: 'reason', message: 'must be there to decline' }],
    })
}

/** The end of a contract that does not go with its beginning. */
export const badEnd = (message: string): Problem => badField('endsOn', message)
