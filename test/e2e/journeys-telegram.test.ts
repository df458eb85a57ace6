import { startTelegramWorld } from '../worlds/telegram/world.ts'
import { everyJourney } from './every-journey.ts'
import { onTelegram } from './people.ts'
import { program } from './program.ts'

everyJourney('Telegram', async () => {
  const world = await startTelegramWorld()
  const bot = await program(world.env)
  bot.launch()
  await bot.ready()
  return {
    bot,
    person: (number) => onTelegram(world, 9_000_000 + number),
    async close() {
      await bot.remove()
      await world.close()
    },
  }
})
