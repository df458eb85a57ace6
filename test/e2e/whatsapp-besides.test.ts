import { describe, expect, it } from 'vitest'
import { onlineOnWhatsApp } from './running.ts'

const SARI = '6281230000077'

describe('WhatsApp, besides the questions', () => {
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
})
