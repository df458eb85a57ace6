import { afterEach, beforeEach, expect } from 'vitest'
import { Owners, type OwnersWorld } from '../worlds/owners.ts'
import { startTelegramWorld, type TelegramWorldOptions } from '../worlds/telegram/world.ts'
import {
  startWhatsAppWorld,
  type WhatsAppWorld,
  type WhatsAppWorldOptions,
} from '../worlds/whatsapp/world.ts'
import { linkShows } from './admin.ts'
import { type Books, openBooks } from './books.ts'
import { freePort, program, type Program } from './program.ts'

const closers: (() => Promise<unknown>)[] = []

/** Nothing is left running between tests, unless they run side by side: then the last one clears up. */
let sideBySide = 0

beforeEach(() => void (sideBySide += 1))

afterEach(async () => {
  sideBySide -= 1
  if (sideBySide > 0) return
  for (const close of closers.splice(0).reverse()) await close()
})

/** What is to be done when the test is over, the last first. */
export const afterwards = (close: () => Promise<unknown>) => void closers.push(close)

/** The program on a local Telegram, ready. */
export async function onlineOnTelegram(options?: TelegramWorldOptions, byWebhook = false) {
  const world = await startTelegramWorld({ webhookRetryMs: 20, ...options })
  const port = await freePort()
  const more: Record<string, string> = byWebhook ? { PUBLIC_URL: `http://127.0.0.1:${port}` } : {}
  const bot = await program({ ...world.env, ...more }, port)
  afterwards(() => world.close())
  afterwards(() => bot.remove())
  bot.launch()
  await bot.ready()
  return { world, bot }
}

/** The program on a local WhatsApp, not linked yet. */
export async function onWhatsAppUnlinked(options?: WhatsAppWorldOptions) {
  const world = await startWhatsAppWorld(options)
  const bot = await program({ ...world.env, WHATSAPP_MESSAGES_PER_MINUTE: '600' })
  afterwards(() => world.close())
  afterwards(() => bot.remove())
  bot.launch()
  await bot.ready(['whatsapp'])
  return { world, bot }
}

/** The program on a local WhatsApp, linked by the QR that the admin API shows. */
export async function onlineOnWhatsApp(options?: WhatsAppWorldOptions) {
  const { world, bot } = await onWhatsAppUnlinked(options)
  await scan(world, bot)
  return { world, bot }
}

/** The owner of the number scans the QR that the admin API shows. */
export async function scan(world: WhatsAppWorld, bot: Program): Promise<void> {
  const { qr } = await linkShows(bot, ({ qr }) => qr !== null)
  await world.scanQr(qr!)
  await isOnline(world, bot)
}

/** Both ends say that the line stands. */
export async function isOnline(world: WhatsAppWorld, bot: Program): Promise<void> {
  await world.waitOnline(60_000)
  await linkShows(bot, ({ state }) => state === 'online')
}

/** Owners register; what is stored in the end is what they said. The program is stopped for that. */
export async function register(
  bot: Program,
  people: OwnersWorld,
  { first = 0, count = 1, addresses }: Registering,
): Promise<Books> {
  const owners = new Owners(people, count, first)
  await owners.register(90_000)
  expect(await bot.stop()).toBe(0)
  const books = await openBooks(bot.dataDir)
  afterwards(() => books.close())
  expect(await owners.problems(({ account }) => books.registrations(addresses(account)))).toEqual([])
  expect(owners.stories.map(({ repeated }) => repeated)).toEqual(owners.stories.map(() => 0))
  return books
}

interface Registering {
  readonly first?: number
  readonly count?: number
  readonly addresses: (account: string) => readonly string[]
}

/** How the product names somebody in Telegram. */
export const telegramAddress = (account: string) => [`telegram:${account}`]

/** How the product may name somebody in WhatsApp. */
export const whatsappAddresses = (world: WhatsAppWorld) => (account: string) => [
  `whatsapp:${account}@s.whatsapp.net`,
  `whatsapp:${world.lidOf(account)}@lid`,
]
