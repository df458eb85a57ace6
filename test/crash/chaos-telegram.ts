import { program } from '../e2e/program.ts'
import { pause } from '../worlds/loopback.ts'
import { onTelegram, Owners } from '../worlds/owners.ts'
import type { ApiCall, TelegramFault } from '../worlds/telegram/types.ts'
import { startTelegramWorld, type TelegramWorld } from '../worlds/telegram/world.ts'
import type { Figures } from './figures.ts'
import { everybody, reckonTelegram } from './telegram.ts'
import { type Random, seeded } from './random.ts'

/** How long and how large a time of trouble is. */
export interface Trouble {
  readonly ms: number
  readonly owners: number
  readonly seed: number
}

/** Owners register while the platform answers 429 and 500, cuts connections and keeps everybody waiting, at random. */
export async function chaosOnTelegram({ ms, owners: count, seed }: Trouble): Promise<Figures> {
  const since = Date.now()
  const world = await startTelegramWorld({ limits: 'telegram' })
  const bot = await program(world.env)
  const owners = new Owners(onTelegram(world), count)
  try {
    bot.launch()
    await bot.ready()
    const registering = everybody(owners, ms + 240_000)
    const faults = await makeTrouble(world, ms, seeded(seed))
    const stuck = await registering
    const waits = world.calls().filter(({ error }) => error?.startsWith('429'))
    const figures = await reckonTelegram(world, bot, { owners, deaths: null, since, stuck })
    const problems = [...figures.problems, ...impatient(world.calls())]
    return { ...figures, problems, faults, waits: waits.length }
  } finally {
    await bot.remove()
    await world.close()
  }
}

/** Until the time is over, something goes wrong every few milliseconds; what struck nobody meanwhile is over. */
async function makeTrouble(world: TelegramWorld, ms: number, random: Random) {
  const faults: Record<string, number> = {}
  for (const since = Date.now(); Date.now() - since < ms; await pause(random.between(20, 150))) {
    const fault = faultOf(random)
    const name = 'method' in fault ? `${fault.kind} of polls` : fault.kind
    faults[name] = (faults[name] ?? 0) + 1
    world.clearFaults()
    await world.injectFault(fault)
    if (fault.kind === 'outage') await pause(fault.ms ?? 0)
  }
  world.clearFaults()
  return faults
}

/** Delays strike sending for a moment only, so that the moment of a 429 is known well. */
function faultOf(random: Random) {
  if (random.oneIn(60)) return { kind: 'outage', ms: random.between(50, 500) } as const
  if (random.oneIn(15)) return { kind: '429', retryAfter: random.between(2, 3) } as const
  const fault = random.pick<TelegramFault & object>([
    { kind: '5xx', status: random.pick([500, 502, 503, 504]) },
    { kind: 'drop', when: 'before' },
    { kind: 'drop', when: 'after' },
    { kind: 'slow', ms: random.between(10, SLOWEST) },
  ])
  return random.oneIn(5) ? { ...fault, method: 'getUpdates' } : fault
}

const SLOWEST = 300

/** How long after a 429 messages may still arrive that were under way before it. */
const UNDER_WAY = SLOWEST + 700

/** Messages that were sent although Telegram had asked to wait. */
function impatient(calls: readonly ApiCall[]): string[] {
  const sends = calls.filter(({ method }) => method === 'sendMessage')
  return sends.flatMap(({ at, error }) => {
    const seconds = Number(/retry after (\d+)/u.exec(error ?? '')?.[1] ?? 0)
    const early = sends.filter((send) => send.at > at + UNDER_WAY && send.at < at + seconds * 1000 - 10)
    return early.length === 0 ? [] : [`${early.length} messages came within the ${seconds} s asked for`]
  })
}
