import { expect, it } from 'vitest'
import { startTelegramWorld } from '../worlds/telegram/world.ts'
import { until } from '../worlds/loopback.ts'
import { actOn, endOf, registerOwners, startBroadcast } from './broadcasting.ts'
import { program } from './program.ts'
import { afterwards } from './running.ts'

const FIRST = 500_000_000

/** The program on a local Telegram with registered owners. */
async function withOwners(count: number, env: Readonly<Record<string, string>> = {}) {
  const world = await startTelegramWorld()
  const bot = await program({ ...world.env, ...env })
  afterwards(() => world.close())
  afterwards(() => bot.remove())
  for (let n = 0; n < count; n++) world.meet(FIRST + n)
  await registerOwners(bot, count, (n) => `telegram:${FIRST + n}`)
  bot.launch()
  await bot.ready()
  const sent = () => world.calls().filter(({ method, ok }) => method === 'sendMessage' && ok)
  return { world, bot, sent }
}

it('goes out at Telegram’s pace: never more in any second, and hardly less', async () => {
  const { bot, sent } = await withOwners(180)
  const id = await startBroadcast(bot)
  expect(await endOf(bot, id)).toMatchObject({
    state: 'finished',
    recipients: [{ state: 'sent', count: 180 }],
  })
  const times = sent().map(({ at }) => at)
  expect(new Set(sent().map(({ chatId }) => chatId)).size).toBe(180)
  const windows = times.slice(30).map((at, n) => at - times[n]!)
  // Some messages take longer on their way than others: less than a tenth of a second, at 30 a second three places.
  expect(Math.min(...windows)).toBeGreaterThanOrEqual(900)
  const perSecond = ((times.length - 30) / (times.at(-1)! - times[29]!)) * 1000
  expect(perSecond).toBeGreaterThan(30 * 0.9)
})

it('stops within a second, and answers an owner while it runs', async () => {
  const { world, bot, sent } = await withOwners(120, { TELEGRAM_BROADCASTS_PER_SECOND: '20' })
  const id = await startBroadcast(bot)
  await until(() => sent().length > 20, 20_000, 'messages')
  await world.send(1, '/start')
  await world.waitReply(1)
  expect(sent().length).toBeLessThan(120)
  await actOn(bot, id, 'pause')
  const then = sent().length
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(sent().length - then).toBeLessThanOrEqual(2)
  await actOn(bot, id, 'cancel')
})
