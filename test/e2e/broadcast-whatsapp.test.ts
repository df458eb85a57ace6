import { expect, it } from 'vitest'
import { startWhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { putCredentials } from './books.ts'
import { endOf, recipientsOf, registerOwners, startBroadcast } from './broadcasting.ts'
import { program } from './program.ts'
import { afterwards, isOnline } from './running.ts'

const SITI = '6281200000001'

it('reaches an owner on WhatsApp, and tells that it was read', { timeout: 240_000 }, async () => {
  const world = await startWhatsAppWorld({ receipts: { delivered: true, read: true } })
  const bot = await program(world.env)
  afterwards(() => world.close())
  afterwards(() => bot.remove())
  world.addUser(SITI)
  await putCredentials(bot.dataDir, world.registeredCreds().json)
  await registerOwners(bot, 1, () => `whatsapp:${SITI}@s.whatsapp.net`)
  bot.launch()
  await bot.ready()
  await isOnline(world, bot)
  const buttons = [{ label: { id: 'Lihat pelatihan' }, opens: 'training', about: 'pirt' }]
  const message = { text: { id: 'Halo {name}, ada pelatihan PKP.' }, buttons }
  const id = await startBroadcast(bot, { channels: ['whatsapp'], acceptWhatsAppRisk: true, message })
  const { text } = await world.waitReply(SITI, 'Halo Siti Aminah', 60_000)
  expect(text).toContain('1. Lihat pelatihan')
  expect(await endOf(bot, id)).toMatchObject({ state: 'finished' })
  await expect.poll(() => recipientsOf(bot, id, 'read'), { timeout: 20_000 }).toHaveLength(1)
  await world.send(SITI, '1')
  await world.waitReply(SITI, /pelatihan/i, 20_000)
})
