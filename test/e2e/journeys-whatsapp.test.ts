import { startWhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { everyJourney } from './every-journey.ts'
import { onWhatsApp } from './people.ts'
import { freePort, program } from './program.ts'
import { scan } from './running.ts'

everyJourney('WhatsApp', async () => {
  const world = await startWhatsAppWorld()
  const port = await freePort()
  const env = { WHATSAPP_MESSAGES_PER_MINUTE: '6000', PUBLIC_URL: `http://127.0.0.1:${port}` }
  const bot = await program({ ...world.env, ...env }, port)
  bot.launch()
  await bot.ready(['whatsapp'])
  await scan(world, bot)
  return {
    bot,
    person: (number) => onWhatsApp(world, `62819${String(number).padStart(8, '0')}`),
    async close() {
      await bot.remove()
      await world.close()
    },
  }
})
