import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { Pairing } from '../bot/whatsapp-options.ts'
import type { WhatsApp } from '../bot/whatsapp.ts'
import { Problem, readBody, tooLarge } from './problem.ts'

/** What an operator can do with the account's link to a phone. */
export type WhatsAppLink = Pick<WhatsApp, 'state' | 'pairing' | 'pair' | 'logout'>

const PairBody = z.object({
  phoneNumber: z
    .string()
    .transform((value) => value.replaceAll(/[\s+()-]/g, ''))
    .refine((value) => /^[1-9]\d{7,14}$/.test(value), 'must be a number with its country code')
    .optional(),
})

/** The WhatsApp account as a resource of the admin API: its state, what links a phone, and what stands in the way. */
export function whatsappRoutes(link: WhatsAppLink | null): Hono {
  const routes = new Hono()
  routes.get('/', (c) => show(c, link ? link.pairing() : OFF, link?.state().detail))

  routes.post('/pair', bodyLimit({ maxSize: 4096, onError: tooLarge }), async (c) => {
    const { phoneNumber } = c.req.header('content-type') ? await readBody(c, PairBody) : {}
    const to = required(link)
    if (to.state().state === 'online') throw new Problem(409, 'Conflict', 'A phone is linked. Log out first.')
    return show(c, await to.pair(phoneNumber), undefined, 202)
  })

  routes.post('/logout', async (c) => {
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

function show(c: Context, pairing: Pairing, detail?: string, status: 200 | 202 = 200): Response {
  const restrictions = pairing.restrictions.map(({ reason, since, until }) => ({
    reason,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
  }))
  const { state, qr, code } = pairing
  return c.json({ state, detail: detail ?? null, qr, code, restrictions }, status, {
    'cache-control': 'no-store',
  })
}
