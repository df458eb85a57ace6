import { describe, expect, it } from 'vitest'
import { onlineOnWhatsApp } from './running.ts'

const SARI = '6281230000077'

describe('WhatsApp, besides the questions', { timeout: 240_000 }, () => {
  it('answers what it cannot read kindly, and leaves groups alone', async () => {
    const { world } = await onlineOnWhatsApp()
    await world.send(SARI, 'daftar')
    await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.send(SARI, { voice: Buffer.from('ogg') })
    await world.waitReply(SARI, 'belum bisa membaca pesan suara')
    await world.send(SARI, { image: Buffer.from('jpeg') })
    await world.waitReply(SARI, 'bahasa')
    await world.send(SARI, { contact: true })
    await world.waitReply(SARI, 'bahasa')
    await world.send(SARI, 'daftar', { groupId: '1203630' })
    await world.send(SARI, 'bahasa jawa')
    await world.waitReply(SARI, '27/2022')
    expect(world.transcript('1203630').filter(({ from }) => from === 'bot')).toEqual([])
  })

  it('sends again what a phone could not open, and takes what came broken or twice once', async () => {
    const { world } = await onlineOnWhatsApp()
    await world.send(SARI, 'daftar')
    const { id } = await world.waitReply(SARI, 'Mau pakai bahasa apa?')
    await world.injectFault({ kind: 'retryReceipt', userId: SARI })
    expect((await world.waitReply(SARI, 'Mau pakai bahasa apa?', 10_000, { kinds: 'resend' })).id).toBe(id)
    await world.injectFault({ kind: 'undecryptable', userId: SARI, text: 'Bahasa Indonesia' })
    await world.waitReply(SARI, '27/2022')
    await world.injectFault({ kind: 'duplicate', userId: SARI })
    await world.injectFault({ kind: 'identityChange', userId: SARI })
    await world.send(SARI, 'Setuju')
    await world.waitReply(SARI, 'dibagikan')
    const told = world.transcript(SARI).filter(({ from, kind }) => from === 'bot' && kind === 'text')
    expect(told).toHaveLength(3)
  })
})
