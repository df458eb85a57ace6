import { describe, expect, it } from 'vitest'
import { onTelegram } from '../worlds/owners.ts'
import type { WorldEvent } from '../worlds/world.ts'
import { onlineOnTelegram, register, telegramAddress } from './running.ts'

const SARI = 7_001

const asksConsent = ({ buttons }: WorldEvent) =>
  buttons.some(({ data }) => data === 'registration:consent:agree')

describe('Telegram, from the first word to the registration number', { timeout: 240_000 }, () => {
  it('by polling, with buttons and typed', async () => {
    const { world, bot } = await onlineOnTelegram()
    const books = await register(bot, onTelegram(world), { count: 2, addresses: telegramAddress })
    expect((await books.outbox()).filter(({ state }) => state !== 'sent')).toEqual([])
    expect(world.status()).toMatchObject({ pending: 0, unansweredCallbacks: 0 })
    expect(world.status().commands.map(({ command }) => command)).toContain('daftar')
  })

  it('by webhook, which delivers again what was not taken', async () => {
    const { world, bot } = await onlineOnTelegram({}, true)
    expect(world.status().webhook).toMatchObject({ url: `${bot.url}/telegram/webhook` })
    await register(bot, onTelegram(world), { count: 2, addresses: telegramAddress })
    expect(world.status().pending).toBe(0)
  })

  it("typed, on crabline's server", async () => {
    const { world, bot } = await onlineOnTelegram({ engine: 'crabline' })
    await register(bot, onTelegram(world), { first: 1, addresses: telegramAddress })
  })
})

describe('Telegram, besides the questions', { timeout: 240_000 }, () => {
  it('answers status, another language, what it cannot read, and goes on where it was', async () => {
    const { world } = await onlineOnTelegram()
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
    const { world } = await onlineOnTelegram()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.send(SARI, { block: true })
    await world.send(SARI, { unblock: true })
    await world.send(SARI, 'Bahasa Indonesia')
    await world.waitReply(SARI, 'UU 27/2022')
  })

  it('points from a group to the private chat, once', async () => {
    const { world } = await onlineOnTelegram()
    world.addGroup(-1_000, 'Ibu-ibu PKK')
    await world.send(SARI, { text: '/daftar@uji_bot' }, { chatId: -1_000 })
    const pointer = await world.waitReply(-1_000, 'https://t.me/uji_bot')
    await world.send(SARI, { text: '/daftar@uji_bot' }, { chatId: -1_000 })
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    expect(world.transcript(-1_000).filter(({ from }) => from === 'bot')).toEqual([pointer])
  })
})
