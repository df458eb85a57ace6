import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { randomCode } from '../../../bot/ids.ts'
import type { Office } from '../../../db/office/office.ts'
import type { TrainingSession } from '../../../db/training/training-sessions.ts'
import { STATES } from '../../../flows/training/sessions.ts'
import { Problem } from '../../problem.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { SessionParam } from './session-shown.ts'
import { conflict, notFound } from '../refusals.ts'

const tags = ['Training sessions']
const Reason = z.strictObject({ reason: z.string().trim().min(3).max(300) })
const SignupState = z.enum([...STATES, 'cancelled'])

const Participant = z
  .object({
    participant: z.string(),
    name: z.string().nullable().openapi({ example: 'S••• A•••••' }),
    number: z.string().nullable().openapi({ description: 'Of the registration, within what the key sees' }),
    state: SignupState,
    channel: z.string(),
    queuedAt: Time,
  })
  .openapi('Participant')

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{session}/signups',
    tags,
    summary: 'List who has signed up, in that order; `state=waiting` is the queue',
    request: {
      params: SessionParam,
      query: z.strictObject({
        state: SignupState.optional(),
        ...Paged,
      }),
    },
    responses: {
      200: json('A page', pageOf(Participant)),
    },
  },
)

const names = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{session}/signups/unmask',
    tags,
    summary: 'The names of those with a seat, for the list at the door; written to the audit log',
    request: { params: SessionParam, body: body(Reason) },
    responses: {
      200: json(
        'The names',
        z.object({ items: z.array(z.object({ participant: z.string(), name: z.string().nullable() })) }),
      ),
    },
  },
)

const attendance = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{session}/attendance',
    tags,
    summary: 'Note who was there and who was not; who was there gets a certificate, whoever was not loses it',
    request: {
      params: SessionParam,
      body: body(
        z.strictObject({
          participants: z
            .array(
              z.strictObject({
                participant: z.string().min(1).max(60),
                state: z.enum(['attended', 'absent', 'signed']),
              }),
            )
            .min(1)
            .max(200),
        }),
      ),
    },
    responses: {
      200: json(
        'Whom it held for: who has, or had, a seat',
        z.object({ items: z.array(z.object({ participant: z.string(), done: z.boolean() })) }),
      ),
    },
  },
)

const certificates = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{session}/certificates',
    tags,
    summary: 'List the certificates of a session',
    request: { params: SessionParam },
    responses: {
      200: json(
        'By the time they were issued',
        z.object({
          items: z.array(
            z.object({
              number: z.string(),
              participant: z.string(),
              name: z.string(),
              issuedAt: Time,
              revokedAt: Time.nullable(),
            }),
          ),
        }),
      ),
    },
  },
)

const CertificateParam = SessionParam.extend({
  certificate: z.string().regex(/^NKP-[0-9A-Z]{4}-[0-9A-Z]{4}$/, 'must be a number such as NKP-7F3K-9Q2M'),
})

const revoke = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{session}/certificates/{certificate}/revoke',
    tags,
    summary: 'Revoke a certificate: whoever checks it is told that there is none',
    request: { params: CertificateParam, body: body(Reason) },
    responses: { 204: { description: 'It counts for nothing from now on' } },
  },
)

const feedback = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{session}/feedback',
    tags,
    summary: 'What those who were there say of it, without who said it; written to the audit log',
    request: { params: SessionParam },
    responses: {
      200: json(
        'The newest 50 in words',
        z.object({
          count: z.int(),
          average: z.number().nullable(),
          ratings: z.array(z.int()).openapi({ description: 'How many gave 1, 2, … 5' }),
          words: z.array(z.string()),
        }),
      ),
    },
  },
)

/** Who comes to a session, and what they take home. */
export function signupRoutes({ sessions, signups, audit }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<TrainingSession> {
    const found = await sessions.find(c.get('scope'), id)
    if (!found) throw notFound('session')
    return found
  }
  const noted = (
    c: Context,
    action: string,
    subject: string,
    detail: { readonly [field: string]: string } = {},
  ) =>
    audit.append({
      actor: c.get('keyHolder').id,
      action,
      subject,
      detail: { ...detail, requestId: c.get('requestId') },
    })

  routes.openapi(list, async (c) => {
    const { state, limit, after } = c.req.valid('query')
    const { id } = await find(c, c.req.valid('param').session)
    const from = after === undefined ? undefined : readCursor(after, id)
    const page = await signups.page(c.get('scope'), id, { state, limit, after: from })
    const items = page.items.map(({ queuedAt, ...one }) => ({ ...one, queuedAt: iso(queuedAt) }))
    return c.json({ items, next: page.next && cursorText(page.next, id) }, 200)
  })

  routes.openapi(names, async (c) => {
    const { id } = await find(c, c.req.valid('param').session)
    await noted(c, 'session.unmasked', id, { reason: c.req.valid('json').reason })
    return c.json({ items: [...(await signups.names(id))] }, 200)
  })

  routes.openapi(attendance, async (c) => {
    const { id, startsAt } = await find(c, c.req.valid('param').session)
    if (startsAt > Date.now()) throw conflict('This session has not begun.')
    const given = c.req.valid('json').participants.map((one) => ({ ...one, number: newNumber() }))
    const held = await signups.attend(id, given, { actor: c.get('keyHolder').id, at: Date.now() })
    const items = given.map(({ participant }) => ({ participant, done: held.has(participant) }))
    return c.json({ items }, 200)
  })

  routes.openapi(certificates, async (c) => {
    const { id } = await find(c, c.req.valid('param').session)
    const items = (await signups.certificates(id)).map(({ issuedAt, revokedAt, ...one }) => ({
      ...one,
      issuedAt: iso(issuedAt),
      revokedAt: revokedAt === null ? null : iso(revokedAt),
    }))
    return c.json({ items }, 200)
  })

  routes.openapi(revoke, async (c) => {
    const { session, certificate } = c.req.valid('param')
    const { id } = await find(c, session)
    const by = { actor: c.get('keyHolder').id, at: Date.now(), ...c.req.valid('json') }
    if (await signups.revoke(id, certificate, by)) return c.body(null, 204)
    throw new Problem(
      404,
      'Not found',
      'There is no such certificate of this session, or it is revoked already.',
    )
  })

  routes.openapi(feedback, async (c) => {
    const { id } = await find(c, c.req.valid('param').session)
    await noted(c, 'feedback.read', id)
    const given = await signups.feedback(id)
    return c.json({ ...given, ratings: [...given.ratings], words: [...given.words] }, 200)
  })
  return routes
}

function newNumber(): string {
  const code = randomCode()
  return `NKP-${code.slice(0, 4)}-${code.slice(4)}`
}
