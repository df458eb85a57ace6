import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { toString as qrCode } from 'qrcode'
import { randomCode } from '../../../bot/ids.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Scope } from '../../../db/office/scope.ts'
import type { SessionFields, TrainingSession } from '../../../db/training/training-sessions.ts'
import { Problem } from '../../problem.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { NewSession, readSession, Session, SessionParam, shown } from './session-shown.ts'
import { changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Training sessions']

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List sessions by their beginning, with how many have signed up',
    request: {
      query: z.strictObject({
        training: z.string().max(30).optional(),
        status: z.enum(['open', 'cancelled']).optional(),
        from: z.iso.date().optional().openapi({ description: 'Begins on this day or later, Jakarta time' }),
        to: z.iso.date().optional().openapi({ description: 'Included' }),
        sort: z.enum(['startsAt', '-startsAt']).default('startsAt'),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Session)) },
  },
)

const create = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Enter a session; owners find it at once, and those who waited for a date are told',
    request: { body: body(NewSession) },
    responses: { 201: json('The session', Session) },
  },
)

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{session}',
    tags,
    summary: 'Read one session; its ETag is what changes are made to',
    request: { params: SessionParam },
    responses: { 200: json('The session', Session) },
  },
)

const replace = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{session}',
    tags,
    summary:
      'Change a session; who has signed up is told of another time or place, and new seats go to the queue',
    request: { params: SessionParam, headers: MatchHeader, body: body(NewSession) },
    responses: { 200: json('The session as it is now', Session) },
  },
)

const cancel = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{session}/cancel',
    tags,
    summary: 'Call a session off; everybody who has signed up is told',
    request: { params: SessionParam, headers: MatchHeader, body: body(z.strictObject({})) },
    responses: { 200: json('The session as it is now', Session) },
  },
)

const checkIn = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{session}/check-in',
    tags,
    summary: 'The code that participants type on the day, to show at the venue',
    request: { params: SessionParam },
    responses: { 200: json('The code', z.object({ code: z.string().openapi({ example: 'K7QF-2M9X' }) })) },
  },
)

const checkInQr = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{session}/check-in/qr',
    tags,
    summary: 'The same as a QR code to print',
    request: { params: SessionParam },
    responses: { 200: { description: 'An image', content: { 'image/svg+xml': { schema: z.string() } } } },
  },
)

/** When and where trainings are held. */
export function sessionRoutes(office: Office): OpenAPIHono {
  const { sessions } = office
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<TrainingSession> {
    const found = await sessions.find(scope, id)
    if (!found) throw notFound('session')
    return found
  }

  routes.openapi(list, async (c) => {
    const { from, to, after, ...query } = c.req.valid('query')
    const page = await sessions.page(c.get('scope'), {
      ...query,
      ...(from !== undefined && { from: Date.parse(`${from}T00:00:00+07:00`) }),
      ...(to !== undefined && { to: Date.parse(`${to}T00:00:00+07:00`) + 86_400_000 }),
      ...(after !== undefined && { after: readCursor(after, query.sort) }),
    })
    return c.json({ items: page.items.map(shown), next: page.next && cursorText(page.next, query.sort) }, 200)
  })

  routes.openapi(create, async (c) => {
    const fields = await readSession(office, c.get('scope'), c.req.valid('json'))
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    await sessions.create({ id, checkInCode: randomCode(), ...fields }, by)
    return c.json(shown(await find(c.get('scope'), id)), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.get('scope'), c.req.valid('param').session)
    return c.json(shown(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(replace, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').session)
    check(before, required(c.req.valid('header')['if-match']))
    const fields = await readSession(office, c.get('scope'), c.req.valid('json'))
    const { signed, offered, attended, absent } = before
    const seated = signed + offered + attended + absent
    if (fields.quota < seated) throw badQuota(seated)
    const by = { actor: c.get('keyHolder').id, at: Date.now(), tell: concernsThem(before, fields) }
    if ((await sessions.change(before, fields, by)) === 'changed') throw changed('session')
    const now = await find(c.get('scope'), before.id)
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(cancel, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').session)
    check(before, required(c.req.valid('header')['if-match']))
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await sessions.cancel(before, by)) === 'changed') throw changed('session')
    const now = await find(c.get('scope'), before.id)
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(checkIn, async (c) => {
    const { id } = await find(c.get('scope'), c.req.valid('param').session)
    return c.json({ code: spoken(await sessions.checkInCode(id)) }, 200)
  })

  routes.openapi(checkInQr, async (c) => {
    const { id } = await find(c.get('scope'), c.req.valid('param').session)
    const image = await qrCode(spoken(await sessions.checkInCode(id)), { type: 'svg' })
    return c.body(image, 200, { 'content-type': 'image/svg+xml' })
  })
  return routes
}

/** In two halves, as it is read out; the dash may be left out when it is typed. */
const spoken = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/** Whether those who come must hear of it. */
const concernsThem = (before: TrainingSession, now: SessionFields): boolean =>
  (['training', 'startsAt', 'endsAt', 'venue', 'map', 'link', 'regency'] as const).some(
    (field) => before[field] !== now[field],
  )

function check({ status, version, startsAt }: TrainingSession, match: number): void {
  if (version !== match) throw changed('session')
  if (status === 'cancelled') throw conflict('This session is called off.')
  if (startsAt <= Date.now()) throw conflict('This session has begun.')
}

function badQuota(seated: number): Problem {
  return new Problem(400, 'Bad request', 'More owners have a seat than that.', {
    errors: [{ field: 'quota', message: `must be ${seated} or more: so many seats are taken` }],
  })
}
