import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { ChannelState } from '../bot/channel.ts'
import { Problem, readBody } from './problem.ts'

/** What an operator sees of the WhatsApp account, and needs to link it. */
export interface WhatsAppStatus extends ChannelState {
  /** What the phone scans: the content of the QR code, not an image. */
  readonly qr?: string | null
  /** What is typed on the phone instead. */
  readonly pairingCode?: string | null
  readonly phoneNumber?: string | null
}

/** What an operator can do with the account. */
export interface WhatsAppAccount {
  status(): WhatsAppStatus
  /** Begins to link: by QR, or by a code when a number is given. */
  pair(phoneNumber: string | undefined): Promise<void>
  logout(): Promise<void>
}

const PairBody = z.object({
  phoneNumber: z
    .string()
    .transform((value) => value.replaceAll(/[\s+()-]/g, ''))
    .refine((value) => /^[1-9]\d{7,14}$/.test(value), 'must be a number with its country code')
    .optional(),
})

/** The WhatsApp account as a resource of the admin API. */
export function whatsappRoutes(account: WhatsAppAccount | null): Hono {
  const routes = new Hono()
  const linked = () => {
    if (account) return account
    throw new Problem(409, 'Conflict', 'WhatsApp is off. Start with WHATSAPP=baileys to use it.')
  }
  routes.get('/', (c) =>
    c.json(account ? account.status() : { state: 'off' }, 200, { 'cache-control': 'no-store' }),
  )

  routes.post('/pair', bodyLimit({ maxSize: 4096 }), async (c) => {
    const { phoneNumber } = c.req.header('content-type') ? await readBody(c, PairBody) : {}
    const to = linked()
    if (to.status().state === 'online') throw new Problem(409, 'Conflict', 'Already linked. Log out first.')
    await to.pair(phoneNumber)
    return c.json(to.status(), 202, { 'cache-control': 'no-store' })
  })

  routes.post('/logout', async (c) => {
    await linked().logout()
    return c.body(null, 204)
  })
  return routes
}
