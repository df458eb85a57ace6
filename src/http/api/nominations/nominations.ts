import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { randomCode } from '../../../bot/ids.ts'
import type { NominationShown } from '../../../db/nominations/nominations.ts'
import type { Office } from '../../../db/office/office.ts'
import { NOMINATION_STATES, nextState, PATH, stateBefore } from '../../../flows/nominations/nominations.ts'
import { Problem } from '../../problem.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { NominationParam, NominationSchema, nominationShown } from './nomination-shown.ts'
import { newRoutes } from '../routes.ts'
import { RegistrationNumber } from '../registrations/schemas.ts'
import { badField, badFields, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Nominations']
const ORDER = 'nominations'

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List nominations of owners in your region, newest first; a representative sees their own',
    request: {
      query: z.strictObject({
        organisation: z.string().max(24).optional(),
        state: z.enum(NOMINATION_STATES).optional(),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(NominationSchema)) },
  },
)

const propose = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary:
      'Propose an owner of your region by the number of their registration; the owner is asked in chat',
    request: {
      body: body(
        z.strictObject({
          number: RegistrationNumber,
          organisation: z.string().max(24).optional().openapi({
            description: 'Required unless you speak for one',
          }),
        }),
      ),
    },
    responses: { 201: json('The nomination', NominationSchema) },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{nomination}',
    tags,
    summary: 'Read one nomination; its ETag is what changes are made to',
    request: { params: NominationParam },
    responses: { 200: json('The nomination', NominationSchema) },
  },
)

const move = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{nomination}/move',
    tags,
    summary:
      'Take it one state further on its path, or one back that was recorded by mistake, which needs a reason; the owner is told. Representatives cannot',
    request: {
      params: NominationParam,
      headers: MatchHeader,
      body: body(
        z.strictObject({
          to: z.enum(PATH).openapi({ example: 'trained' }),
          reason: z.string().trim().min(3).max(500).optional().openapi({
            description: 'In words for the owner, such as which training it was',
          }),
        }),
      ),
    },
    responses: { 200: json('The nomination as it is now', NominationSchema) },
  },
)

/** Owners whom organisations propose for the way to a bank. */
export function nominationRoutes({ nominations, organisations, registrations }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<NominationShown> {
    const own = await organisations.spokenForBy(c.get('keyHolder').id)
    const found = await nominations.find(c.get('scope'), id, Date.now())
    if (!found || (own !== null && found.organisation !== own)) throw notFound('nomination')
    return found
  }

  routes.openapi(list, async (c) => {
    const { after, organisation, ...query } = c.req.valid('query')
    const own = await organisations.spokenForBy(c.get('keyHolder').id)
    if (own !== null && organisation !== undefined && organisation !== own)
      return c.json({ items: [], next: null }, 200)
    const from = after === undefined ? undefined : readCursor(after, ORDER)
    const asked = { ...query, organisation: own ?? organisation, after: from, at: Date.now() }
    const found = await nominations.page(c.get('scope'), asked)
    return c.json(
      { items: found.items.map(nominationShown), next: found.next && cursorText(found.next, ORDER) },
      200,
    )
  })

  routes.openapi(propose, async (c) => {
    const { number, organisation } = c.req.valid('json')
    const own = await organisations.spokenForBy(c.get('keyHolder').id)
    const from = own ?? organisation
    const known = from === undefined ? null : await organisations.find(from, Date.now())
    const registration = await registrations.byNumber(c.get('scope'), number)
    const errors = [
      ...(known?.status === 'active' && (own === null || organisation === undefined || organisation === own)
        ? []
        : [{ field: 'organisation', message: 'is no organisation that you can propose for' }]),
      ...(registration && ['submitted', 'verified'].includes(registration.status)
        ? []
        : [{ field: 'number', message: 'is no registration within what your key sees' }]),
    ]
    if (errors.length > 0) throw badFields(errors)
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await nominations.propose({ id, organisation: known!.id, number }, by)) === 'refused')
      throw conflict('This owner is on the way already, or the quota of the province is used up.')
    return c.json(nominationShown(await find(c, id)), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c, c.req.valid('param').nomination)
    return c.json(nominationShown(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(move, async (c) => {
    const before = await find(c, c.req.valid('param').nomination)
    if ((await organisations.spokenForBy(c.get('keyHolder').id)) !== null)
      throw new Problem(403, 'Forbidden', 'Officers record how far an owner is, not the organisation.')
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('nomination')
    const { to, reason = null } = c.req.valid('json')
    if (before.state === 'proposed') throw conflict('The owner has not answered yet.')
    const [next, back] = [nextState(before.state), stateBefore(before.state)]
    if (to !== next && to !== back)
      throw conflict(
        `From ${before.state} it goes on to ${next ?? 'nothing'}, and back to ${back ?? 'nothing'}.`,
      )
    if (to === back && reason === null)
      throw badField('reason', 'is needed to take a state back, in words for the owner')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await nominations.move(before, { state: to, reason }, by)) === 'changed') throw changed('nomination')
    const now = await find(c, before.id)
    return c.json(nominationShown(now), 200, { etag: `"${now.version}"` })
  })
  return routes
}
