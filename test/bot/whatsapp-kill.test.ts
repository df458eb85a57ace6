import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startWhatsAppWorld, type WhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { startBot } from './whatsapp-bot.ts'
import { scratch, storeLink } from './whatsapp-store.ts'

const program = fileURLToPath(new URL('whatsapp-bot.ts', import.meta.url))
const MOMENTS = [
  'before the journal',
  'after the journal',
  'after the session',
  'before the turn',
  'after the turn',
]
const people = ['6281234567890', '6281234567891', '6281234567892']

let world: WhatsAppWorld
let place: Awaited<ReturnType<typeof scratch>>
let printed: string
let child: ChildProcess | undefined

beforeEach(async () => {
  printed = ''
  ;[world, place] = await Promise.all([startWhatsAppWorld(), scratch()])
  await storeLink(place.file, world.registeredCreds().json)
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await world.close()
  await place.remove()
})

/**
 * Starts the bot as a process of its own; resolves when WhatsApp has it online, or when it has died already of what
 * had waited for it. `dead` resolves with the signal of its death.
 */
async function spawnBot(dies = ''): Promise<{ bot: ChildProcess; dead: Promise<unknown> }> {
  const env = { ...process.env, ...world.env, BOT_STORE: place.file, BOT_DIES: dies }
  const bot = (child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] }))
  bot.stdout.on('data', (data) => (printed += data))
  bot.stderr.on('data', (data) => (printed += data))
  const dead = once(bot, 'exit').then(([, signal]) => signal)
  await Promise.race([world.waitOnline().catch(() => undefined), dead])
  return { bot, dead }
}

/** What each person was told, without what was sent again and shown once. */
function told(): string[] {
  const events = people.flatMap((person) => world.transcript(person))
  return events.filter(({ from, kind }) => from === 'bot' && kind === 'text').map(({ text }) => text)
}

/** Starts the bot a last time and waits until it has answered everything. */
async function settle(texts: readonly string[]): Promise<void> {
  const bot = await startBot(place.file, { webSocketUrl: world.url })
  await expect
    .poll(() => told().toSorted(), { timeout: 20_000 })
    .toEqual(texts.map((text) => `gema: ${text}`).toSorted())
  await bot.stop()
}

it('killed the moment it says that a message arrived, it loses nothing and answers once', async () => {
  const texts = Array.from({ length: 6 }, (_, n) => `rahasia ${n}`)
  for (const [n, text] of texts.entries()) {
    const { bot, dead } = await spawnBot()
    world.onReceipt = ({ type }) => type !== 'read' && bot.kill('SIGKILL')
    await world.send(people[n % people.length] ?? '', text)
    expect(await dead).toBe('SIGKILL')
    world.onReceipt = undefined
  }
  await settle(texts)
})

it('killed at any step between a message and its answer, it loses nothing and answers once', async () => {
  const texts: string[] = []
  for (const [n, moment] of MOMENTS.entries()) {
    const { dead } = await spawnBot(moment)
    texts.push(`rahasia ${moment}`)
    await world.send(people[n % people.length] ?? '', `rahasia ${moment}`)
    expect(await dead).toBe('SIGKILL')
  }
  await settle(texts)
})

it('prints neither keys nor what anybody said, through broken sessions and new phones', async () => {
  const { bot, dead } = await spawnBot()
  const [sari = ''] = people
  await world.send(sari, 'rahasia satu')
  await world.waitReply(sari, 'gema: rahasia satu')
  for (const kind of ['identityChange', 'undecryptable', 'retryReceipt'] as const) {
    await world.injectFault({
      kind,
      userId: sari,
      ...(kind === 'undecryptable' && { text: 'rahasia rusak' }),
    })
    await world.send(sari, `rahasia ${kind}`)
    await world.waitReply(sari, `gema: rahasia ${kind}`)
  }
  bot.kill('SIGTERM')
  await dead
  expect(printed).toContain('"online"')
  expect(printed).not.toMatch(/rahasia|privKey|SessionEntry|Buffer|62812|@lid/)
})
