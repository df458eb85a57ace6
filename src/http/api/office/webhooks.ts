import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { WEBHOOK_EVENTS } from '../../../db/webhooks/webhook-events.ts'
import type { Delivery, Webhook } from '../../../db/webhooks/webhooks.ts'
import { isLoopback, isPublic } from '../../public-address.ts'
import { checkUrl } from '../../webhook-sender.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { Region } from '../people/keys.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, notFound, required } from '../refusals.ts'
import { pageOf } from '../cursor.ts'

const tags = ['Webhooks']
const ADMIN = { role: 'admin' } as const
const params = z.object({ webhook: z.string().min(1).max(60) })
const STATES = ['pending', 'delivered', 'failed'] as const

const Fields = z.strictObject({
  name: z.string().trim().min(2).max(80),
  url: z.url('must be an address such as https://dinas.example.id/naik-kelas').max(500),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .max(WEBHOOK_EVENTS.length)
    .transform((events) => [...new Set(events)])
    .openapi({ type: 'array', items: { type: 'string', enum: [...WEBHOOK_EVENTS] } }),
  region: Region.nullable().openapi({ description: 'What it is told of, as a key’s region' }),
})

const Shown = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    region: z.string().nullable(),
    version: z.int(),
    createdAt: Time,
    lastSuccessAt: Time.nullable(),
    disabledAt: Time.nullable(),
    disabledReason: z.enum(['admin', 'failing', 'gone']).nullable().openapi({
      description: '`failing`: nothing got through for a day and a half; `gone`: it answered 410',
    }),
  })
  .openapi('Webhook')

const ShownDelivery = z
  .object({
    id: z.string().openapi({ description: 'As in the header `webhook-id`, the same for every attempt' }),
    event: z.string(),
    data: z.record(z.string(), z.unknown()),
    at: Time,
    state: z.enum(STATES),
    attempts: z.int(),
    outcome: z
      .string()
      .nullable()
      .openapi({ description: 'The last answer’s status, or why there was none' }),
    attemptedAt: Time.nullable(),
    dueAt: Time.nullable(),
  })
  .openapi('WebhookDelivery')

const list = endpoint(ADMIN, {
  method: 'get',
  path: '/',
  tags,
  summary: 'List the webhooks within what you see',
  responses: { 200: json('Newest first', z.object({ items: z.array(Shown) })) },
})

const create = endpoint(ADMIN, {
  method: 'post',
  path: '/',
  tags,
  summary: 'Have an address told of events; the secret that signs them is shown this once',
  description:
    'Each event is a POST of `{"type", "timestamp", "data"}` with ids and nothing personal, signed as Standard Webhooks' +
    ' has it: `webhook-signature: v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, under the' +
    ' bytes that follow `whsec_` in base64. Answer 2xx within ten seconds; else it comes again, eight times in a day and' +
    ' a half. It may come twice: `webhook-id` says so.',
  request: { body: body(Fields) },
  responses: { 201: json('Its id and its secret', z.object({ id: z.string(), secret: z.string() })) },
})

const detail = endpoint(ADMIN, {
  method: 'get',
  path: '/{webhook}',
  tags,
  summary: 'Read one webhook; the ETag is what changes are made to',
  request: { params },
  responses: { 200: json('The webhook', Shown) },
})

const change = endpoint(ADMIN, {
  method: 'patch',
  path: '/{webhook}',
  tags,
  summary: 'Change a webhook, or switch it off and on; a region that is given to it empties its log',
  request: {
    params,
    headers: MatchHeader,
    body: body(Fields.partial().extend({ enabled: z.boolean().optional() })),
  },
  responses: { 200: json('The webhook as it is now', Shown) },
})

const remove = endpoint(ADMIN, {
  method: 'delete',
  path: '/{webhook}',
  tags,
  summary: 'Remove a webhook with its log',
  request: { params },
  responses: { 204: { description: 'It is told nothing any more' } },
})

const ping = endpoint(ADMIN, {
  method: 'post',
  path: '/{webhook}/ping',
  tags,
  summary: 'Send a test event',
  request: { params, body: body(z.strictObject({})) },
  responses: { 202: json('The delivery', z.object({ delivery: z.string() })) },
})

const deliveries = endpoint(ADMIN, {
  method: 'get',
  path: '/{webhook}/deliveries',
  tags,
  summary: 'Read what it was told and is owed, newest first; kept for 30 days',
  request: {
    params,
    query: z.strictObject({
      state: z.enum(STATES).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      after: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
    }),
  },
  responses: {
    200: json('A page', pageOf(ShownDelivery)),
  },
})

const replay = endpoint(ADMIN, {
  method: 'post',
  path: '/{webhook}/deliveries/{delivery}/replay',
  tags,
  summary: 'Tell it again, under the same id',
  request: { params: params.extend({ delivery: z.string().min(1).max(60) }), body: body(z.strictObject({})) },
  responses: { 202: { description: 'It is due now' } },
})

/** Other programs that are told of registrations and trainings. An admin of a region keeps those for what lies in it. */
export function webhookRoutes({ office, webhookLoopback }: ApiDependencies): OpenAPIHono {
  const { webhooks, reach } = office
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<Webhook> {
    const webhook = await webhooks.byId(id)
    const [seen] = webhook ? await reach.within(c.get('scope'), [webhook.region]) : []
    if (!webhook || !seen) throw notFound('webhook')
    return webhook
  }

  async function check(c: Context, { url, region }: Partial<z.infer<typeof Fields>>): Promise<void> {
    if (url !== undefined && !mayBeTold(url, webhookLoopback)) {
      throw badField('url', 'must begin with https:// and lie on the public internet')
    }
    const [seen] = region === undefined ? [true] : await reach.within(c.get('scope'), [region])
    if (!seen) throw badField('region', 'must be there, and lie within what you see')
  }

  routes.openapi(list, async (c) => {
    const all = await webhooks.list()
    const regions = all.map(({ region }) => region)
    const seen = await reach.within(c.get('scope'), regions)
    return c.json({ items: all.filter((_, at) => seen[at]).map(shown) }, 200)
  })

  routes.openapi(create, async (c) => {
    const fields = c.req.valid('json')
    await check(c, fields)
    return c.json(await webhooks.create(fields, by(c)), 201)
  })

  routes.openapi(detail, async (c) => {
    const webhook = await find(c, c.req.valid('param').webhook)
    return c.json(shown(webhook), 200, { etag: `"${webhook.version}"` })
  })

  routes.openapi(change, async (c) => {
    const webhook = await find(c, c.req.valid('param').webhook)
    const fields = c.req.valid('json')
    await check(c, fields)
    const version = required(c.req.valid('header')['if-match'])
    const same = webhook.version === version
    if (!same || (await webhooks.change(webhook, fields, by(c))) === 'changed') throw changed('webhook')
    const now = await find(c, webhook.id)
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(remove, async (c) => {
    await webhooks.remove(await find(c, c.req.valid('param').webhook), by(c))
    return c.body(null, 204)
  })

  routes.openapi(ping, async (c) => {
    const webhook = await find(c, c.req.valid('param').webhook)
    return c.json({ delivery: await webhooks.ping(webhook, by(c)) }, 202)
  })

  routes.openapi(deliveries, async (c) => {
    const webhook = await find(c, c.req.valid('param').webhook)
    const { state, limit, after } = c.req.valid('query')
    const found = await webhooks.deliveries(webhook, { state, limit, before: after })
    const next = found.length === limit ? String(found.at(-1)!.seq) : null
    return c.json({ items: found.map(shownDelivery), next }, 200)
  })

  routes.openapi(replay, async (c) => {
    const { webhook, delivery } = c.req.valid('param')
    if (!(await webhooks.replay(await find(c, webhook), delivery, by(c)))) throw notFound('delivery')
    return c.body(null, 202)
  })
  return routes
}

const by = (c: Context) => ({ actor: c.get('keyHolder').id, at: Date.now() })

function mayBeTold(url: string, loopback: boolean): boolean {
  try {
    checkUrl(new URL(url), (address) => isPublic(address) || (loopback && isLoopback(address)), loopback)
    return true
  } catch {
    return false
  }
}

const time = (at: number | null): string | null => (at === null ? null : iso(at))

function shown({ events, createdAt, lastSuccessAt, disabledAt, ...rest }: Webhook) {
  const times = { lastSuccessAt: time(lastSuccessAt), disabledAt: time(disabledAt) }
  return { ...rest, events: [...events], createdAt: iso(createdAt), ...times }
}

function shownDelivery({ id, event, data, at, state, attempts, outcome, attemptedAt, dueAt }: Delivery) {
  return {
    id,
    event,
    data: data as Record<string, unknown>,
    at: iso(at),
    state,
    attempts,
    outcome,
    attemptedAt: time(attemptedAt),
    dueAt: state === 'pending' ? iso(dueAt) : null,
  }
}
