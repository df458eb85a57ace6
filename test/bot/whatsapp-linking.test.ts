import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Pairing } from '../../src/bot/whatsapp-options.ts'
import { startWhatsAppWorld, type WhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { type Bot, type BotOptions, startBot } from './whatsapp-bot.ts'
import { openBotStore, scratch } from './whatsapp-store.ts'

const sari = '6281234567890'
const online = ({ state }: Pairing) => state === 'online'
const hasQr = ({ qr }: Pairing) => qr !== null
const hasCode = ({ code }: Pairing) => code !== null

let world: WhatsAppWorld
let place: Awaited<ReturnType<typeof scratch>>
let bots: Bot[]

beforeEach(async () => {
  bots = []
  ;[world, place] = await Promise.all([startWhatsAppWorld(), scratch()])
})
afterEach(async () => {
  for (const bot of bots) await bot.stop()
  await world.close()
  await place.remove()
})

async function start(options: BotOptions = {}): Promise<Bot> {
  const bot = await startBot(place.file, { webSocketUrl: world.url, ...options })
  bots.push(bot)
  return bot
}

async function linkByQr(bot: Bot): Promise<void> {
  const { qr } = await bot.shows(hasQr)
  await world.scanQr(qr ?? '')
  await bot.shows(online)
  await world.waitOnline()
}

async function talks(text: string): Promise<void> {
  await world.send(sari, text)
  await world.waitReply(sari, `gema: ${text}`)
}

describe('linking', () => {
  it('by QR follows the restart that WhatsApp wants, and then shows nothing to scan', async () => {
    const bot = await start()
    await linkByQr(bot)
    expect(bot.whatsapp.pairing()).toEqual({ state: 'online', qr: null, code: null, restrictions: [] })
    expect(bot.whatsapp.state()).toEqual({ state: 'online' })
    await talks('halo')
  })

  it('by code shows the code and no QR', async () => {
    const bot = await start({ phoneNumber: world.phone })
    const pairing = await bot.shows(hasCode)
    expect(pairing).toMatchObject({ state: 'pairing', qr: null, code: expect.stringMatching(/^\w{8}$/) })
    await world.enterPairingCode(pairing.code ?? '')
    await bot.shows(online)
    await world.waitOnline()
    await talks('halo')
  })

  it('by code begins anew when the process ended before the code was typed in', async () => {
    const first = await start({ phoneNumber: world.phone })
    const { code: stale } = await first.shows(hasCode)
    await first.stop()
    const second = await start({ phoneNumber: world.phone })
    const { code } = await second.shows(hasCode)
    expect(code).not.toBe(stale)
    await world.enterPairingCode(code ?? '')
    await second.shows(online)
  })

  it('goes from QR to code and back as the operator asks', async () => {
    const bot = await start()
    await bot.shows(hasQr)
    const byCode = await bot.whatsapp.pair(world.phone)
    expect(byCode.code).not.toBeNull()
    const byQr = await bot.whatsapp.pair()
    expect(byQr).toMatchObject({ code: null, qr: expect.stringContaining(',') })
    await world.scanQr(byQr.qr ?? '')
    await bot.shows(online)
    expect(await bot.whatsapp.pair()).toMatchObject({ state: 'online' })
  })

  it('lasts over a restart, and what was written meanwhile is answered', async () => {
    await linkByQr(await start())
    await talks('halo')
    await bots[0]?.stop()
    await world.send(sari, 'masih ada?')
    await world.send(sari, 'pesan kedua')
    const bot = await start()
    await world.waitReply(sari, 'gema: masih ada?')
    await world.waitReply(sari, 'gema: pesan kedua')
    expect(bot.whatsapp.pairing().qr).toBeNull()
    expect(world.status().devices).toHaveLength(1)
  })
})

describe('the end of a link', () => {
  it('asked for here ends it on the phone too, forgets every key and shows a new QR', async () => {
    const bot = await start()
    await linkByQr(bot)
    await talks('halo')
    await bot.whatsapp.logout()
    expect(world.status().devices).toMatchObject([{ loggedOut: true }])
    await bot.shows(hasQr)
    const kept = await bot.store.keys.get('session', [`${world.lidOf(sari)}_1.0`])
    expect(kept).toEqual(new Map())
    await linkByQr(bot)
    await talks('halo lagi')
  })

  it('on the phone (401) shows a new QR, by which it can be linked again', async () => {
    const bot = await start()
    await linkByQr(bot)
    await world.injectFault('loggedOut')
    await bot.shows(hasQr)
    expect(bot.logged).toContainEqual(expect.objectContaining({ level: 'error', code: 401, next: 'relink' }))
    await linkByQr(bot)
    await talks('halo')
  })

  it('by another program (440) stops it until the operator takes it up', async () => {
    const bot = await start()
    await linkByQr(bot)
    const logins = world.status().devices[0]?.logins ?? 0
    await world.injectFault('replaced')
    await bot.shows(({ state }) => state === 'stopped')
    expect(bot.whatsapp.state().detail).toContain('opened elsewhere')
    expect(world.status().devices[0]?.logins).toBe(logins)
    expect(await bot.whatsapp.pair()).toMatchObject({ state: 'online' })
    await talks('halo')
  })

  it('by a ban (403) stops it, and the link is kept', async () => {
    const bot = await start()
    await linkByQr(bot)
    await world.injectFault('banned')
    await bot.shows(({ state }) => state === 'stopped')
    await bot.stop()
    const store = await openBotStore(place.file)
    expect((await store.keys.get('creds', ['self'])).size).toBe(1)
    await store.close()
  })
})
