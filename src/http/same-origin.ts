import type { MiddlewareHandler } from 'hono'
import { Problem } from './problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Against requests that another site makes in a visitor's browser, with the visitor's cookie. Browsers say where a
 * request comes from; whatever says nothing is no browser. A key is never sent by itself, and needs no such care.
 */
export function sameOrigin(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    const here = site === undefined ? origin === undefined || isHost(origin, c.req.header('host')) : false
    const allowed =
      SAFE.has(c.req.method) ||
      c.req.header('authorization') !== undefined ||
      site === 'same-origin' ||
      (origin !== undefined && origins.includes(origin)) ||
      here
    if (!allowed) throw new Problem(403, 'Forbidden', 'This request comes from another site.')
    await next()
  }
}

function isHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}
