import { describe, expect, it } from 'vitest'
import { onWhatsApp } from '../worlds/owners.ts'
import { startWhatsAppWorld, type WhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { whatsappLink } from './admin.ts'
import { putCredentials } from './books.ts'
import { program } from './program.ts'
import {
  afterwards,
  isOnline,
  onlineOnWhatsApp,
  onWhatsAppUnlinked,
  register,
  whatsappAddresses,
} from './running.ts'

function isFlawless(world: WhatsAppWorld): void {
  expect(world.status().problems).toEqual([])
  expect(world.safety()).toMatchObject({ toStrangers: 0, resends: 0 })
}

const numberOnly = (account: string) => [`whatsapp:${account}@s.whatsapp.net`]

describe.concurrent('WhatsApp, from the first word to the registration number', { timeout: 240_000 }, () => {
  it('linked by QR, written to by hidden ids that tell their number', async () => {
    const { world, bot } = await onlineOnWhatsApp({ addressing: 'lid' })
    await register(bot, onWhatsApp(world), { first: 0, addresses: whatsappAddresses(world) })
    isFlawless(world)
  })

  it('linked by a code, written to by number', async () => {
    const { world, bot } = await onWhatsAppUnlinked({ addressing: 'pn' })
    const { code } = await whatsappLink(bot, 'pair', { phoneNumber: world.phone })
    await world.enterPairingCode(code!)
    await isOnline(world, bot)
    await register(bot, onWhatsApp(world), { first: 1, addresses: whatsappAddresses(world) })
    isFlawless(world)
  })

  it('of somebody who hides their number', async () => {
    const { world, bot } = await onlineOnWhatsApp({ addressing: 'hidden' })
    await register(bot, onWhatsApp(world), { first: 4, addresses: whatsappAddresses(world) })
    isFlawless(world)
  })

  it("on crabline's server, linked earlier", async () => {
    const world = await startWhatsAppWorld({ engine: 'crabline' })
    const bot = await program({ ...world.env, WHATSAPP_MESSAGES_PER_MINUTE: '600' })
    afterwards(() => world.close())
    afterwards(() => bot.remove())
    await putCredentials(bot.dataDir, world.registeredCreds().json)
    bot.launch()
    await bot.ready()
    await register(bot, onWhatsApp(world), { first: 7, addresses: numberOnly })
  })
})
