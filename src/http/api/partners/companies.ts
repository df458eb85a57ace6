import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { randomCode } from '../../../bot/ids.ts'
import type { Company } from '../../../db/partners/companies.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { cursorText, Paged, pageOf, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { CompanyParam, CompanySchema, companyShown, NewCompany } from './partner-shown.ts'
import { mustBeOwn, mustLieWithin } from '../places.ts'
import { newRoutes } from '../routes.ts'
import { changed, notFound, required } from '../refusals.ts'

const tags = ['Companies and opportunities']
const ORDER = 'companies'

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List companies that concern your region, newest first',
    request: { query: z.strictObject(Paged) },
    responses: { 200: json('A page', pageOf(CompanySchema)) },
  },
)

const create = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Enter a company that looks for partners',
    request: { body: body(NewCompany) },
    responses: { 201: json('The company', CompanySchema) },
  },
)

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/{company}',
    tags,
    summary: 'Read one company; its ETag is what changes are made to',
    request: { params: CompanyParam },
    responses: { 200: json('The company', CompanySchema) },
  },
)

const replace = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{company}',
    tags,
    summary: 'Change a company; the needs of a closed one are no longer shown',
    request: { params: CompanyParam, headers: MatchHeader, body: body(NewCompany) },
    responses: { 200: json('The company as it is now', CompanySchema) },
  },
)

/** Companies that look for partners. */
export function companyRoutes({ companies }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<Company> {
    const found = await companies.find(scope, id)
    if (!found) throw notFound('company')
    return found
  }

  routes.openapi(list, async (c) => {
    const { limit, after } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, ORDER)
    const found = await companies.page(c.get('scope'), { limit, after: from })
    return c.json(
      { items: found.items.map(companyShown), next: found.next && cursorText(found.next, ORDER) },
      200,
    )
  })

  routes.openapi(create, async (c) => {
    const fields = c.req.valid('json')
    mustLieWithin(c.get('scope'), fields.region)
    const id = randomCode().toLowerCase()
    await companies.create(id, fields, { actor: c.get('keyHolder').id, at: Date.now() })
    return c.json(companyShown(await find(c.get('scope'), id)), 201, { etag: '"1"' })
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.get('scope'), c.req.valid('param').company)
    return c.json(companyShown(found), 200, { etag: `"${found.version}"` })
  })

  routes.openapi(replace, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').company)
    mustBeOwn(c.get('scope'), before.region)
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('company')
    const fields = c.req.valid('json')
    mustLieWithin(c.get('scope'), fields.region)
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    if ((await companies.change(before, fields, by)) === 'changed') throw changed('company')
    const now = await find(c.get('scope'), before.id)
    return c.json(companyShown(now), 200, { etag: `"${now.version}"` })
  })
  return routes
}
