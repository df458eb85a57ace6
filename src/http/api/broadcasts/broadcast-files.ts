import { randomUUID } from 'node:crypto'
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { contentOf } from '../../../bot/file-content.ts'
import type { Broadcast, BroadcastChange } from '../../../db/broadcasts/broadcasts.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { BroadcastParam, Detail, detailed, found, whyNot } from './broadcast-shown.ts'
import { endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { badField, required } from '../refusals.ts'

/** What a row of a libSQL server can hold, with room to spare. */
export const LARGEST_BROADCAST_FILE = 4 * 1_048_576

const tags = ['Broadcasts']
const bytes = { schema: z.string().openapi({ type: 'string', format: 'binary' }) }
const EDITABLE = ['draft', 'approved'] as const

const put = endpoint(
  { role: 'officer' },
  {
    method: 'put',
    path: '/{broadcast}/file',
    tags,
    summary: 'Put an image (JPEG, PNG) or a PDF, up to 4 MB, into a draft',
    description:
      'Telegram and WhatsApp show it; the web chat shows a link. An approval given before is void.',
    request: {
      params: BroadcastParam,
      query: z.strictObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(80)
          .regex(/^[^/\\\p{Cc}]+$/u, 'must be a file name')
          .openapi({ example: 'brosur.pdf' }),
      }),
      headers: MatchHeader,
      body: {
        required: true,
        content: { 'image/jpeg': bytes, 'image/png': bytes, 'application/pdf': bytes },
      },
    },
    responses: { 200: json('The draft as it is now', Detail) },
  },
)

const remove = endpoint(
  { role: 'officer' },
  {
    method: 'delete',
    path: '/{broadcast}/file',
    tags,
    summary: 'Take the file out of a draft',
    request: { params: BroadcastParam, headers: MatchHeader },
    responses: { 200: json('The draft as it is now', Detail) },
  },
)

/** The file that goes with a broadcast. */
export function broadcastFileRoutes({ office }: ApiDependencies): OpenAPIHono {
  const routes = newRoutes()

  async function change(one: Broadcast, version: number, actor: string, file: BroadcastChange['file']) {
    const named = file ? { id: file.id, name: file.name, mime: file.mime } : null
    const outcome = await office.broadcasts.change({
      broadcast: { ...one, version },
      actor,
      at: Date.now(),
      type: file ? 'fileAdded' : 'fileRemoved',
      from: EDITABLE,
      set: { message: { ...one.message, file: named }, state: 'draft', approvedBy: null },
      ...(file && { file }),
    })
    if (outcome === 'changed') throw whyNot(one, version, EDITABLE)
  }

  routes.openapi(put, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const version = required(c.req.valid('header')['if-match'])
    const content = Buffer.from(await c.req.arrayBuffer())
    const mime = contentOf(content)
    if (!mime) throw badField('body', 'must be a whole JPEG, PNG or PDF')
    const file = { id: randomUUID(), name: c.req.valid('query').name, mime, bytes: content }
    await change(one, version, c.get('keyHolder').id, file)
    const now = await found(office, c.get('scope'), one.id)
    return c.json(await detailed(office, now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(remove, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    await change(one, required(c.req.valid('header')['if-match']), c.get('keyHolder').id, undefined)
    const now = await found(office, c.get('scope'), one.id)
    return c.json(await detailed(office, now), 200, { etag: `"${now.version}"` })
  })
  return routes
}
