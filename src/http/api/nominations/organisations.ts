import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { randomCode } from '../../../bot/ids.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Organisation, Representative } from '../../../db/nominations/organisations.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import {
  ChangedOrganisation,
  NewOrganisation,
  OrganisationParam,
  OrganisationSchema,
  organisationShown,
  RepresentativeSchema,
} from './nomination-shown.ts'
import { named } from '../names.ts'
import { newRoutes } from '../routes.ts'
import { iso, RegistrationNumber } from '../registrations/schemas.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Nominations']
const NATION = { role: 'admin', nation: true } as const

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List the organisations that propose owners, by name, with the quotas of your province',
    responses: { 200: json('All of them', z.object({ items: z.array(OrganisationSchema) })) },
  },
)

const create = endpoint(NATION, {
  method: 'post',
  path: '/',
  tags,
  summary: 'Enter an organisation; it may propose owners once it has quotas and a representative',
  request: { body: body(NewOrganisation) },
  responses: { 201: json('The organisation', OrganisationSchema) },
})

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{organisation}',
    tags,
    summary:
      'Read one organisation with its quotas: how many places each province has, and how many are left',
    request: { params: OrganisationParam },
    responses: { 200: json('The organisation', OrganisationSchema) },
  },
)

const replace = endpoint(NATION, {
  method: 'put',
  path: '/{organisation}',
  tags,
  summary:
    'Change an organisation and its quotas; who was proposed stays, also beyond a quota that is smaller now',
  request: { params: OrganisationParam, headers: MatchHeader, body: body(ChangedOrganisation) },
  responses: { 200: json('The organisation as it is now', OrganisationSchema) },
})

const representatives = endpoint(NATION, {
  method: 'get',
  path: '/{organisation}/representatives',
  tags,
  summary: 'Who speaks for the organisation',
  request: { params: OrganisationParam },
  responses: { 200: json('All of them', z.object({ items: z.array(RepresentativeSchema) })) },
})

const Who = z
  .strictObject({ caller: z.string().max(60).optional(), number: RegistrationNumber.optional() })
  .refine(
    ({ caller, number }) => (caller === undefined) !== (number === undefined),
    'name a caller or a number',
  )
  .openapi('NewRepresentative')

const appoint = endpoint(NATION, {
  method: 'post',
  path: '/{organisation}/representatives',
  tags,
  summary: 'Let somebody speak for it: a key or a person who signs in, by API, or a registered owner in chat',
  description:
    'A caller who speaks for an organisation sees and proposes nominations of that organisation only.',
  request: { params: OrganisationParam, body: body(Who) },
  responses: { 201: json('All of them', z.object({ items: z.array(RepresentativeSchema) })) },
})

const dismiss = endpoint(NATION, {
  method: 'delete',
  path: '/{organisation}/representatives/{representative}',
  tags,
  summary: 'Let a caller (by id) or an owner (by number) no longer speak for it',
  request: { params: OrganisationParam.extend({ representative: z.string().max(60) }) },
  responses: { 204: { description: 'They no longer do' } },
})

/** Organisations that propose owners, how many of each province, and who speaks for them. */
export function organisationRoutes({ organisations, registrations, apiKeys, people }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(id: string): Promise<Organisation> {
    const found = await organisations.find(id, Date.now())
    if (!found) throw notFound('organisation')
    return found
  }

  async function everybody(id: string) {
    const all = await organisations.representatives(id)
    return { items: await named(people, all.map(shown), 'caller') }
  }

  /** Who is named, as the database knows them. Throws the Problem when there is nobody of that name. */
  async function holderOf({
    caller,
    number,
  }: z.infer<typeof Who>): Promise<Pick<Representative, 'kind' | 'holder'>> {
    if (caller !== undefined) {
      const isKey = (await apiKeys.list()).some(({ id, revokedAt }) => id === caller && revokedAt === null)
      const person = isKey ? null : await people.byId(caller)
      if (!isKey && person?.revokedAt !== null) throw badField('caller', 'is no key and nobody who signs in')
      return { kind: 'caller', holder: caller }
    }
    const found = await registrations.byNumber({ type: 'nation' }, number ?? '')
    if (!found) throw badField('number', 'is no registration that there is')
    return { kind: 'contact', holder: found.contactId }
  }

  routes.openapi(list, async (c) => {
    const all = await organisations.list(Date.now())
    return c.json({ items: all.map((one) => organisationShown(one, c.get('scope'))) }, 200)
  })

  routes.openapi(create, async (c) => {
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    await organisations.create(id, c.req.valid('json').name, by)
    return c.json(organisationShown(await find(id), c.get('scope')), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.req.valid('param').organisation)
    return c.json(organisationShown(found, c.get('scope')), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(replace, async (c) => {
    const before = await find(c.req.valid('param').organisation)
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('organisation')
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await organisations.change(before, c.req.valid('json'), by)) === 'changed')
      throw changed('organisation')
    const now = await find(before.id)
    return c.json(organisationShown(now, c.get('scope')), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(representatives, async (c) => {
    const { id } = await find(c.req.valid('param').organisation)
    return c.json(await everybody(id), 200)
  })

  routes.openapi(appoint, async (c) => {
    const { id } = await find(c.req.valid('param').organisation)
    const who = await holderOf(c.req.valid('json'))
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await organisations.appoint(id, who, by)) === 'taken')
      throw conflict('They speak for an organisation already.')
    return c.json(await everybody(id), 201)
  })

  routes.openapi(dismiss, async (c) => {
    const { organisation, representative } = c.req.valid('param')
    const { id } = await find(organisation)
    const named = (await organisations.representatives(id)).find(
      ({ kind, holder, number }) => (kind === 'caller' ? holder : number) === representative,
    )
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if (!named || !(await organisations.dismiss(id, named, by))) throw notFound('representative')
    return c.body(null, 204)
  })
  return routes
}

const shown = ({ kind, holder, number, createdAt }: Representative) => ({
  kind,
  caller: kind === 'caller' ? holder : null,
  number,
  createdAt: iso(createdAt),
})
