import { program } from '../e2e/program.ts'
import { pause } from '../worlds/loopback.ts'
import { onWhatsApp, Owners } from '../worlds/owners.ts'
import type { WhatsAppFault } from '../worlds/whatsapp/types.ts'
import { startWhatsAppWorld, type WhatsAppWorld } from '../worlds/whatsapp/world.ts'
import type { Trouble } from './chaos-telegram.ts'
import type { Figures } from './figures.ts'
import { type Random, seeded } from './random.ts'
import { everybody, isMessage } from './telegram.ts'
import { link, reckonWhatsApp } from './whatsapp.ts'

/** Messages a minute that the program may send in all. */
const PER_MINUTE = 120

/** Owners register while the line to WhatsApp breaks in every way, and messages come twice, late or broken. */
export async function chaosOnWhatsApp({ ms, owners: count, seed }: Trouble): Promise<Figures> {
  const since = Date.now()
  const world = await startWhatsAppWorld()
  const bot = await program({ ...world.env, WHATSAPP_MESSAGES_PER_MINUTE: String(PER_MINUTE) })
  const owners = new Owners(onWhatsApp(world), count)
  try {
    await link(world, bot)
    bot.launch()
    await world.waitOnline(60_000)
    const registering = everybody(owners, ms + 240_000)
    const faults = await makeTrouble(world, owners, ms, seeded(seed))
    const stuck = await registering
    const figures = await reckonWhatsApp(world, bot, { owners, deaths: null, since, stuck })
    const problems = [...figures.problems, ...tooFast(world, owners)]
    return { ...figures, problems, faults, waits: 0 }
  } finally {
    await bot.remove()
    await world.close()
  }
}

/** Until the time is over, something goes wrong now and then; each broken line takes a while to mend. */
async function makeTrouble(world: WhatsAppWorld, owners: Owners, ms: number, random: Random) {
  const faults: Record<string, number> = {}
  for (const since = Date.now(); Date.now() - since < ms; await pause(random.between(200, 1500))) {
    const { account } = random.pick(owners.stories)
    const fault = faultOf(random, account, world.transcript(account).some(isMessage))
    const name = typeof fault === 'string' ? fault : fault.kind
    faults[name] = (faults[name] ?? 0) + 1
    await world.injectFault(fault)
  }
  world.clearFaults()
  return faults
}

function faultOf(random: Random, userId: string, hasReplies: boolean): WhatsAppFault {
  const line = random.pick(['drop', 'close', 'restart', 'unavailable', 'badSession'] as const)
  if (random.oneIn(4)) return line
  if (random.oneIn(12)) return { kind: 'refuse', ms: random.between(200, 1500), http: random.oneIn(2) }
  if (random.oneIn(12)) return { kind: 'noAck' }
  if (random.oneIn(3) || !hasReplies) return { kind: 'slowAck', ms: random.between(50, 1000) }
  return { kind: random.pick(['duplicate', 'retryReceipt', 'identityChange'] as const), userId }
}

/** More than the limits allow: in one chat, a second for each message; in all, so many in any minute. */
function tooFast(world: WhatsAppWorld, owners: Owners): string[] {
  const times = owners.stories.map(({ account }) =>
    world
      .transcript(account)
      .filter(isMessage)
      .map(({ at }) => at),
  )
  const all = times.flat().sort((a, b) => a - b)
  const crowded = all.filter((at, index) => (all[index + PER_MINUTE] ?? Infinity) - at < 60_000 - SLACK)
  const hasty = times.filter((chat) =>
    chat.some((from, i) => chat.some((to, j) => isHasty(to - from, j - i))),
  )
  return [
    ...(crowded.length > 0 ? [`more than ${PER_MINUTE} messages came in a minute`] : []),
    ...(hasty.length > 0 ? [`in ${hasty.length} chats messages came less than a second after another`] : []),
  ]
}

/** One message may be late and the next not: over several of them that makes no difference. */
const isHasty = (ms: number, messages: number) => messages > 0 && ms < messages * 1000 - SLACK

/** What the way to the platform, delays on purpose included, may take longer for one message than for the next. */
const SLACK = 1500
