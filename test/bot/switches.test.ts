import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { noticeStatements } from '../../src/db/notices/notices.ts'
import { seedContent } from '../../src/db/seed.ts'
import { switchedBy } from '../../src/flows/rights/switches.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { register } from './owner.ts'
import { tellNotices } from './tell.ts'

const NOON = Date.parse('2026-11-30T12:00:00+07:00')

let database: TestDatabase
let house: House
beforeAll(async () => {
  database = await openFileDatabase()
  await seedContent(database.store)
})
afterAll(() => database.drop())
beforeEach(() => void (house = openHouse(database)))

let serial = 0
/** Whether the owner is told of a reminder of this kind that is owed to them now. */
async function isTold(address: Address, type: 'registrationUnfinished' | 'pirtExpires'): Promise<boolean> {
  const once = `test/${++serial}`
  const { rows } = await database.store.read({
    sql: 'select contact_id from addresses where address = ?1',
    args: [address],
  })
  const data = { case: 'c', product: 'Keripik', number: null, expiry: '2031' }
  const notice = { once, contactId: rows[0]![0] as string, type, data }
  await database.store.write(noticeStatements([notice], NOON, database.vault))
  await tellNotices(database, NOON)
  const sent = await database.store.read({
    sql: `select o.body_sealed from notices n join outbox o on o.id = n.message where n.once = ?1`,
    args: [once],
  })
  const body = sent.rows[0]?.[0] as Uint8Array | undefined
  if (!body) return false
  const { buttons } = JSON.parse(database.vault.open(body)) as Message
  expect(buttons?.some(({ data }) => data === 'go:switches:-')).toBe(true)
  return true
}

describe.each(['web', 'telegram', 'whatsapp'] as const)('an owner on %s', (channel) => {
  it('switches off one kind of reminder, and on again', async () => {
    const address: Address = `${channel}:${crypto.randomUUID()}`
    await house.say(address, 'halo')
    await house.say(address, 'atur pengingat')
    const [after] = await house.say(address, '[🔔 PIRT: aktif]')
    expect(after?.buttons?.map(({ label }) => label)).toContain('🔕 PIRT: mati')
    expect(await isTold(address, 'pirtExpires')).toBe(false)
    expect(await isTold(address, 'registrationUnfinished')).toBe(true)
    await house.say(address, '[🔕 PIRT: mati]')
    expect(await isTold(address, 'pirtExpires')).toBe(true)
  })

  it('does so in a sentence', async () => {
    const address: Address = `${channel}:${crypto.randomUUID()}`
    await house.say(address, 'halo')
    const [off] = await house.say(address, 'tolong matikan pengingat pirt')
    expect(off?.buttons?.map(({ label }) => label)).toContain('🔕 PIRT: mati')
    const [still] = await house.say(address, 'matikan pengingat pirt')
    expect(still?.buttons?.map(({ label }) => label)).toContain('🔕 PIRT: mati')
    expect(await isTold(address, 'pirtExpires')).toBe(false)
  })

  it('stops all at once by a word, and finds the way back', async () => {
    const address: Address = `${channel}:${crypto.randomUUID()}`
    await house.say(address, 'halo')
    await house.say(address, 'berhenti')
    expect(await isTold(address, 'pirtExpires')).toBe(false)
    const [shown] = await house.say(address, 'pengingat')
    expect(shown?.text).toContain('sedang dihentikan')
    const [on] = await house.say(address, '[🔔 Terima lagi]')
    expect(on?.buttons?.map(({ label }) => label)).toContain('🔔 Pelatihan: aktif')
    expect(await isTold(address, 'pirtExpires')).toBe(true)
  })
})

it('is found under the own data of an owner', async () => {
  const address = await register(house)
  await house.say(address, 'data saya')
  expect((await house.say(address, '[Atur pengingat]'))[0]?.text).toContain('Pengingat')
})

it.each([
  ['matikan pengingat pelatihan', 'training.off'],
  ['jangan kirim pengingat PIRT lagi', 'pirt.off'],
  ['nyalakan lagi pengingat klaster', 'cluster.on'],
  ['turn off the training reminders', 'training.off'],
  ['stop semua pengingat', 'all.off'],
  ['jangan kirim info pelatihan', 'training.off'],
  ['ga mau pesan soal koperasi lagi', 'cluster.off'],
  ['nyalakan lagi info program', 'announcements.on'],
])('"%s" is understood', (text, value) => {
  expect(switchedBy(text)).toEqual([{ step: 'pick', value }])
})

it.each([
  'mau daftar pelatihan',
  'berhenti',
  'kapan program KUR dibuka?',
  'jangan kirim info lagi',
  'info pelatihan mulai kapan',
  'ga mau ketinggalan info pelatihan',
  'minta info pelatihan',
])('"%s" is about something else', (text) => {
  expect(switchedBy(text)).toBeNull()
})
