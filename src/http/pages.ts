import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'

const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/chat.css': ['chat.css', 'text/css; charset=utf-8'],
  '/chat.js': ['chat.js', 'text/javascript; charset=utf-8'],
  '/draw.js': ['draw.js', 'text/javascript; charset=utf-8'],
  '/file.js': ['file.js', 'text/javascript; charset=utf-8'],
  '/line.js': ['line.js', 'text/javascript; charset=utf-8'],
  '/transcript.js': ['transcript.js', 'text/javascript; charset=utf-8'],
  '/words.js': ['words.js', 'text/javascript; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/manifest.webmanifest': ['manifest.webmanifest', 'application/manifest+json'],
} as const

interface Page {
  readonly type: string
  readonly tag: string
  readonly plain: Buffer<ArrayBuffer>
  readonly zipped: Buffer<ArrayBuffer>
}

/** The web chat's few files, held in memory. An unchanged file costs a returning visitor one empty answer. */
export async function pageRoutes(): Promise<Hono> {
  const routes = new Hono()
  for (const [path, [file, type]] of Object.entries(FILES)) {
    const page = await load(file, type)
    routes.get(path, (c) => {
      const headers = {
        'content-type': page.type,
        etag: page.tag,
        'cache-control': 'no-cache',
        vary: 'accept-encoding',
      }
      if (c.req.header('if-none-match')?.includes(page.tag)) return c.body(null, 304, headers)
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(page.plain, 200, headers)
      return c.body(page.zipped, 200, { ...headers, 'content-encoding': 'gzip' })
    })
  }
  return routes
}

async function load(file: string, type: string): Promise<Page> {
  const plain = await readFile(new URL(`public/${file}`, import.meta.url))
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`
  return { type, tag, plain, zipped: gzipSync(plain, { level: 9 }) }
}
