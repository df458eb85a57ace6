import { startWhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { everyJourney } from './every-journey.ts'
import { onWhatsApp } from './people.ts'
import { program } from './program.ts'
import { scan } from './running.ts'

everyJourney('WhatsApp', async () => {
  const world = await startWhatsAppWorld()
  const bot = await program({ ...world.env, WHATSAPP_MESSAGES_PER_MINUTE: '6000' })
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
