import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { Office } from '../../../db/office/office.ts'
import type { AuthDependencies, Means } from '../../auth.ts'
import { Problem, refuseFor } from '../../problem.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { asked } from './identity.ts'
import { checkPassword, NewPassword } from './password.ts'
import { newRoutes } from '../routes.ts'

const tags = ['Signing in']
/** A password as it is given: whatever its rules were when it was chosen. */
export const GivenPassword = z.string().min(1).max(128).openapi({ format: 'password' })
export const Totp = z
  .string()
  .regex(/^\d{6}$/, 'must be the six digits that the authenticator app shows')
  .openapi({ example: '123456' })

const signIn = endpoint('anyone', {
  method: 'post',
  path: '/sign-in',
  tags,
  summary: 'Sign in with e-mail and password; the cookie in the answer is for what follows',
  request: {
    body: body(z.strictObject({ email: z.email().max(254), password: GivenPassword })),
  },
  responses: {
    200: json(
      'What comes next: the second factor, setting one up, or nothing',
      z.object({ next: z.enum(['code', 'enrol']).nullable() }),
    ),
  },
})

const secondFactor = endpoint('anyone', {
  method: 'post',
  path: '/sign-in/code',
  tags,
  summary: 'Go on with the code of the authenticator app, or with a backup code',
  request: {
    body: body(
      z
        .strictObject({ code: Totp.optional(), backupCode: z.string().max(40).optional() })
        .refine(({ code, backupCode }) => (code === undefined) !== (backupCode === undefined), {
          message: 'send either `code` or `backupCode`',
          path: ['code'],
        }),
    ),
  },
  responses: { 204: { description: 'You are signed in' } },
})

const setPassword = endpoint('anyone', {
  method: 'post',
  path: '/password',
  tags,
  summary: 'Set your password, with the code that an admin gave you',
  request: {
    body: body(z.strictObject({ code: z.string().min(1).max(60), password: NewPassword })),
  },
  responses: { 204: { description: 'It is set. Sign in with it' } },
})

/** How people come in. There is no open sign-up: an admin invites. */
export function signInRoutes(office: Office, auth: AuthDependencies, required: boolean): OpenAPIHono {
  const { people, tries, identity, audit } = office
  const { caller, guesses, refused } = auth
  const routes = newRoutes()
  const signedIn = (actor: string) =>
    audit.append({ actor, action: 'person.signedIn', subject: null, detail: {} })

  const guessing =
    (means: Means): MiddlewareHandler =>
    async (c, next) => {
      const wait = guesses.check(caller(c))
      if (wait > 0) refused(means, 'too many tries')
      refuseFor(wait, 'Too many wrong tries.')
      await next()
      const status = c.error instanceof Problem ? c.error.status : null
      if (status === 401) guesses.take(caller(c))
      if (status === 401 || status === 429) refused(means, status === 401 ? 'wrong' : 'too many tries')
    }
  routes.use('/sign-in', guessing('password'))
  routes.use('/sign-in/code', guessing('second factor'))
  routes.use('/password', guessing('invitation'))

  routes.openapi(signIn, async (c) => {
    const { email, password } = c.req.valid('json')
    const wait = await tries.password(email, caller(c), Date.now())
    refuseFor(wait, 'Too many wrong passwords for this e-mail.')
    const call = identity.api.signInEmail({
      body: { email: people.signInEmail(email), password },
      headers: signInHeaders(c.req.raw.headers),
      returnHeaders: true,
    })
    const answer: { twoFactorRedirect?: boolean; user?: { id: string; twoFactorEnabled?: boolean | null } } =
      await asked(c, call)
    await tries.forgive(email)
    if (!answer.user) return c.json({ next: 'code' as const }, 200)
    await signedIn(answer.user.id)
    return c.json({ next: required ? ('enrol' as const) : null }, 200)
  })

  routes.openapi(secondFactor, async (c) => {
    const { code, backupCode } = c.req.valid('json')
    const { headers } = c.req.raw
    const options = { headers, returnHeaders: true } as const
    const answer: { user: { id: string } } = await (code === undefined
      ? asked(c, identity.api.verifyBackupCode({ ...options, body: { code: backupCode! } }))
      : asked(c, identity.api.verifyTOTP({ ...options, body: { code } }), async ({ user, token }) => {
          if (await tries.code(user.id, code, token, Date.now())) return
          throw new Problem(401, 'Refused', 'This code was used: wait for the next one.')
        }))
    await signedIn(answer.user.id)
    return c.body(null, 204)
  })

  routes.openapi(setPassword, async (c) => {
    const { code, password } = c.req.valid('json')
    const person = await people.ofCode(code)
    if (!person) throw new Problem(401, 'Refused', 'This code is wrong, was used, or is too old.')
    checkPassword('password', password, person)
    const call = identity.api.resetPassword({
      body: { token: code, newPassword: password },
      returnHeaders: true,
    })
    await asked(c, call)
    await audit.append({ actor: person.id, action: 'person.passwordSet', subject: null, detail: {} })
    return c.body(null, 204)
  })
  return routes
}

// What browser it was, so that people recognise where they are signed in. An old cookie means nothing here.
function signInHeaders(headers: Headers): Headers {
  const agent = headers.get('user-agent')
  return new Headers(agent ? { 'user-agent': agent.slice(0, 200) } : {})
}
