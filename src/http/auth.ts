import type { Context, MiddlewareHandler } from 'hono'
import { type Scope, scopeOf } from '../db/scope.ts'
import { Problem } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'

export const ROLES = ['viewer', 'officer', 'admin'] as const
/** What a key may do: each role may do what those before it may. */
export type Role = (typeof ROLES)[number]

/** Who holds a key that is neither revoked nor expired. */
export interface KeyHolder {
  readonly id: string
  readonly role: Role
  /** The part of the country that the key sees, as `scopeOf` reads it; null for all of it. */
  readonly region: string | null
}

export interface AuthDependencies {
  /** Resolves with null for a key that is unknown, revoked or expired. */
  readonly findKey: (key: string) => Promise<KeyHolder | null>
  readonly caller: (c: Context) => string
  /** Counts wrong keys. */
  readonly wrongKeys: RateLimit
  /** Counts the requests of each key. */
  readonly requests: RateLimit
}

declare module 'hono' {
  interface ContextVariableMap {
    keyHolder: KeyHolder
    scope: Scope
  }
}

/** Lets through requests with `Authorization: Bearer <key>`, and keeps whoever guesses keys or asks too often waiting. */
export function authenticate({ findKey, caller, wrongKeys, requests }: AuthDependencies): MiddlewareHandler {
  return async (c, next) => {
    refuseFor(wrongKeys.check(caller(c)), 'Too many wrong keys.')
    const key = /^Bearer +(\S{1,256})$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const holder = key ? await findKey(key) : null
    if (!holder) {
      if (key) wrongKeys.take(caller(c))
      throw unauthorized(key)
    }
    refuseFor(requests.take(holder.id), 'Too many requests with this key.')
    c.set('keyHolder', holder)
    c.set('scope', scopeOf(holder.region))
    await next()
  }
}

/** Lets through keys with at least the role; with `nation`, only those that see all of the country. */
export function permit(role: Role, nation = false): MiddlewareHandler {
  return async (c, next) => {
    const holder = c.get('keyHolder')
    if (ROLES.indexOf(holder.role) < ROLES.indexOf(role)) {
      throw new Problem(403, 'Forbidden', `This needs a key with the role ${role}.`)
    }
    if (nation && holder.region !== null) {
      throw new Problem(403, 'Forbidden', 'This needs a key for the whole nation.')
    }
    await next()
  }
}

function refuseFor(seconds: number, reason: string): void {
  if (seconds === 0) return
  throw new Problem(429, 'Too many requests', `${reason} Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  })
}

function unauthorized(key: string | undefined): Problem {
  const detail = key
    ? 'The API key is wrong, revoked or expired.'
    : 'Send an API key: Authorization: Bearer <key>.'
  return new Problem(401, 'Unauthorized', detail, {
    headers: { 'www-authenticate': key ? 'Bearer error="invalid_token"' : 'Bearer' },
  })
}
