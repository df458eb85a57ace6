import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type { Answer, Idempotency } from '../../db/office/idempotency.ts'
import { Problem } from '../problem.ts'
import { conflict } from './refusals.ts'

const KEPT_HEADERS = ['content-type', 'etag', 'location', 'cache-control']

/**
 * A POST with an `Idempotency-Key` takes effect once and is answered alike each time. Refusals that had no effect are
 * not kept, so that the request may be mended and sent again.
 */
export function idempotent(requests: Idempotency): MiddlewareHandler {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (c.req.method !== 'POST' || key === undefined || key.length < 8 || key.length > 200) return next()
    const request = { actor: c.get('keyHolder').id, key, hash: await hashOf(c) }
    const claim = await requests.claim(request, Date.now())
    switch (claim) {
      case 'working':
        throw conflict('The same request is being worked on. Ask again in a moment.')
      case 'other':
        throw new Problem(422, 'Unprocessable content', 'This idempotency key was used for another request.')
      case 'new':
        await next()
        return requests.settle(request, await answerOf(c))
      default:
        return replay(c, claim)
    }
  }
}

async function hashOf(c: Context): Promise<string> {
  const parts = JSON.stringify([c.req.path, c.req.query(), c.req.header('if-match') ?? null])
  return createHash('sha256')
    .update(parts)
    .update(await c.req.text())
    .digest('base64url')
}

// Kept as text: what a POST answers is JSON or nothing.
async function answerOf(c: Context): Promise<Answer | null> {
  if (!c.res.ok) return null
  const headers = KEPT_HEADERS.flatMap((name): [string, string][] => {
    const value = c.res.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return { status: c.res.status, headers, body: await c.res.clone().text() }
}

function replay(c: Context, { status, headers, body }: Answer): Response {
  const all: Record<string, string> = { ...Object.fromEntries(headers), 'idempotency-replayed': 'true' }
  return c.newResponse(body === '' ? null : body, status as StatusCode, all)
}
