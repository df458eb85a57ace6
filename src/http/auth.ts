import type { Context, MiddlewareHandler } from 'hono'
import { Problem } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'

export const ROLES = ['viewer', 'officer', 'admin'] as const
/** What a key may do: each role may do what those before it may. */
export type Role = (typeof ROLES)[number]

/** Who holds a key that is neither revoked nor expired. */
export interface KeyHolder {
  readonly id: string
  readonly role: Role
  /** Kemendagri code of the part of the country that the key sees; null for all of it. */
  readonly region: string | null
}

export interface AuthDependencies {
  /** Resolves with null for a key that is unknown, revoked or expired. */
  readonly findKey: (key: string) => Promise<KeyHolder | null>
  readonly caller: (c: Context) => string
  /** Counts wrong keys. */
  readonly wrongKeys: RateLimit
}

declare module 'hono' {
  interface ContextVariableMap {
    keyHolder: KeyHolder
  }
}

/** Lets through requests with `Authorization: Bearer <key>` whose key has at least the role. */
export function requireRole(role: Role, { findKey, caller, wrongKeys }: AuthDependencies): MiddlewareHandler {
  return async (c, next) => {
    const seconds = wrongKeys.check(caller(c))
    if (seconds > 0) {
      throw new Problem(429, 'Too many requests', `Too many wrong keys. Try again in ${seconds} s.`, {
        headers: { 'retry-after': String(seconds) },
      })
    }
    const key = /^Bearer +(\S{1,256})$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const holder = key ? await findKey(key) : null
    if (!holder) {
      if (key) wrongKeys.take(caller(c))
      throw unauthorized(key)
    }
    if (ROLES.indexOf(holder.role) < ROLES.indexOf(role)) {
      throw new Problem(403, 'Forbidden', `This needs a key with the role ${role}.`)
    }
    c.set('keyHolder', holder)
    await next()
  }
}

function unauthorized(key: string | undefined): Problem {
  const detail = key
    ? 'The API key is wrong, revoked or expired.'
    : 'Send an API key: Authorization: Bearer <key>.'
  return new Problem(401, 'Unauthorized', detail, {
    headers: { 'www-authenticate': key ? 'Bearer error="invalid_token"' : 'Bearer' },
  })
}
