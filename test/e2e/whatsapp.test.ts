import { afterEach, describe, expect, it } from 'vitest'
import { onWhatsApp, Owners } from '../worlds/owners.ts'
import {
  startWhatsAppWorld,
  type WhatsAppWorld,
  type WhatsAppWorldOptions,
} from '../worlds/whatsapp/world.ts'
import { type Books, openBooks } from './books.ts'
import { linkShows, program, type Program, whatsappLink } from './program.ts'

const SARI = '6281230000077'
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function opened(options?: WhatsAppWorldOptions, env: Record<string, string> = {}) {
  const world = await startWhatsAppWorld(options)
  const bot = await program({ ...world.env, WHATSAPP_MESSAGES_PER_MINUTE: '600', ...env })
  closers.push(
    () => world.close(),
    () => bot.remove(),
  )
  bot.launch()
  await bot.ready(['whatsapp'])
  return { world, bot }
}

/** Linked by the QR that the admin API shows. */
async function linked(options?: WhatsAppWorldOptions) {
  const { world, bot } = await opened(options)
  await scan(world, bot)
  return { world, bot }
}

async function scan(world: WhatsAppWorld, bot: Program): Promise<void> {
  const { qr } = await linkShows(bot, ({ qr }) => qr !== null)
  await world.scanQr(qr!)
  await online(world, bot)
}

async function online(world: WhatsAppWorld, bot: Program): Promise<void> {
  await world.waitOnline(60_000)
  await linkShows(bot, ({ state }) => state === 'online')
}

/** An owner registers; what is stored is what they said. */
async function register(world: WhatsAppWorld, bot: Program, first: number): Promise<Books> {
  const owners = new Owners(onWhatsApp(world), 1, first)
  await owners.register(90_000)
  expect(await bot.stop()).toBe(0)
  const books = await openBooks(bot.dataDir)
  closers.push(() => books.close())
  expect(await owners.problems(({ account }) => books.registrations(addresses(world, account)))).toEqual([])
  expect(owners.stories.map(({ repeated }) => repeated)).toEqual([0])
  expect(world.safety()).toMatchObject({ toStrangers: 0, resends: 0 })
  return books
}

const addresses = (world: WhatsAppWorld, account: string) => [
  `whatsapp:${account}@s.whatsapp.net`,
  `whatsapp:${world.lidOf(account)}@lid`,
]

describe('WhatsApp, from the first word to the registration number', () => {
  it('linked by QR, written to by hidden ids that tell their number', async () => {
    const { world, bot } = await linked({ addressing: 'lid' })
    await register(world, bot, 0)
    expect(world.status().problems).toEqual([])
  })

  it('linked by a code, written to by number', async () => {
    const { world, bot } = await opened({ addressing: 'pn' })
    const { code } = await whatsappLink(bot, 'pair', { phoneNumber: world.phone })
    await world.enterPairingCode(code!)
    await online(world, bot)
    await register(world, bot, 1)
    expect(world.status().problems).toEqual([])
  })

  it('of somebody who hides their number', async () => {
    const { world, bot } = await linked({ addressing: 'hidden' })
    await register(world, bot, 4)
  })
})

describe('WhatsApp, when the line breaks', () => {
  it.each(['drop', 'restart', 'unavailable'] as const)('goes on by itself after %s', async (fault) => {
    const { world, bot } = await linked()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.injectFault(fault)
    await world.send(SARI, '1')
    await world.waitReply(SARI, 'UU 27/2022', 40_000)
    await online(world, bot)
  })

  it('answers what came while it was away', async () => {
    const { world, bot } = await linked()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await bot.kill()
    await world.send(SARI, '1')
    await world.send(SARI, 'Setuju')
    await world.send(SARI, 'Boleh')
    bot.launch()
    await world.waitReply(SARI, /info pelatihan/, 60_000)
    const told = world.transcript(SARI).filter(({ from, kind }) => from === 'bot' && kind === 'text')
    expect(told.map(({ text }) => /bahasa|27\/2022|dibagikan|info pelatihan/u.exec(text)?.[0])).toEqual([
      'bahasa',
      '27/2022',
      'dibagikan',
      'info pelatihan',
    ])
  })

  it('stops when another program has the link (440), until an operator says so', async () => {
    const { world, bot } = await linked()
    await world.injectFault('replaced')
    const { detail } = await linkShows(bot, ({ state }) => state === 'stopped')
    expect(detail).toContain('elsewhere')
    await whatsappLink(bot, 'pair')
    await world.send(SARI, 'halo')
    await world.waitReply(SARI, 'NaikKelas', 30_000)
  })

  it('shows a new QR when the phone has removed the link (401), and knows its owners again', async () => {
    const { world, bot } = await linked()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.injectFault('loggedOut')
    await scan(world, bot)
    await world.send(SARI, '1')
    await world.waitReply(SARI, 'UU 27/2022', 30_000)
  })
})

describe('WhatsApp, besides the questions', () => {
  it('answers what it cannot read kindly, and leaves groups alone', async () => {
    const { world } = await linked()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.send(SARI, { voice: Buffer.from('ogg') })
    await world.waitReply(SARI, 'belum bisa membaca pesan suara')
    await world.send(SARI, { image: Buffer.from('jpeg') })
    await world.waitReply(SARI, 'bahasa')
    await world.send(SARI, 'daftar', { groupId: '1203630' })
    await world.send(SARI, 'bahasa jawa')
    await world.waitReply(SARI, '27/2022')
    expect(world.transcript('1203630').filter(({ from }) => from === 'bot')).toEqual([])
  })
})
