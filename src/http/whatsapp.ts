import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Pairing } from '../bot/whatsapp-options.ts'
import type { WhatsApp } from '../bot/whatsapp.ts'
import { endpoint, json } from './api/endpoint.ts'
import { newRoutes } from './api/routes.ts'
import { iso, Time } from './api/registrations/schemas.ts'
import { Problem } from './problem.ts'

/** What an operator can do with the account's link to a phone. */
export type WhatsAppLink = Pick<WhatsApp, 'state' | 'pairing' | 'pair' | 'logout'>

const PairBody = z.strictObject({
  phoneNumber: z
    .string()
    .transform((value) => value.replaceAll(/[\s+()-]/g, ''))
    .refine((value) => /^[1-9]\d{7,14}$/.test(value), 'must be a number with its country code')
    .optional()
    .openapi({ type: 'string', example: '+62 812-3456-7890', description: 'Pairs by code instead of QR' }),
})

const Account = z
  .object({
    state: z.string(),
    detail: z.string().nullable(),
    qr: z.string().nullable(),
    code: z.string().nullable(),
    restrictions: z.array(z.object({ reason: z.string(), since: Time, until: Time })),
  })
  .openapi('WhatsAppAccount')

const ADMIN = { role: 'admin', nation: true } as const
const tags = ['Channels']

const show = endpoint(ADMIN, {
  method: 'get',
  path: '/',
  tags,
  summary: 'See the WhatsApp account: its state, what links a phone, and what stands in the way',
  responses: { 200: json('The account', Account) },
})

const pair = endpoint(ADMIN, {
  method: 'post',
  path: '/pair',
  tags,
  summary: 'Start linking a phone',
  request: { body: { content: { 'application/json': { schema: PairBody } } } },
  responses: { 202: json('What links a phone', Account) },
})

const logout = endpoint(ADMIN, {
  method: 'post',
  path: '/logout',
  tags,
  summary: 'Unlink the phone',
  responses: { 204: { description: 'No phone is linked' } },
})

/** The WhatsApp account as a resource of the admin API. */
export function whatsappRoutes(link: WhatsAppLink | null): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(show, (c) => c.json(shown(link ? link.pairing() : OFF, link?.state().detail), 200))

  routes.openapi(pair, async (c) => {
    const { phoneNumber } = c.req.valid('json')
    const to = required(link)
    if (to.state().state === 'online') throw new Problem(409, 'Conflict', 'A phone is linked. Log out first.')
    return c.json(shown(await to.pair(phoneNumber)), 202)
  })

  routes.openapi(logout, async (c) => {
    await required(link).logout()
    return c.body(null, 204)
  })
  return routes
}

const OFF: Pairing = { state: 'off', qr: null, code: null, restrictions: [] }

function required(link: WhatsAppLink | null): WhatsAppLink {
  if (link) return link
  throw new Problem(409, 'Conflict', 'WhatsApp is off. Start with WHATSAPP=baileys to use it.')
}

function shown({ state, qr, code, restrictions }: Pairing, detail: string | null = null) {
  const stated = restrictions.map(({ reason, since, until }) => ({
    reason,
    since: iso(since),
    until: iso(until),
  }))
  return { state, detail, qr, code, restrictions: stated }
}
