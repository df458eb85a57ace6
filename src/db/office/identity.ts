import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { drizzleAdapter } from '@better-auth/drizzle-adapter'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import { onceCodes, passwords, people, secondFactors, signIns } from './people-schema.ts'
import type { Argument, Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** How long a person stays signed in, in seconds: a working day. */
const SIGNED_IN = 12 * 3600
/** How long somebody may take from the password to the second factor, in seconds. */
const BETWEEN = 10 * 60
export const SHORTEST_PASSWORD = 12

/**
 * Passwords, second factors and who is signed in: Better Auth, over our tables. It is asked in process; its own
 * addresses are not served, so what comes in is validated, limited and checked for its origin as all of the API is.
 * `site` is where the product is reached: with https, cookies are for encrypted connections only.
 */
export function createIdentity(store: Store, vault: Vault, site: string) {
  return betterAuth({
    appName: 'NaikKelas',
    baseURL: site,
    basePath: '/api/v1/sign-in',
    secret: vault.blindIndex('the secret of sign-ins'),
    database: drizzleAdapter(writable(store), {
      provider: 'sqlite',
      schema: { people, passwords, signIns, onceCodes, secondFactors },
    }),
    user: {
      modelName: 'people',
      additionalFields: {
        role: { type: 'string', input: false },
        region: { type: 'string', input: false, required: false },
        lastUsedAt: { type: 'number', input: false, required: false },
        revokedAt: { type: 'number', input: false, required: false },
      },
    },
    account: { modelName: 'passwords' },
    session: { modelName: 'signIns', expiresIn: SIGNED_IN, disableSessionRefresh: true, freshAge: 0 },
    verification: { modelName: 'onceCodes', storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
    },
    plugins: [
      twoFactor({
        issuer: 'NaikKelas',
        twoFactorCookieMaxAge: BETWEEN,
        schema: { twoFactor: { modelName: 'secondFactors' } },
      }),
    ],
    advanced: {
      cookiePrefix: 'naik_kelas',
      useSecureCookies: site.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/api/v1' },
      ipAddress: { disableIpTracking: true },
      disableOriginCheck: true,
    },
    telemetry: { enabled: false },
    // What fails is thrown; what it would log names people.
    logger: { disabled: true },
    rateLimit: { enabled: false },
  })
}

export type Identity = ReturnType<typeof createIdentity>

/** Drizzle whose writes go through the store's lane as all others do. */
function writable(store: Store) {
  return drizzle(
    async (sql, params, method) => {
      const statement = { sql, args: params as Argument[] }
      const result = sql.startsWith('select')
        ? await store.read(statement)
        : (await store.write([statement]))[0]!
      const rows = result.rows as unknown[]
      return { rows: method === 'get' ? (rows[0] as unknown[]) : rows, changes: result.changes }
    },
    // The casing is read from the third argument only.
    async () => [],
    { casing: 'snake_case' },
  )
}
