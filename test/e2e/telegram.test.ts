import { afterEach, describe, expect, it } from 'vitest'
import {
  startTelegramWorld,
  type TelegramWorld,
  type TelegramWorldOptions,
} from '../worlds/telegram/world.ts'
import { onTelegram, Owners } from '../worlds/owners.ts'
import type { WorldEvent } from '../worlds/world.ts'
import { openBooks } from './books.ts'
import { freePort, program, type Program } from './program.ts'

const SARI = 7_001
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function opened(options?: TelegramWorldOptions, byWebhook = false) {
  const world = await startTelegramWorld({ webhookRetryMs: 20, ...options })
  const port = await freePort()
  const more: Record<string, string> = byWebhook ? { PUBLIC_URL: `http://127.0.0.1:${port}` } : {}
  const bot = await program({ ...world.env, ...more }, port)
  closers.push(
    () => world.close(),
    () => bot.remove(),
  )
  bot.launch()
  await bot.ready()
  return { world, bot }
}

const asksConsent = ({ buttons }: WorldEvent) =>
  buttons.some(({ data }) => data === 'registration:consent:agree')

/** Two owners register, one by buttons and one by typing; what is stored is what they said. */
async function register(world: TelegramWorld, bot: Program): Promise<void> {
  const owners = new Owners(onTelegram(world), 2)
  await owners.register(60_000)
  expect(await bot.stop()).toBe(0)
  const books = await openBooks(bot.dataDir)
  closers.push(() => books.close())
  expect(await owners.problems(({ account }) => books.registrations([`telegram:${account}`]))).toEqual([])
  expect(owners.stories.map(({ repeated }) => repeated)).toEqual([0, 0])
  expect((await books.outbox()).filter(({ state }) => state !== 'sent')).toEqual([])
}

describe('Telegram, from the first word to the registration number', () => {
  it('by polling, with buttons and typed', async () => {
    const { world, bot } = await opened()
    await register(world, bot)
    expect(world.status()).toMatchObject({ pending: 0, unansweredCallbacks: 0 })
    expect(world.status().commands.map(({ command }) => command)).toContain('daftar')
  })

  it('by webhook, which delivers again what was not taken', async () => {
    const { world, bot } = await opened({}, true)
    expect(world.status().webhook).toMatchObject({ url: `${bot.url}/telegram/webhook` })
    await register(world, bot)
    expect(world.status().pending).toBe(0)
  })

  it("on crabline's server, typed", async () => {
    const { world, bot } = await opened({ engine: 'crabline' })
    const owners = new Owners(onTelegram(world), 1, 1)
    await owners.register(60_000)
    expect(await bot.stop()).toBe(0)
    const books = await openBooks(bot.dataDir)
    closers.push(() => books.close())
    expect(await owners.problems(({ account }) => books.registrations([`telegram:${account}`]))).toEqual([])
  })
})

describe('Telegram, besides the questions', () => {
  it('answers status, another language, what it cannot read, and goes on where it was', async () => {
    const { world } = await opened()
    await world.send(SARI, '/start')
    await world.waitReply(SARI, 'NaikKelas')
    await world.send(SARI, 'status')
    await world.waitReply(SARI, 'belum terdaftar')
    await world.send(SARI, 'bahasa')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.send(SARI, { tap: 'English' })
    await world.waitReply(SARI, /from now on|English/i)
    await world.send(SARI, 'register')
    await world.waitReply(SARI, asksConsent)
    await world.send(SARI, { voice: Buffer.from('ogg') })
    await world.waitReply(SARI, /voice/i)
    await world.send(SARI, { photo: Buffer.from('jpeg') })
    await world.waitReply(SARI, asksConsent)
    await world.send(SARI, { contact: true })
    await world.waitReply(SARI, asksConsent)
    await world.send(SARI, { tap: 'registration:consent:agree' })
    await world.waitReply(SARI, (event) => !asksConsent(event))
  })

  it('says nothing to who blocked it, and goes on with who comes back', async () => {
    const { world } = await opened()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.send(SARI, { block: true })
    await world.send(SARI, { unblock: true })
    await world.send(SARI, 'Bahasa Indonesia')
    await world.waitReply(SARI, 'UU 27/2022')
  })

  it('points from a group to the private chat, once', async () => {
    const { world } = await opened()
    world.addGroup(-1_000, 'Ibu-ibu PKK')
    await world.send(SARI, { text: '/daftar@uji_bot' }, { chatId: -1_000 })
    const pointer = await world.waitReply(-1_000, 'https://t.me/uji_bot')
    await world.send(SARI, { text: '/daftar@uji_bot' }, { chatId: -1_000 })
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    expect(world.transcript(-1_000).filter(({ from }) => from === 'bot')).toEqual([pointer])
  })
})
