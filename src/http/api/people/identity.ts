import { isAPIError } from 'better-auth/api'
import type { Context } from 'hono'
import { Problem } from '../../problem.ts'

interface Answered<T> {
  readonly headers: Headers
  readonly response: T
}

const REFUSALS: { readonly [code: string]: string } = {
  INVALID_EMAIL_OR_PASSWORD: 'The e-mail or the password is wrong.',
  INVALID_PASSWORD: 'The password is wrong.',
  INVALID_TOKEN: 'This code is wrong, was used, or is too old: ask an admin for another.',
  INVALID_CODE: 'The code is wrong.',
  INVALID_BACKUP_CODE: 'The code is wrong, or was used.',
  INVALID_TWO_FACTOR_COOKIE: 'Send your e-mail and password first.',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'Too many wrong codes: begin again with your e-mail and password.',
  ACCOUNT_TEMPORARILY_LOCKED: 'Too many wrong codes: try again in a quarter of an hour.',
  TOTP_ALREADY_ENABLED: 'You have a second factor already. Whoever lost it asks an admin.',
  TOTP_NOT_ENABLED: 'Begin with POST /api/v1/me/second-factor.',
  TWO_FACTOR_NOT_ENABLED: 'Begin with POST /api/v1/me/second-factor.',
  BACKUP_CODES_NOT_ENABLED: 'Begin with POST /api/v1/me/second-factor.',
}

/**
 * Asks Better Auth; sets the cookies that it answers with, and turns what it refuses into a Problem. `check` throws
 * what else stands against the answer.
 */
export async function asked<T>(
  c: Context,
  asking: Promise<Answered<T>>,
  check?: (response: T) => Promise<void>,
): Promise<T> {
  try {
    const { headers, response } = await asking
    await check?.(response)
    for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
    return response
  } catch (error) {
    if (!isAPIError(error) || error.statusCode >= 500) throw error
    const code = String(error.body?.code)
    // Whoever is signed in and sends a wrong code is signed in all the same.
    const unknown = error.statusCode === 401 && c.get('keyHolder') === undefined
    const status = error.statusCode === 429 ? 429 : unknown ? 401 : 400
    throw new Problem(status, 'Refused', REFUSALS[code] ?? 'This cannot be done.')
  }
}
