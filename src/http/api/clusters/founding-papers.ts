import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Cooperative } from '../../../db/clusters/cooperatives.ts'
import type { Office } from '../../../db/office/office.ts'
import { CooperativeParam, StepParam } from './cluster-shown.ts'
import { notFound } from '../refusals.ts'
import { endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'

const tags = ['Cooperatives']
const FILE_ENDINGS: { readonly [mime: string]: string } = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
}
const binary = z.string().openapi({ type: 'string', format: 'binary' })

const FounderShown = z
  .object({
    number: z.string().nullable().openapi({ description: 'Of the registration' }),
    businessName: z.string().nullable(),
    state: z.enum(['confirmed', 'declined']),
    at: Time,
  })
  .openapi('Founder')

const founders = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{cooperative}/founders',
    tags,
    summary: 'The owners who confirmed in chat that they found it, or declined',
    request: { params: CooperativeParam },
    responses: { 200: json('The founders', z.object({ items: z.array(FounderShown) })) },
  },
)

const paper = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{cooperative}/documents/{step}',
    tags,
    summary: 'Download the paper of a step as it was sent; written to the audit log',
    request: { params: StepParam },
    responses: {
      200: {
        description: 'The paper',
        content: Object.fromEntries(Object.keys(FILE_ENDINGS).map((mime) => [mime, { schema: binary }])),
      },
    },
  },
)

/** Who founds a cooperative, and the papers that they sent for it. */
export function foundingPaperRoutes({ cooperatives, audit }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<Cooperative> {
    const found = await cooperatives.find(c.get('scope'), id)
    if (!found) throw notFound('cooperative')
    return found
  }

  routes.openapi(founders, async (c) => {
    const { id } = await find(c, c.req.valid('param').cooperative)
    const items = (await cooperatives.founders(id)).map(({ at, ...rest }) => ({ ...rest, at: iso(at) }))
    return c.json({ items }, 200)
  })

  routes.openapi(paper, async (c) => {
    const { cooperative, step: kind } = c.req.valid('param')
    const { id } = await find(c, cooperative)
    const known = await cooperatives.paper(id, kind)
    if (!known) throw notFound('paper')
    const detail = { step: kind, requestId: c.get('requestId') }
    await audit.append({ actor: c.get('keyHolder').id, action: 'cooperative.paper', subject: id, detail })
    const bytes = await cooperatives.bytes(known.id)
    if (!bytes) throw notFound('paper')
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': known.mime,
      'content-disposition': `attachment; filename="${kind}-${id}.${FILE_ENDINGS[known.mime] ?? 'bin'}"`,
    })
  })
  return routes
}
