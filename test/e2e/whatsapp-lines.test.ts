import { describe, expect, it } from 'vitest'
import { linkShows, whatsappLink } from './admin.ts'
import { isOnline, onlineOnWhatsApp, scan } from './running.ts'

const SARI = '6281230000077'

describe('WhatsApp, when the line breaks', { timeout: 240_000 }, () => {
  it.each(['drop', 'restart', 'unavailable'] as const)('goes on by itself after %s', async (fault) => {
    const { world, bot } = await onlineOnWhatsApp()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.injectFault(fault)
    await world.send(SARI, '1')
    await world.waitReply(SARI, 'UU 27/2022', 40_000)
    await isOnline(world, bot)
  })

  it('answers what came while it was away', async () => {
    const { world, bot } = await onlineOnWhatsApp()
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
    const { world, bot } = await onlineOnWhatsApp()
    await world.injectFault('replaced')
    const { detail } = await linkShows(bot, ({ state }) => state === 'stopped')
    expect(detail).toContain('elsewhere')
    await whatsappLink(bot, 'pair')
    await world.send(SARI, 'halo')
    await world.waitReply(SARI, 'NaikKelas', 30_000)
  })

  it('shows a new QR when the phone has removed the link (401), and knows its owners again', async () => {
    const { world, bot } = await onlineOnWhatsApp()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.injectFault('loggedOut')
    await scan(world, bot)
    await world.send(SARI, '1')
    await world.waitReply(SARI, 'UU 27/2022', 30_000)
  })
})
