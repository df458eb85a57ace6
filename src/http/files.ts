import { Hono } from 'hono'
import type { Office } from '../db/office/office.ts'
import { Problem } from './problem.ts'

/** Files of broadcasts, for the web chat, which shows a link: for anybody who has it, since it cannot be guessed. */
export function fileRoutes({ office }: { readonly office: Pick<Office, 'broadcastFiles'> }): Hono {
  const routes = new Hono()
  routes.get('/:id', async (c) => {
    const id = c.req.param('id')
    const file = /^[0-9a-f-]{36}$/.test(id) ? await office.broadcastFiles.find(id) : null
    if (!file) throw new Problem(404, 'Not found', 'There is no such file.')
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': file.mime,
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'cache-control': 'private, max-age=86400',
      'x-robots-tag': 'noindex',
    })
  })
  return routes
}
