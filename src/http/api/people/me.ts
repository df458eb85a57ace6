import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Office } from '../../../db/office/office.ts'
import type { Person } from '../../../db/office/people.ts'
import { ROLES } from '../../auth.ts'
import { refuseFor } from '../../problem.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { asked } from './identity.ts'
import { checkPassword, NewPassword } from './password.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { GivenPassword, Totp } from './sign-in.ts'

const tags = ['Signing in']
const PERSON = { role: 'viewer', person: true } as const
const BackupCodes = z
  .array(z.string())
  .openapi({ description: 'Each is good once, instead of the app. Shown this once: keep them' })

const me = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'See who you are here, and what you see',
    responses: {
      200: json(
        'You',
        z.object({
          id: z.string(),
          type: z.enum(['person', 'key']),
          name: z.string(),
          role: z.enum(ROLES),
          region: z.string().nullable(),
        }),
      ),
    },
  },
)

const signOut = endpoint(PERSON, {
  method: 'delete',
  path: '/sign-in',
  tags,
  summary: 'Sign out',
  responses: { 204: { description: 'You are signed out here' } },
})

const listSignIns = endpoint(PERSON, {
  method: 'get',
  path: '/sign-ins',
  tags,
  summary: 'See where you are signed in',
  responses: {
    200: json(
      'Where',
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            here: z.boolean(),
            userAgent: z.string().nullable(),
            createdAt: Time,
            expiresAt: Time,
          }),
        ),
      }),
    ),
  },
})

const signOutElsewhere = endpoint(PERSON, {
  method: 'delete',
  path: '/sign-ins',
  tags,
  summary: 'Sign out everywhere else',
  responses: { 204: { description: 'You are signed in here only' } },
})

const changePassword = endpoint(PERSON, {
  method: 'post',
  path: '/password',
  tags,
  summary: 'Change your password; you are signed out everywhere else',
  request: { body: body(z.strictObject({ current: GivenPassword, password: NewPassword })) },
  responses: { 204: { description: 'It is changed' } },
})

const enrol = endpoint(PERSON, {
  method: 'post',
  path: '/second-factor',
  tags,
  summary:
    'Begin to set up the second factor: put the address into an authenticator app, keep the backup codes',
  request: { body: body(z.strictObject({ password: GivenPassword })) },
  responses: {
    200: json(
      'What the app takes, as a QR code or typed, and the backup codes',
      z.object({ uri: z.string(), secret: z.string(), backupCodes: BackupCodes }),
    ),
  },
})

const confirm = endpoint(PERSON, {
  method: 'post',
  path: '/second-factor/confirmation',
  tags,
  summary: 'Finish with a code that the app shows',
  request: { body: body(z.strictObject({ code: Totp })) },
  responses: { 204: { description: 'From now on signing in asks for a code' } },
})

const renewCodes = endpoint(PERSON, {
  method: 'post',
  path: '/second-factor/backup-codes',
  tags,
  summary: 'Make new backup codes; the old ones are void',
  request: { body: body(z.strictObject({ password: GivenPassword })) },
  responses: { 200: json('The codes', z.object({ backupCodes: BackupCodes })) },
})

/** What people and programs see and change of themselves. */
export function meRoutes(office: Office): OpenAPIHono {
  const { people, tries, identity, audit } = office
  const routes = newRoutes()
  const noted = (actor: string, action: string) => audit.append({ actor, action, subject: null, detail: {} })

  /** What needs the password again: guessing it is slowed down here too. */
  async function withPassword<T>(c: Context, ask: (person: Person) => Promise<T>): Promise<T> {
    const { id, signIn } = c.get('keyHolder')
    const person = (await people.byId(id))!
    refuseFor(await tries.password(person.email, signIn!, Date.now()), 'Too many wrong passwords.')
    const answer = await ask(person)
    await tries.forgive(person.email)
    return answer
  }

  routes.openapi(me, async (c) => {
    const { id, role, region, signIn } = c.get('keyHolder')
    const name = (await people.names([id])).get(id) ?? ''
    return c.json(
      { id, type: signIn === undefined ? ('key' as const) : ('person' as const), name, role, region },
      200,
    )
  })

  routes.openapi(signOut, async (c) => {
    await asked(c, identity.api.signOut({ headers: c.req.raw.headers, returnHeaders: true }))
    return c.body(null, 204)
  })

  routes.openapi(listSignIns, async (c) => {
    const { headers } = c.req.raw
    const found = await asked(c, identity.api.listSessions({ headers, returnHeaders: true }))
    const items = found.map(({ id, userAgent, createdAt, expiresAt }) => ({
      id,
      here: id === c.get('keyHolder').signIn,
      userAgent: userAgent || null,
      createdAt: iso(createdAt.getTime()),
      expiresAt: iso(expiresAt.getTime()),
    }))
    return c.json({ items }, 200)
  })

  routes.openapi(signOutElsewhere, async (c) => {
    await asked(c, identity.api.revokeOtherSessions({ headers: c.req.raw.headers, returnHeaders: true }))
    return c.body(null, 204)
  })

  routes.openapi(changePassword, async (c) => {
    const { current, password } = c.req.valid('json')
    const { headers } = c.req.raw
    const wanted = { currentPassword: current, newPassword: password, revokeOtherSessions: true }
    await withPassword(c, async (person) => {
      checkPassword('password', password, person)
      return asked(c, identity.api.changePassword({ body: wanted, headers, returnHeaders: true }))
    })
    await noted(c.get('keyHolder').id, 'person.passwordSet')
    return c.body(null, 204)
  })

  routes.openapi(enrol, async (c) => {
    const { headers } = c.req.raw
    const wanted = { ...c.req.valid('json'), method: 'totp' as const }
    const { email, answer } = await withPassword(c, async (person) => ({
      email: person.email,
      answer: await asked(c, identity.api.enableTwoFactor({ body: wanted, headers, returnHeaders: true })),
    }))
    const { totpURI, backupCodes } = answer as { totpURI: string; backupCodes: string[] }
    // The app shows whose it is.
    const uri = totpURI.replace(encodeURIComponent(people.signInEmail(email)), encodeURIComponent(email))
    return c.json({ uri, secret: new URL(uri).searchParams.get('secret')!, backupCodes }, 200)
  })

  routes.openapi(confirm, async (c) => {
    const { headers } = c.req.raw
    await asked(c, identity.api.verifyTOTP({ body: c.req.valid('json'), headers, returnHeaders: true }))
    await noted(c.get('keyHolder').id, 'person.secondFactorSet')
    return c.body(null, 204)
  })

  routes.openapi(renewCodes, async (c) => {
    const { headers } = c.req.raw
    const wanted = c.req.valid('json')
    const { backupCodes } = await withPassword(c, () =>
      asked(c, identity.api.generateBackupCodes({ body: wanted, headers, returnHeaders: true })),
    )
    return c.json({ backupCodes }, 200)
  })
  return routes
}
