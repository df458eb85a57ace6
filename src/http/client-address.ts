import type { Context } from 'hono'
import type { HttpBindings } from '@hono/node-server'

/**
 * Who is calling, for rate limits only. A forwarded address is believed only where a public URL says that a
 * proxy stands in front, and only the last one: the others are whatever the caller wrote.
 */
export function clientAddress(c: Context, behindProxy: boolean): string {
  const forwarded = behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const bindings = c.env as Partial<HttpBindings> | undefined
  return forwarded || bindings?.incoming?.socket.remoteAddress || 'unknown'
}
