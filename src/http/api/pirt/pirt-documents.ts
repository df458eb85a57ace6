import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Office } from '../../../db/office/office.ts'
import type { OfficeDocument } from '../../../db/pirt/pirt-office.ts'
import { REFUSALS } from '../../../flows/pirt/pirt-document.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { Document, shownDocument } from './pirt-shown.ts'
import { newRoutes } from '../routes.ts'
import { changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['P-IRT']
const DocumentParam = z.object({ document: z.string().min(1).max(60) })
const ENDINGS: { readonly [mime: string]: string } = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
}

const binary = z.string().openapi({ type: 'string', format: 'binary' })

const download = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{document}',
    tags,
    summary: 'Download a paper as its owner sent it; written to the audit log',
    request: { params: DocumentParam },
    responses: {
      200: {
        description: 'The paper',
        content: Object.fromEntries(Object.keys(ENDINGS).map((mime) => [mime, { schema: binary }])),
      },
    },
  },
)

const accept = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{document}/accept',
    tags,
    summary: 'Accept a paper; the owner is told. If-Match is the ETag of its product',
    request: { params: DocumentParam, headers: MatchHeader, body: body(z.strictObject({})) },
    responses: { 200: json('The paper as it is now', Document) },
  },
)

const reject = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{document}/reject',
    tags,
    summary:
      'Refuse a paper; the owner is told why and can send another. If-Match is the ETag of its product',
    request: {
      params: DocumentParam,
      headers: MatchHeader,
      body: body(
        z.strictObject({
          reason: z.enum(REFUSALS),
          note: z
            .string()
            .trim()
            .min(3)
            .max(300)
            .optional()
            .openapi({ description: 'Told to the owner, as it is' }),
        }),
      ),
    },
    responses: { 200: json('The paper as it is now', Document) },
  },
)

/** The papers that owners sent for their products. */
export function pirtDocumentRoutes({ pirt, audit }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<OfficeDocument> {
    const found = await pirt.document(c.get('scope'), id)
    if (!found) throw notFound('paper')
    return found
  }

  async function review(
    c: Context,
    { id, match }: { readonly id: string; readonly match: string | undefined },
    state: 'accepted' | 'rejected',
    words: { readonly reason?: string; readonly note?: string } = {},
  ) {
    const before = await find(c, id)
    if (before.version !== required(match)) throw changed('product')
    if (before.state === 'received') throw conflict('This paper is still on its way.')
    if (before.state === state) throw conflict(`This paper is ${state} already.`)
    const notice = {
      once: `document/${id}/${state}/${before.version}`,
      contactId: before.contactId,
      type: state === 'accepted' ? 'documentAccepted' : 'documentRejected',
      data: { kind: before.kind },
      words: { product: before.product, ...words },
    }
    const by = { actor: c.get('keyHolder').id, at: Date.now(), notices: [notice] }
    const verdict = { state, reason: words.reason ?? null }
    if ((await pirt.review(before, verdict, by)) === 'changed') throw changed('product')
    const now = await find(c, id)
    return c.json(shownDocument(now), 200, { etag: `"${now.version}"` })
  }

  routes.openapi(download, async (c) => {
    const { id, mime, kind } = await find(c, c.req.valid('param').document)
    await audit.append({
      actor: c.get('keyHolder').id,
      action: 'document.read',
      subject: id,
      detail: { requestId: c.get('requestId') },
    })
    const bytes = await pirt.bytes(id)
    if (!bytes || mime === null) throw conflict('This paper is still on its way.')
    return c.body(bytes, 200, {
      'content-type': mime,
      'content-disposition': `attachment; filename="${kind}-${id}.${ENDINGS[mime] ?? 'bin'}"`,
    })
  })

  routes.openapi(accept, async (c) => {
    const match = c.req.valid('header')['if-match']
    return review(c, { id: c.req.valid('param').document, match }, 'accepted')
  })

  routes.openapi(reject, async (c) => {
    const match = c.req.valid('header')['if-match']
    return review(c, { id: c.req.valid('param').document, match }, 'rejected', c.req.valid('json'))
  })
  return routes
}
