import { openBooks } from '../e2e/books.ts'
import { linkShows } from '../e2e/admin.ts'
import { program, type Program } from '../e2e/program.ts'
import { onWhatsApp, Owners, type OwnerStory } from '../worlds/owners.ts'
import { startWhatsAppWorld, type WhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { counter, type Counter, countingReplies } from './counter.ts'
import { type Figures, judge, type Run } from './figures.ts'
import { inFlight, liveAndDie, type Moment } from './lives.ts'
import { afterSome, atATime } from './moments.ts'
import { seeded } from './random.ts'
import { everybody, REPLIES, type Size, waits } from './telegram.ts'

/** More than the owners can ask for, so that the limit for each chat is the one that counts. */
const LIMITS = { WHATSAPP_MESSAGES_PER_MINUTE: '6000' }

/**
 * Owners register on a local WhatsApp all at once, while the program is killed again and again: among others in the
 * instant in which it says "delivered", after which WhatsApp never sends a message again.
 */
export async function crashOnWhatsApp(size: Size): Promise<Figures> {
  const since = Date.now()
  const world = await startWhatsAppWorld({ addressing: 'lid' })
  const bot = await program({ ...world.env, ...LIMITS })
  try {
    await link(world, bot)
    const replies = counter()
    const owners = new Owners(countingReplies(onWhatsApp(world), replies), size.owners)
    const registering = everybody(owners, waits(size))
    const deaths = await liveAndDie(bot, size.kills, moments(world, size, replies))
    return await reckonWhatsApp(world, bot, { owners, deaths, since, stuck: await registering })
  } finally {
    await bot.remove()
    await world.close()
  }
}

/** Ends a run and reckons up what became of it. */
export async function reckonWhatsApp(world: WhatsAppWorld, bot: Program, run: Run): Promise<Figures> {
  await bot.ready()
  if ((await bot.stop()) !== 0) throw new Error(`It did not stop well:\n${bot.output()}`)
  const books = await openBooks(bot.dataDir)
  const outbox = await books.outbox()
  const said = (account: string, wanted: string) =>
    world.transcript(account).filter(({ from, kind }) => from === 'bot' && kind === wanted)
  const addresses = ({ account }: OwnerStory) => [
    `whatsapp:${world.lidOf(account)}@lid`,
    `whatsapp:${account}@s.whatsapp.net`,
  ]
  try {
    return await judge(books, run, {
      addresses,
      // What comes again has the same id, and a phone shows it once.
      taken: ({ account }) => ({ once: said(account, 'text').length, again: said(account, 'resend').length }),
      mayRepeat(story) {
        const taken = [...said(story.account, 'text'), ...said(story.account, 'resend')].map(({ at }) => at)
        if (run.deaths) return inFlight(run.deaths, taken)
        const own = new Set(addresses(story))
        const failed = outbox.filter(({ address }) => own.has(address)).map(({ attempts }) => attempts - 1)
        const asked = said(story.account, 'text').filter(({ id }) => world.askedAgain(id!))
        return failed.reduce((sum, count) => sum + count, asked.length)
      },
    })
  } finally {
    await books.close()
  }
}

/** The first life: an owner's phone scans what the admin API shows. */
export async function link(world: WhatsAppWorld, bot: Program): Promise<void> {
  bot.launch()
  await bot.ready(['whatsapp'])
  const { qr } = await linkShows(bot, ({ qr }) => qr !== null)
  await world.scanQr(qr!)
  await world.waitOnline(60_000)
  await bot.stop()
}

/** One in three in the instant of a receipt, one in six at any time, the others while replies go out. */
function moments(world: WhatsAppWorld, { kills, owners, seed }: Size, replies: Counter) {
  const random = seeded(seed)
  const receipts = counter()
  world.onReceipt = ({ type }) => {
    if (type !== 'read') receipts.add()
  }
  return (life: number): Moment => {
    const share = Math.max(1, Math.floor((2 * (owners * REPLIES - replies.count)) / (kills - life)))
    const kind = random.between(1, 6)
    if (kind === 1) return atATime(random)
    if (kind > 3) return afterSome('after replies', replies, share, random)
    const { reached, forget } = receipts.after(random.between(1, share))
    return { name: 'at a delivery receipt', comes: reached, forget }
  }
}
