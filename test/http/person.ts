import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { Office } from '../../src/db/office/office.ts'
import type { Role } from '../../src/http/auth.ts'
import { postJson } from './fixture.ts'
import { totp } from './totp.ts'

export const PASSWORD = 'kabut pagi di atas sawah'

/** Somebody who was invited and has set a password; `cookie` once they are signed in. */
export interface TestPerson {
  readonly id: string
  readonly email: string
  readonly secret: string
  readonly backupCodes: readonly string[]
  readonly cookie: string
}

export async function invited(office: Office, role: Role, region: string | null = null) {
  const by = { actor: 'test', at: Date.now() }
  const email = `${randomUUID()}@dinas.example`
  const id = (await office.people.invite({ name: 'Sri Lestari', email, role, region }, by))!
  const { code } = await office.people.issueCode((await office.people.byId(id))!, false, by)
  return { id, email, code }
}

/** Signs in for the first time as people do: with the code, a password, and the second factor. */
export async function firstSignIn(
  app: Hono,
  { id, email, code }: { readonly id: string; readonly email: string; readonly code: string },
): Promise<TestPerson> {
  await ok(postJson(app, '/api/v1/password', { code, password: PASSWORD }))
  const signedIn = await ok(postJson(app, '/api/v1/sign-in', { email, password: PASSWORD }))
  const cookie = cookieOf(signedIn)
  const enrolled = await ok(postJson(app, '/api/v1/me/second-factor', { password: PASSWORD }, { cookie }))
  const { secret, backupCodes } = (await enrolled.json()) as Pick<TestPerson, 'secret' | 'backupCodes'>
  const path = '/api/v1/me/second-factor/confirmation'
  const confirmed = await ok(postJson(app, path, { code: totp(secret) }, { cookie }))
  return { id, email, secret, backupCodes, cookie: cookieOf(confirmed) }
}

/** The cookies that an answer sets, as the next request sends them. */
export function cookieOf(response: Response): string {
  const set = response.headers.getSetCookie().filter((cookie) => !cookie.includes('Max-Age=0'))
  return set.map((cookie) => cookie.split(';')[0]).join('; ')
}

async function ok(asking: Response | Promise<Response>): Promise<Response> {
  const response = await asking
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return response
}
