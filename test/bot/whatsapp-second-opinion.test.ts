import { expect, it } from 'vitest'
import { linkedBot } from './whatsapp-bot.ts'

it('talks with an independent server of WhatsApp’s protocol', async () => {
  const { world, bot, close } = await linkedBot({ engine: 'crabline' })
  const sari = '6281234567890'
  await world.send(sari, 'halo')
  await world.waitReply(sari, 'gema: halo')
  await world.send(sari, 'apa kabar?')
  await world.waitReply(sari, 'gema: apa kabar?')
  expect(bot.incoming).toMatchObject([{ input: { text: 'halo' } }, { input: { text: 'apa kabar?' } }])
  await close()
})
