import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Address } from '../bot/channel.ts'
import { Problem } from './problem.ts'

/** The browser is known by a random token in a cookie; only the token's hash is ever stored, as the address. */
const COOKIE = 'naik_kelas_chat'
const YEAR = 365 * 24 * 60 * 60

/** The address of whoever holds the cookie, or null for a newcomer. */
export function visitor(c: Context): Address | null {
  const token = getCookie(c, COOKIE)
  return token && /^[\w-]{22}$/.test(token) ? addressOf(token) : null
}

/** As `visitor`, for requests that make no sense without the cookie. */
export function requireVisitor(c: Context): Address {
  const address = visitor(c)
  if (address) return address
  throw new Problem(401, 'Unauthorized', 'Open the conversation first, with POST /chat/session.')
}

/** Gives a newcomer a token of 128 random bits, and a returning visitor another year. */
export function welcomeVisitor(c: Context, secure: boolean): Address {
  const known = visitor(c) ? getCookie(c, COOKIE) : undefined
  const token = known ?? randomBytes(16).toString('base64url')
  setCookie(c, COOKIE, token, { path: '/chat', httpOnly: true, sameSite: 'Strict', secure, maxAge: YEAR })
  return addressOf(token)
}

/** Takes the token off the browser: whoever uses it next is a newcomer. */
export function forgetVisitor(c: Context): void {
  deleteCookie(c, COOKIE, { path: '/chat' })
}

function addressOf(token: string): Address {
  return `web:${createHash('sha256').update(token).digest('hex').slice(0, 32)}`
}
