import { randomUUID } from 'node:crypto'
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Broadcast, BroadcastChange, BroadcastState } from '../../../db/broadcasts/broadcasts.ts'
import type { KeyHolder } from '../../auth.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { checkButtons } from './broadcast-buttons.ts'
import { BroadcastParam, Detail, detailed, found, whyNot } from './broadcast-shown.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { Time } from '../registrations/schemas.ts'
import { badField, conflict, required } from '../refusals.ts'

interface Action {
  /** What the audit log calls it. */
  readonly type: string
  readonly summary: string
  readonly from: readonly BroadcastState[]
  /** Messages go out after it: its buttons must lead somewhere. */
  readonly sends?: boolean
  /** It is about what was read: the version must be said. */
  readonly exact?: boolean
  set(one: Broadcast, by: KeyHolder, at: number): BroadcastChange['set']
}

const NOT_STARTED = ['draft', 'approved', 'scheduled'] as const

/** What moves a broadcast on, by the last word of its address. */
const ACTIONS: { readonly [name: string]: Action } = {
  approve: {
    type: 'approved',
    summary: 'Approve a draft as it was read; where a second person must, its author cannot',
    from: ['draft'],
    exact: true,
    set(one, by) {
      if (one.needsApproval && one.createdBy === by.id) {
        throw conflict('Somebody else must approve what you have written.')
      }
      return { state: 'approved', approvedBy: by.id }
    },
  },
  start: {
    type: 'started',
    summary: 'Start now: the audience is frozen, and messages go out',
    from: NOT_STARTED,
    exact: true,
    sends: true,
    set(one, _by, at) {
      checkReady(one, at)
      return { state: 'scheduled', scheduledAt: at }
    },
  },
  pause: {
    type: 'paused',
    summary: 'Pause; takes effect at once',
    from: ['running'],
    set: () => ({ state: 'paused', reason: null }),
  },
  resume: {
    type: 'resumed',
    summary: 'Go on where it was paused',
    from: ['paused'],
    set: () => ({ state: 'running', reason: null }),
  },
  cancel: {
    type: 'cancelled',
    summary: 'Cancel for good: nobody is written to any more',
    from: [...NOT_STARTED, 'running', 'paused'],
    set: () => ({ state: 'cancelled', reason: null }),
  },
}

const schedule = endpoint(
  { role: 'admin' },
  {
    method: 'post',
    path: '/{broadcast}/schedule',
    tags: ['Broadcasts'],
    summary: 'Start at a time',
    request: { params: BroadcastParam, headers: MatchHeader, body: body(z.strictObject({ at: Time })) },
    responses: { 200: json('The broadcast as it is now', Detail) },
  },
)

const resend = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{broadcast}/resend',
    tags: ['Broadcasts'],
    summary: 'Draft the same for those whom it failed to reach; the two are linked',
    request: { params: BroadcastParam, body: body(z.strictObject({})) },
    responses: { 201: json('The new draft', Detail) },
  },
)

const OVER: readonly BroadcastState[] = ['finished', 'finishedWithUnknown', 'cancelled']

/** How broadcasts are started, stopped and sent again. */
export function broadcastActionRoutes(dependencies: ApiDependencies): OpenAPIHono {
  const { office, broadcasts: desk } = dependencies
  const routes = newRoutes()
  for (const name of Object.keys(ACTIONS)) addAction(routes, name, dependencies)

  routes.openapi(schedule, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const version = required(c.req.valid('header')['if-match'])
    const scheduledAt = Date.parse(c.req.valid('json').at)
    const at = Date.now()
    if (scheduledAt <= at) throw badField('at', 'must lie ahead')
    if (one.validUntil !== null && one.validUntil <= scheduledAt)
      throw badField('at', 'must come before validUntil')
    checkReady(one, at)
    await checkButtons(one.message.buttons, office)
    const set = { state: 'scheduled', scheduledAt } as const
    const actor = c.get('keyHolder').id
    const change = { broadcast: { ...one, version }, actor, at, type: 'scheduled', from: NOT_STARTED, set }
    if ((await office.broadcasts.change(change)) === 'changed') throw whyNot(one, version, NOT_STARTED)
    desk.wake()
    const now = await found(office, c.get('scope'), one.id)
    return c.json(await detailed(office, now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(resend, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    if (!OVER.includes(one.state)) throw whyNot(one, null, OVER)
    const id = randomUUID()
    const { id: createdBy } = c.get('keyHolder')
    const { name, audience, message, channels, pace, quiet, region } = one
    const draft = { name, audience, message, channels, pace, quiet, region, validUntil: null }
    const needsApproval = desk.needApproval
    await office.broadcasts.create({ ...draft, id, needsApproval, createdBy, resendOf: one.id }, Date.now())
    const made = await found(office, c.get('scope'), id)
    return c.json(await detailed(office, made), 201, { etag: '"1"' })
  })
  return routes
}

function addAction(routes: OpenAPIHono, name: string, { office, broadcasts: desk }: ApiDependencies): void {
  const { type, summary, from, exact = false, sends = false, set } = ACTIONS[name]!
  const route = endpoint(
    { role: 'admin' },
    {
      method: 'post',
      path: `/{broadcast}/${name}` as '/{broadcast}/start',
      tags: ['Broadcasts'],
      summary,
      request: {
        params: BroadcastParam,
        body: body(z.strictObject({})),
        ...(exact && { headers: MatchHeader }),
      },
      responses: { 200: json('The broadcast as it is now', Detail) },
    },
  )
  routes.openapi(route, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const version = exact ? required(c.req.header('if-match')) : null
    if (!from.includes(one.state)) throw whyNot(one, version, from)
    if (sends) await checkButtons(one.message.buttons, office)
    const by = c.get('keyHolder')
    const at = Date.now()
    const outcome = await office.broadcasts.change({
      broadcast: { ...one, version: version ?? one.version },
      actor: by.id,
      at,
      type,
      from,
      set: set(one, by, at),
    })
    if (outcome === 'changed') throw whyNot(await found(office, c.get('scope'), one.id), version, from)
    desk.wake()
    const now = await found(office, c.get('scope'), one.id)
    return c.json(await detailed(office, now), 200, { etag: `"${now.version}"` })
  })
}

/** Approved where it must be, and still of use. */
function checkReady(one: Broadcast, at: number): void {
  if (one.needsApproval && one.approvedBy === null) {
    throw conflict('A second person must approve this broadcast before it starts.')
  }
  if (one.validUntil !== null && one.validUntil <= at) {
    throw conflict('The time until which this broadcast is valid is over.')
  }
}
