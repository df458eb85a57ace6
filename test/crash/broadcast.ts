import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../src/db/store/store.ts'
import { endOf, registerOwners, startBroadcast, withStore } from '../e2e/broadcasting.ts'
import { program, type Program } from '../e2e/program.ts'
import { pause } from '../worlds/loopback.ts'
import { startTelegramWorld, type TelegramWorld } from '../worlds/telegram/world.ts'
import { type Random, seeded } from './random.ts'

export interface BroadcastSize {
  readonly kills: number
  readonly recipients: number
  readonly seed: number
  /** Messages a second. */
  readonly pace: number
}

/** What became of a broadcast whose program died again and again. */
export interface BroadcastFigures {
  readonly kills: number
  readonly recipients: number
  /** Recipients by state. */
  readonly states: Readonly<Record<string, number>>
  /** Calls that Telegram accepted. */
  readonly accepted: number
  /** Recipients who got it more than once. */
  readonly twice: number
  /** Marked as being sent at some kill. */
  readonly inFlight: number
  /** The most at one kill. */
  readonly mostInFlight: number
  readonly seconds: number
  readonly problems: readonly string[]
}

const FIRST = 600_000_000

/** One broadcast over a local Telegram, whose program is killed and started again, each time in the middle of it. */
export async function crashBroadcast({
  kills,
  recipients,
  seed,
  pace,
}: BroadcastSize): Promise<BroadcastFigures> {
  const since = Date.now()
  const random = seeded(seed)
  const world = await startTelegramWorld()
  const bot = await program({ ...world.env, TELEGRAM_BROADCASTS_PER_SECOND: String(pace) })
  try {
    for (let n = 0; n < recipients; n++) world.meet(FIRST + n)
    await registerOwners(bot, recipients, (n) => `telegram:${FIRST + n}`)
    bot.launch()
    await bot.ready()
    const id = await startBroadcast(bot)
    const atKills: ReadonlySet<string>[] = []
    for (let life = 0; life < kills; life++) {
      const left = recipients - acceptedBy(world).size
      await moment(world, random, Math.floor((2 * left) / (kills - life + 1)))
      await bot.kill()
      atKills.push(await sendingIn(bot))
      bot.launch()
    }
    await bot.ready()
    await endOf(bot, id, 600_000)
    if ((await bot.stop()) !== 0) throw new Error(`It did not stop well:\n${bot.output()}`)
    return {
      ...(await judge(world, bot, { recipients, atKills })),
      kills,
      seconds: Math.round((Date.now() - since) / 1000),
    }
  } finally {
    await bot.remove()
    await world.close()
  }
}

/** After some more messages, in the same tick or a little later; now and then at any time, also before the program is up. */
async function moment(world: TelegramWorld, random: Random, most: number): Promise<void> {
  if (random.oneIn(5)) return pause(random.between(0, 2_500))
  const enough = acceptedBy(world).size + random.between(1, Math.max(1, most))
  for (
    const until = Date.now() + 20_000;
    acceptedBy(world).size < enough && Date.now() < until;
    await pause(1)
  );
  if (random.oneIn(2)) await pause(random.between(1, 25))
}

/** How often Telegram took a message for each chat. */
function acceptedBy(world: TelegramWorld): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { method, ok, chatId } of world.calls()) {
    if (method === 'sendMessage' && ok) counts.set(chatId!, (counts.get(chatId!) ?? 0) + 1)
  }
  return counts
}

/** The dead program's files as they are, so that looking into them changes nothing for its next life. */
async function copyOf(dataDir: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'naik-kelas-left-'))
  await cp(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  return copy
}

/** The chats whose messages were marked as being sent when the program died. */
async function sendingIn({ dataDir }: Program): Promise<ReadonlySet<string>> {
  const copy = await copyOf(dataDir)
  const chats = await withStore(copy, (store) => chatsIn(store, `state = 'sending'`))
  await rm(copy, { recursive: true, force: true })
  return new Set(chats)
}

async function chatsIn(store: Store, where: string): Promise<string[]> {
  const { rows } = await store.read({
    sql: `select address from broadcast_recipients where ${where}`,
    args: [],
  })
  return rows.map(([address]) => (address as string).slice('telegram:'.length))
}

interface Lives {
  readonly recipients: number
  readonly atKills: readonly ReadonlySet<string>[]
}

/** Weighs what Telegram took against what is stored. */
async function judge(world: TelegramWorld, { dataDir }: Program, { recipients, atKills }: Lives) {
  const accepted = acceptedBy(world)
  const inFlight = new Set(atKills.flatMap((chats) => [...chats]))
  return withStore(dataDir, async (store) => {
    const { rows } = await store.read({
      sql: 'select state, count(*) from broadcast_recipients group by state order by state',
      args: [],
    })
    const states = Object.fromEntries(rows.map(([state, count]) => [state as string, Number(count)]))
    const sent = await chatsIn(store, `state = 'sent'`)
    const unknown = await chatsIn(store, `state = 'unknown'`)
    const twice = [...accepted.values()].filter((count) => count > 1).length
    const problems = [
      ...sent
        .filter((chat) => accepted.get(chat) !== 1)
        .map((chat) => `${chat} is sent, and was not taken once`),
      ...unknown
        .filter((chat) => !inFlight.has(chat))
        .map((chat) => `${chat} is unknown, and was not in flight`),
      ...[...accepted.keys()]
        .filter((chat) => ![...sent, ...unknown].includes(chat))
        .map((chat) => `${chat} was taken`),
      ...(sent.length + unknown.length === recipients
        ? []
        : [`${recipients} recipients are ${JSON.stringify(states)}`]),
      ...(twice === 0 ? [] : [`${twice} got it twice`]),
    ]
    return {
      recipients,
      states,
      accepted: accepted.size,
      twice,
      inFlight: inFlight.size,
      mostInFlight: Math.max(0, ...atKills.map(({ size }) => size)),
      problems,
    }
  })
}

/** The figures as lines to read. */
export function reportBroadcast({ problems, states, ...figures }: BroadcastFigures): string {
  return [
    'broadcast',
    ...Object.entries({ ...figures, ...states, problems: problems.length }).map(
      ([name, value]) => `  ${name.padEnd(34)}${value}`,
    ),
    ...problems.slice(0, 20).map((problem) => `    ${problem}`),
  ].join('\n')
}
