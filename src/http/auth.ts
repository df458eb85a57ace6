import type { Context, MiddlewareHandler } from 'hono'
import { type Scope, scopeOf } from '../db/office/scope.ts'
import { Problem, refuseFor } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'

export const ROLES = ['viewer', 'officer', 'admin'] as const
/** What a key may do: each role may do what those before it may. */
export type Role = (typeof ROLES)[number]

/** Who calls: the holder of a key, or a person who is signed in. */
export interface KeyHolder {
  readonly id: string
  readonly role: Role
  /** What they see, as `scopeOf` reads it; null for the whole nation. */
  readonly region: string | null
  /** Only of a person: where they are signed in. */
  readonly signIn?: string
  /** A person who has yet to set up the second factor, and may do nothing else. */
  readonly enrolling?: boolean
}

/** How somebody wanted to come in, and why they could not. */
export type Means = 'key' | 'password' | 'second factor' | 'invitation'
export type Refusal = 'wrong' | 'too many tries'

export interface AuthDependencies {
  /** Resolves with null for a key that is unknown, revoked or expired. */
  readonly findKey: (key: string) => Promise<KeyHolder | null>
  /** Resolves with null when nobody is signed in by these headers. */
  readonly findPerson: (headers: Headers) => Promise<KeyHolder | null>
  readonly caller: (c: Context) => string
  /** Counts wrong keys, passwords and codes. */
  readonly guesses: RateLimit
  /** Is told of everybody who could not come in. */
  readonly refused: (means: Means, reason: Refusal) => void
  /** Counts the requests of each key and person. */
  readonly requests: RateLimit
}

declare module 'hono' {
  interface ContextVariableMap {
    keyHolder: KeyHolder
    scope: Scope
  }
}

/**
 * Lets through requests with `Authorization: Bearer <key>`, or with the cookie of somebody who is signed in, and keeps
 * whoever guesses or asks too often waiting.
 */
export function authenticate(auth: AuthDependencies): MiddlewareHandler {
  const { findKey, findPerson, caller, guesses, requests, refused } = auth
  return async (c, next) => {
    const authorization = c.req.header('authorization')
    const key = /^Bearer +(\S{1,256})$/i.exec(authorization ?? '')?.[1]
    // Cookies are signed and are not guessed: who is signed in does not wait for what others at the address try.
    const wait = key ? guesses.check(caller(c)) : 0
    if (wait > 0) refused('key', 'too many tries')
    refuseFor(wait, 'Too many wrong keys.')
    const signedIn = authorization === undefined && c.req.header('cookie') !== undefined
    const holder = key ? await findKey(key) : signedIn ? await findPerson(c.req.raw.headers) : null
    if (!holder) {
      if (key) {
        guesses.take(caller(c))
        refused('key', 'wrong')
      }
      throw unauthorized(key)
    }
    refuseFor(requests.take(holder.id), 'Too many requests.')
    c.set('keyHolder', holder)
    c.set('scope', scopeOf(holder.region))
    await next()
  }
}

/** Who may call an endpoint. */
export interface Access {
  readonly role: Role
  /** What it tells or changes concerns the whole country. */
  readonly nation?: boolean
  /** Only people who sign in; also those who have yet to set up their second factor. */
  readonly person?: boolean
}

/** Lets through whoever has at least the role and sees enough. */
export function permit({ role, nation = false, person = false }: Access): MiddlewareHandler {
  return async (c, next) => {
    const holder = c.get('keyHolder')
    if (person ? holder.signIn === undefined : holder.enrolling) {
      const reason = person ? 'This is for people who sign in.' : 'Set up your second factor first.'
      throw new Problem(403, 'Forbidden', reason)
    }
    if (ROLES.indexOf(holder.role) < ROLES.indexOf(role)) {
      throw new Problem(403, 'Forbidden', `This needs the role ${role}.`)
    }
    if (nation && holder.region !== null) {
      throw new Problem(403, 'Forbidden', 'This is for those who see the whole nation.')
    }
    await next()
  }
}

function unauthorized(key: string | undefined): Problem {
  const detail = key
    ? 'The API key is wrong, revoked or expired.'
    : 'Sign in, or send an API key: Authorization: Bearer <key>.'
  return new Problem(401, 'Unauthorized', detail, {
    headers: { 'www-authenticate': key ? 'Bearer error="invalid_token"' : 'Bearer' },
  })
}
