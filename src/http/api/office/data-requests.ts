import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { type DataRequest, REQUEST_STATES } from '../../../db/office/data-requests.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { HolderName, named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { iso, RegistrationNumber, Time } from '../registrations/schemas.ts'
import { badField, conflict, notFound } from '../refusals.ts'

const tags = ['Data subjects']
const RequestParam = z.object({ request: z.string().min(1).max(60) })
const Kind = z.enum(['copy', 'withdraw', 'erase'])

const Shown = z
  .object({
    id: z.string(),
    kind: Kind,
    channel: z.string(),
    number: z.string().nullable().openapi({ description: 'Of the registration, while there is one' }),
    region: z.string().nullable(),
    place: z.string().nullable(),
    requestedAt: Time,
    dueAt: Time.openapi({ description: 'Three times 24 hours later (UU 27/2022)' }),
    hoursLeft: z
      .number()
      .nullable()
      .openapi({ description: 'Negative when it is overdue; null when it is done' }),
    overdue: z.boolean(),
    doneAt: Time.nullable(),
    doneBy: z
      .string()
      .nullable()
      .openapi({ description: 'The id of a person or a key; null for what the bot did at once' }),
    doneByName: HolderName,
  })
  .openapi('DataRequest')

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List what owners asked of their data: what is overdue comes first',
    request: {
      query: z.strictObject({
        state: z.enum(REQUEST_STATES).default('open'),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Shown)) },
  },
)

const record = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Note what an owner asked by letter, by phone or at the counter: its clock begins to run',
    request: {
      body: body(
        z.strictObject({
          number: RegistrationNumber,
          kind: Kind,
          channel: z.enum(['letter', 'phone', 'counter']),
        }),
      ),
    },
    responses: { 201: json('The request', Shown) },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{request}',
    tags,
    summary: 'Read one request',
    request: { params: RequestParam },
    responses: { 200: json('The request', Shown) },
  },
)

const copy = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{request}/copy',
    tags,
    summary: 'Everything held about the owner, unmasked, to hand out; written to the audit log',
    request: { params: RequestParam, body: body(z.strictObject({})) },
    responses: {
      200: json('What is held, by where', z.record(z.string(), z.array(z.record(z.string(), z.unknown())))),
    },
  },
)

const settle = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{request}/done',
    tags,
    summary: 'Do it: erase, or withdraw; a copy is noted as handed out. The owner is told',
    request: {
      params: RequestParam,
      body: body(
        z.strictObject({
          kind: Kind.openapi({ description: 'What is done, said again: erasing cannot be taken back' }),
        }),
      ),
    },
    responses: { 200: json('The request as it is now', Shown) },
  },
)

/** What owners ask of their data (UU 27/2022 art. 5 to 9), and its clock. */
export function dataRequestRoutes({ dataRequests, registrations, audit, people }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<DataRequest> {
    const found = await dataRequests.find(scope, id)
    if (found) return found
    throw notFound('request')
  }

  const shownAll = (all: readonly DataRequest[]) => named(people, all.map(shown), 'doneBy')
  const current = async (scope: Scope, id: string) => (await shownAll([await find(scope, id)]))[0]!

  routes.openapi(list, async (c) => {
    const { state, limit, after } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, state)
    const page = await dataRequests.page(c.get('scope'), { state, at: Date.now(), limit, after: from })
    return c.json({ items: await shownAll(page.items), next: page.next && cursorText(page.next, state) }, 200)
  })

  routes.openapi(record, async (c) => {
    const { number, kind, channel } = c.req.valid('json')
    const registration = await registrations.byNumber(c.get('scope'), number)
    if (!registration) throw badField('number', 'is no registration within what you see')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    const id = await dataRequests.record({ contactId: registration.contactId, kind, channel }, by)
    return c.json(await current(c.get('scope'), id), 201)
  })

  routes.openapi(detail, async (c) =>
    c.json(await current(c.get('scope'), c.req.valid('param').request), 200),
  )

  routes.openapi(copy, async (c) => {
    const { id, contactId, kind } = await find(c.get('scope'), c.req.valid('param').request)
    if (kind !== 'copy') throw conflict('This owner did not ask for a copy.')
    await audit.append({
      actor: c.get('keyHolder').id,
      action: 'dataRequest.read',
      subject: id,
      detail: { requestId: c.get('requestId') },
    })
    return c.json((await dataRequests.copy(contactId)) as never, 200)
  })

  routes.openapi(settle, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').request)
    if (before.kind !== c.req.valid('json').kind) throw conflict(`What was asked is: ${before.kind}.`)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if (before.doneAt !== null || (await dataRequests.settle(before, by)) === 'changed')
      throw conflict('This request is done already.')
    return c.json(await current(c.get('scope'), before.id), 200)
  })
  return routes
}

function shown({ contactId: _contactId, requestedAt, dueAt, doneAt, region, ...rest }: DataRequest) {
  const left = dueAt - Date.now()
  return {
    ...rest,
    region,
    place: region && regionName(region),
    requestedAt: iso(requestedAt),
    dueAt: iso(dueAt),
    hoursLeft: doneAt === null ? Math.round(left / 360_000) / 10 : null,
    overdue: doneAt === null && left < 0,
    doneAt: doneAt === null ? null : iso(doneAt),
  }
}
