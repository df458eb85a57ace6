import { openBooks } from '../e2e/books.ts'
import { program, type Program } from '../e2e/program.ts'
import { onTelegram, Owners } from '../worlds/owners.ts'
import { startTelegramWorld, type TelegramWorld } from '../worlds/telegram/world.ts'
import { counter, countingReplies } from './counter.ts'
import { type Figures, judge, type Run } from './figures.ts'
import { inFlight, liveAndDie } from './lives.ts'
import { afterSome, atATime } from './moments.ts'
import { seeded } from './random.ts'

/** How large a run is. */
export interface Size {
  readonly kills: number
  readonly owners: number
  readonly seed: number
}

/** Replies that every owner gets at least, from the first question to the number. */
export const REPLIES = 18
/** How long owners wait for answers, in milliseconds: as long as all lives may last. */
export const waits = ({ kills }: Size) => 180_000 + kills * 20_000

/** Owners register on a local Telegram all at once, while the program is killed and started again and again. */
export async function crashOnTelegram(size: Size): Promise<Figures> {
  const since = Date.now()
  const random = seeded(size.seed)
  const world = await startTelegramWorld()
  const bot = await program(world.env)
  const replies = counter()
  const owners = new Owners(countingReplies(onTelegram(world), replies), size.owners)
  try {
    const registering = everybody(owners, waits(size))
    const deaths = await liveAndDie(bot, size.kills, (life) => {
      const due = size.owners * REPLIES - replies.count
      const share = Math.floor((2 * due) / (size.kills - life))
      return random.oneIn(5) ? atATime(random) : afterSome('after replies', replies, share, random)
    })
    return await reckonTelegram(world, bot, { owners, deaths, since, stuck: await registering })
  } finally {
    await bot.remove()
    await world.close()
  }
}

/** Resolves when all have registered, or with who was left without an answer. */
export function everybody(owners: Owners, timeoutMs: number): Promise<readonly string[]> {
  return owners.register(timeoutMs).then(
    () => [],
    (error: unknown) => [String(error)],
  )
}

/** Ends a run and reckons up what became of it. */
export async function reckonTelegram(world: TelegramWorld, bot: Program, run: Run): Promise<Figures> {
  await bot.ready()
  if ((await bot.stop()) !== 0) throw new Error(`It did not stop well:\n${bot.output()}`)
  const books = await openBooks(bot.dataDir)
  const sends = world.calls().filter(({ method }) => method === 'sendMessage')
  try {
    return await judge(books, run, {
      addresses: ({ account }) => [`telegram:${account}`],
      // Telegram has no ids of ours: whatever it shows beyond what was owed, it shows again.
      taken({ account }, owed) {
        const shown = world.transcript(Number(account)).filter(isMessage).length
        return { once: Math.min(shown, owed), again: Math.max(0, shown - owed) }
      },
      mayRepeat({ account }) {
        const taken = sends.filter(({ chatId, ok }) => ok && chatId === account)
        const lost = taken.filter(({ cut }) => cut).length
        return run.deaths
          ? inFlight(
              run.deaths,
              taken.map(({ at }) => at),
            )
          : lost
      },
    })
  } finally {
    await books.close()
  }
}

/** Something that the bot said. */
export const isMessage = ({ from, kind }: { from: string; kind: string }) => from === 'bot' && kind === 'text'
