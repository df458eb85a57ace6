import { startTelegramWorld } from '../worlds/telegram/world.ts'
import { everyJourney } from './every-journey.ts'
import { onTelegram } from './people.ts'
import { freePort, program } from './program.ts'

everyJourney('Telegram', async () => {
  const world = await startTelegramWorld()
  const port = await freePort()
  const bot = await program({ ...world.env, PUBLIC_URL: `http://127.0.0.1:${port}` }, port)
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
