import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { randomCode } from '../../../bot/ids.ts'
import type { Cooperative } from '../../../db/clusters/cooperatives.ts'
import type { Office } from '../../../db/office/office.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import { checkRegion, CooperativeParam, StepParam } from './cluster-shown.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Cooperatives']
const ORDER = '-createdAt'
const Id = z.string().regex(/^[\w-]{1,40}$/)
const Level = z.enum(['primary', 'secondary'])
const Name = z.string().trim().min(3).max(120)

const Listed = z
  .object({
    id: z.string(),
    level: Level,
    name: z.string().nullable(),
    cluster: z.string().nullable(),
    secondary: z.string().nullable().openapi({ description: 'The secondary cooperative that it belongs to' }),
    region: z.string().nullable(),
    place: z.string().nullable(),
    founders: z.int().openapi({
      description: 'Owners who confirmed in chat; of a secondary one the cooperatives that belong to it',
    }),
    establishedOn: z.string().nullable(),
    version: z.int(),
    createdAt: Time,
  })
  .openapi('Cooperative')

const Step = z
  .object({
    step: z.string().openapi({ example: 'deed' }),
    title: z.record(z.string(), z.string()),
    doneOn: z.string().nullable(),
    number: z.string().nullable(),
    responsible: z.string().nullable().openapi({ description: 'The business of whoever looks after it' }),
    document: z.enum(['received', 'checked', 'rejected']).nullable(),
  })
  .openapi('FoundingStep')

const Detail = Listed.extend({ steps: z.array(Step) }).openapi('CooperativeDetail')

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List cooperatives and those in the making, newest first',
    request: {
      query: z.strictObject({
        level: Level.optional(),
        established: z.enum(['true', 'false']).optional(),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Listed)) },
  },
)

const begin = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Begin the founding of a cluster’s cooperative, or of a secondary one of a region or the nation',
    request: {
      body: body(
        z.discriminatedUnion('level', [
          z.strictObject({ level: z.literal('primary'), cluster: Id }),
          z.strictObject({
            level: z.literal('secondary'),
            name: Name,
            region: z
              .string()
              .regex(/^\d{2}(\.\d{2})?$/, 'must be a province such as 35, or a regency such as 35.10')
              .nullable(),
          }),
        ]),
      ),
    },
    responses: { 201: json('The cooperative', Detail) },
  },
)

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{cooperative}',
    tags,
    summary: 'Read one with the steps of its founding; its ETag is what changes are made to',
    request: { params: CooperativeParam },
    responses: { 200: json('The cooperative', Detail) },
  },
)

const replace = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{cooperative}',
    tags,
    summary: 'Name it, or let it join a secondary cooperative',
    request: {
      params: CooperativeParam,
      headers: MatchHeader,
      body: body(z.strictObject({ name: Name.nullable(), secondary: Id.nullable() })),
    },
    responses: { 200: json('The cooperative as it is now', Detail) },
  },
)

const step = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{cooperative}/steps/{step}',
    tags,
    summary: 'Note that a step is done, or not after all. `approval` makes it a legal entity',
    request: {
      params: StepParam,
      headers: MatchHeader,
      body: body(
        z.strictObject({
          doneOn: z.iso.date().nullable(),
          number: z.string().trim().min(1).max(60).nullable().default(null),
        }),
      ),
    },
    responses: { 200: json('The cooperative as it is now', Detail) },
  },
)

/** Cooperatives and the steps of their founding. */
export function cooperativeRoutes(office: Office): OpenAPIHono {
  const { clusters, cooperatives, content } = office
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<Cooperative> {
    const found = await cooperatives.find(c.get('scope'), id)
    if (!found) throw notFound('cooperative')
    return found
  }

  async function changing(c: Context, id: string, match: string | undefined): Promise<Cooperative> {
    const before = await find(c, id)
    if (before.version !== required(match)) throw changed('cooperative')
    return before
  }

  async function detailed(cooperative: Cooperative) {
    const kept = await cooperatives.steps(cooperative.id)
    const steps = (await stepsOf(office, cooperative.level)).map(({ id, title }) => {
      const known = kept.find((one) => one.step === id)
      return {
        step: id,
        title,
        doneOn: known?.doneOn ?? null,
        number: known?.number ?? null,
        responsible: known?.responsible ?? null,
        document: known?.document ?? null,
      }
    })
    return { ...shown(cooperative), steps }
  }

  routes.openapi(list, async (c) => {
    const { after, established, ...query } = c.req.valid('query')
    const page = await cooperatives.page(c.get('scope'), {
      ...query,
      ...(established !== undefined && { established: established === 'true' }),
      ...(after !== undefined && { after: readCursor(after, ORDER) }),
    })
    return c.json({ items: page.items.map(shown), next: page.next && cursorText(page.next, ORDER) }, 200)
  })

  routes.openapi(begin, async (c) => {
    const wanted = c.req.valid('json')
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    const none = { id, level: wanted.level, name: null, cluster: null, province: null, regency: null }
    if (wanted.level === 'primary') {
      const cluster = await clusters.find(c.get('scope'), wanted.cluster)
      if (!cluster) throw badField('cluster', 'is no cluster within what your key sees')
      if (cluster.approvedAt === null || cluster.closedAt !== null)
        throw conflict('This cluster is not open.')
      const { province, regency } = cluster
      const begun = await cooperatives.begin({ ...none, cluster: cluster.id, province, regency }, by)
      if (begun === 'changed') throw conflict('This cluster has a cooperative already, or is founding one.')
    } else {
      const { name, region } = wanted
      checkRegion(c.get('scope'), region)
      const regency = region?.includes('.') ? region : null
      await cooperatives.begin({ ...none, name, province: region?.slice(0, 2) ?? null, regency }, by)
    }
    return c.json(await detailed(await find(c, id)), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c, c.req.valid('param').cooperative)
    return c.json(await detailed(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(replace, async (c) => {
    const { cooperative } = c.req.valid('param')
    const before = await changing(c, cooperative, c.req.valid('header')['if-match'])
    const fields = c.req.valid('json')
    if (fields.secondary !== null) await checkSecondary(c, before, fields.secondary)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await cooperatives.change(before, fields, by)) === 'changed') throw changed('cooperative')
    const now = await find(c, cooperative)
    return c.json(await detailed(now), 200, { etag: `"${now.version}"` })
  })

  async function checkSecondary(
    c: Context,
    { level, establishedOn }: Cooperative,
    id: string,
  ): Promise<void> {
    if (level !== 'primary') throw badField('secondary', 'must be null for a secondary cooperative')
    const secondary = await cooperatives.find(c.get('scope'), id)
    if (secondary?.level !== 'secondary')
      throw badField('secondary', 'is no secondary cooperative within what your key sees')
    if (establishedOn === null) throw conflict('This cooperative is not a legal entity yet.')
  }

  routes.openapi(step, async (c) => {
    const { cooperative, step: id } = c.req.valid('param')
    const before = await changing(c, cooperative, c.req.valid('header')['if-match'])
    const wanted = c.req.valid('json')
    const known = (await stepsOf(office, before.level)).find((one) => one.id === id)
    if (!known) throw notFound('step')
    if (wanted.doneOn !== null && wanted.doneOn > new Date().toISOString().slice(0, 10))
      throw badField('doneOn', 'must not be in the future')
    const level = await content.find('cooperativeLevels', before.level)
    const minimum = Number((level?.item as { minimum?: number } | undefined)?.minimum ?? 0)
    if (before.level === 'secondary' && known.number && wanted.doneOn !== null && before.founders < minimum)
      throw conflict(
        `A secondary cooperative needs ${minimum} cooperatives; ${before.founders} belong to it.`,
      )
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await cooperatives.keepStep(before, { step: id, ...wanted }, by)) === 'changed')
      throw changed('cooperative')
    const now = await find(c, cooperative)
    return c.json(await detailed(now), 200, { etag: `"${now.version}"` })
  })
  return routes
}

/** A cooperative with its place as people read it. */
function shown({ province, regency, createdAt, ...rest }: Cooperative) {
  const region = regency ?? province
  return { ...rest, region, place: region && regionName(region), createdAt: iso(createdAt) }
}

interface StepContent {
  readonly id: string
  readonly order: number
  readonly levels: readonly string[]
  readonly title: Record<string, string>
  readonly number: boolean
}

/** The steps to a cooperative of that level, in order: content. */
async function stepsOf({ content }: Office, level: string): Promise<readonly StepContent[]> {
  const all = (await content.all('cooperativeSteps')).map(({ item }) => item as unknown as StepContent)
  return all.filter(({ levels }) => levels.includes(level)).toSorted((a, b) => a.order - b.order)
}
