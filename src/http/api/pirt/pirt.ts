import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import type { OfficeCase } from '../../../db/pirt/pirt-office.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { CHECKS } from '../../../flows/pirt/pirt-cases.ts'
import { readPirt } from '../../../flows/understand/ids.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { pirtDocumentRoutes } from './pirt-documents.ts'
import { Case, Checks, Document, shownCase, shownDocument } from './pirt-shown.ts'
import { newRoutes } from '../routes.ts'
import { changed, notFound, required } from '../refusals.ts'

const tags = ['P-IRT']
const CaseParam = z.object({ case: z.string().min(1).max(60) })
const YesNo = z.enum(['yes', 'no'])

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/cases',
    tags,
    summary: 'List products on their way to a P-IRT number, those whose deadline comes first at the top',
    request: {
      query: z.strictObject({
        regency: z.string().max(5).optional().openapi({ example: '35.10' }),
        step: z.string().max(30).optional(),
        deadlineTo: z.iso
          .date()
          .optional()
          .openapi({ description: 'The deadline is on this day or earlier' }),
        expiryTo: z.iso.date().optional().openapi({ description: 'The number ends on this day or earlier' }),
        verified: YesNo.optional().openapi({ description: 'Whether all four checks are passed' }),
        toReview: YesNo.optional().openapi({ description: 'Whether a paper waits for an officer' }),
        sort: z.enum(['deadline', '-createdAt']).default('deadline'),
        ...Paged,
      }),
    },
    responses: { 200: json('A page', pageOf(Case)) },
  },
)

const Wording = z.record(z.string(), z.string())

const detail = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/cases/{case}',
    tags,
    summary:
      'Read one with its papers, and what is done otherwise where it is; its ETag is what changes are made to',
    request: { params: CaseParam },
    responses: {
      200: json(
        'The product',
        Case.extend({
          documents: z.array(Document),
          variations: z.array(
            z.object({
              id: z.string(),
              title: Wording,
              text: Wording,
              source: z.string(),
              status: z.string(),
            }),
          ),
        }),
      ),
    },
  },
)

const change = endpoint(
  { role: 'officer' },
  {
    method: 'patch',
    path: '/cases/{case}',
    tags,
    summary:
      'Note which checks the health office has passed, and the number with its end; the owner is told of checks',
    request: {
      params: CaseParam,
      headers: MatchHeader,
      body: body(
        z
          .strictObject({
            verified: Checks.optional(),
            pirtNumber: z
              .string()
              .refine((text) => readPirt(text).type === 'value', 'must be a P-IRT number of 15 digits')
              .nullable()
              .optional(),
            expiry: z.iso.date().nullable().optional(),
          })
          .refine((given) => Object.keys(given).length > 0, 'must change something'),
      ),
    },
    responses: { 200: json('The product as it is now', Case) },
  },
)

/** Products on their way to a P-IRT number, and their papers. */
export function pirtRoutes(office: Office): OpenAPIHono {
  const { pirt, content } = office
  const routes = newRoutes()

  async function find(scope: Scope, id: string): Promise<OfficeCase> {
    const found = await pirt.find(scope, id)
    if (!found) throw notFound('product')
    return found
  }

  routes.openapi(list, async (c) => {
    const { after, verified, toReview, ...query } = c.req.valid('query')
    const page = await pirt.page(c.get('scope'), {
      ...query,
      ...(verified && { verified: { all: CHECKS.length, is: verified === 'yes' } }),
      ...(toReview && { toReview: toReview === 'yes' }),
      ...(after !== undefined && { after: readCursor(after, query.sort) }),
    })
    return c.json(
      { items: page.items.map(shownCase), next: page.next && cursorText(page.next, query.sort) },
      200,
    )
  })

  routes.openapi(detail, async (c) => {
    const found = await find(c.get('scope'), c.req.valid('param').case)
    const documents = (await pirt.documents(found.id)).map(shownDocument)
    const variations = (await content.all('pirtVariations'))
      .map(({ item }) => item as unknown as Variation)
      .filter(({ regions }) => regions.some((code) => found.regency.startsWith(code)))
      .map(({ id, title, text, source, status }) => ({ id, title, text, source, status }))
    return c.json({ ...shownCase(found), documents, variations }, 200, { etag: `"${found.version}"` })
  })

  routes.openapi(change, async (c) => {
    const before = await find(c.get('scope'), c.req.valid('param').case)
    if (before.version !== required(c.req.valid('header')['if-match'])) throw changed('product')
    const wanted = c.req.valid('json')
    const passed = (wanted.verified ?? []).filter((check) => !before.verified.includes(check))
    const notice = {
      once: `pirt/${before.id}/passed/${before.version}`,
      contactId: before.contactId,
      type: 'checksPassed',
      data: { checks: passed },
      words: { product: before.product },
    }
    const by = { actor: c.get('keyHolder').id, at: Date.now(), notices: passed.length > 0 ? [notice] : [] }
    if ((await pirt.change(before, wanted, by)) === 'changed') throw changed('product')
    const now = await find(c.get('scope'), before.id)
    return c.json(shownCase(now), 200, { etag: `"${now.version}"` })
  })

  routes.route('/documents', pirtDocumentRoutes(office))
  return routes
}

interface Variation {
  readonly id: string
  readonly title: Record<string, string>
  readonly text: Record<string, string>
  readonly source: string
  readonly status: string
  readonly regions: readonly string[]
}
