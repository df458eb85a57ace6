import type { Context } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { isIPv6 } from 'node:net'

/**
 * Who is calling, for rate limits only. A forwarded address is believed only where a public URL says that a
 * proxy stands in front, and only the last one: the others are whatever the caller wrote.
 */
export function clientAddress(c: Context, behindProxy: boolean): string {
  const forwarded = behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const bindings = c.env as Partial<HttpBindings> | undefined
  return networkOf(forwarded || bindings?.incoming?.socket.remoteAddress || 'unknown')
}

/** Of an IPv6 address the half that a line is given (/64): whoever has the line chooses the rest. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [front = [], back] = address.split('::').map((part) => part.split(':'))
  const zeros = back === undefined ? [] : Array<string>(4).fill('0')
  return [...front, ...zeros]
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')
}
