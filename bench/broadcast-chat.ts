import { parseArgs } from 'node:util'
import { registerOwners, startBroadcast } from '../test/e2e/broadcasting.ts'
import { program } from '../test/e2e/program.ts'
import { pause } from '../test/worlds/loopback.ts'
import { startTelegramWorld } from '../test/worlds/telegram/world.ts'

/*
 * How long owners wait for an answer while a broadcast runs, and how well its pace is kept, over a local Telegram:
 *
 *   node bench/broadcast-chat.ts [--recipients 10000] [--pace 30] [--seconds 20]
 */

const { values } = parseArgs({
  options: {
    recipients: { type: 'string', default: '10000' },
    pace: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '20' },
  },
})
const recipients = Number(values.recipients)
const pace = Number(values.pace)
const FIRST = 600_000_000
const TALKERS = 60

const world = await startTelegramWorld()
const bot = await program({ ...world.env, TELEGRAM_BROADCASTS_PER_SECOND: values.pace })
for (let n = 0; n < recipients; n++) world.meet(FIRST + n)
await registerOwners(bot, recipients, (n) => `telegram:${FIRST + n}`)
bot.launch()
await bot.ready()
await talk(2)
console.log(`turns alone                ${spread(await talk(Number(values.seconds)))}`)
await startBroadcast(bot)
await pause(2_000)
const before = broadcasts().length
console.log(`turns beside the broadcast ${spread(await talk(Number(values.seconds)))}`)
const times = broadcasts().slice(before)
const narrowest = Math.min(...times.slice(pace).map((at, n) => at - times[n]!))
const rate = ((times.length - 1) / (times.at(-1)! - times[0]!)) * 1000
console.log(`${rate.toFixed(2)} messages a second (${((rate / pace) * 100).toFixed(1)} % of ${pace})`)
console.log(`${pace + 1} messages never came within less than ${narrowest} ms`)
await bot.remove()
await world.close()

/** When the messages of the broadcast arrived. */
function broadcasts(): number[] {
  const meant = world
    .calls()
    .filter(({ method, chatId }) => method === 'sendMessage' && Number(chatId) >= FIRST)
  return meant.map(({ at }) => at)
}

/** Some owners who ask for the menu again and again, twenty times a second in all. */
async function talk(seconds: number): Promise<number[]> {
  const taken: number[] = []
  const end = performance.now() + seconds * 1000
  const talker = async (owner: number) => {
    await pause((owner / 20) * 1000)
    while (performance.now() < end) {
      const since = performance.now()
      await world.send(owner, 'menu')
      await world.waitReply(owner)
      taken.push(performance.now() - since)
      await pause((TALKERS / 20) * 1000)
    }
  }
  await Promise.all(Array.from({ length: TALKERS }, (_, n) => talker(n + 1)))
  return taken
}

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0)
  return `p50 ${at(0.5)} / p99 ${at(0.99)} / max ${at(1)} ms (${all.length})`
}
