import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { seedContent, seedReminders } from '../../src/db/seed.ts'
import { moveSession, planSession } from '../db/sessions.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { register } from './owner.ts'
import { passTime, tellNotices } from './tell.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Noon in Jakarta, so many days from now. */
const noonIn = (days: number) => (Math.floor(Date.now() / DAY) + days) * DAY + 5 * HOUR

let database: TestDatabase
let house: House
beforeAll(async () => {
  database = await openFileDatabase()
  await seedContent(database.store)
  await seedReminders(database.store)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.store.write([
    { sql: `update training_sessions set status = 'cancelled'`, args: [] },
    { sql: 'delete from outbox', args: [] },
    { sql: 'delete from signups', args: [] },
  ])
  house = openHouse(database)
})

const stranger = (): Address => `web:${crypto.randomUUID()}`
const states = async (session: string) => {
  const { rows } = await database.store.read({
    sql: 'select state, count(*) from signups where session_id = ?1 group by state order by state',
    args: [session],
  })
  return Object.fromEntries(rows.map(([state, n]) => [state, Number(n)])) as { [state: string]: number }
}
const stateOf = async (address: Address) => {
  const { rows } = await database.store.read({
    sql: `select state from signups where contact_id = (select contact_id from addresses where address = ?1)`,
    args: [address],
  })
  return rows[0]?.[0]
}
const work = (at = Date.now()) => passTime(database, at)
const notices = async (address: Address) => {
  const { rows } = await database.store.read({
    sql: `select body_sealed from outbox where address = ?1 and holder is null order by id`,
    args: [address],
  })
  return rows.map(([body]) => (JSON.parse(database.vault.open(body as Uint8Array)) as Message).text)
}
const button = (message: Message | undefined, words: string) => {
  const found = message?.buttons?.find(({ label }) => label.includes(words))
  if (!found) throw new Error(`No "${words}" among ${message?.buttons?.map(({ label }) => label).join(', ')}`)
  return `[${found.label}]`
}
/** Opens the session that the list shows first. */
async function openFirst(address: Address, words = 'Aula|Banyuwangi') {
  const [list] = await house.say(address, 'daftar pelatihan pirt')
  return house.say(address, button(list, words === 'Aula|Banyuwangi' ? 'Kabupaten Banyuwangi' : words))
}
async function join(address: Address, name = 'Siti Aminah') {
  const [card] = await openFirst(address)
  let [answer] = await house.say(address, card!.buttons![0]!.label)
  if (answer?.text.includes('UU 27/2022')) {
    await house.say(address, 'setuju')
    ;[answer] = await house.say(address, name)
  }
  return answer!
}

describe('signing up for a training', () => {
  it('finds it from the sentence and asks a registered owner nothing that is known', async () => {
    const session = await planSession(database)
    const owner = await register(house)
    const [list] = await house.say(owner, 'daftar pelatihan pirt di banyuwangi')
    expect(list?.text).toContain('Ada <b>1</b> jadwal')
    expect(list?.text).toContain('Kabupaten Banyuwangi')
    const [card] = await house.say(owner, button(list, 'sisa 5'))
    expect(card?.text).toContain('Sisa 5 dari 5 kursi')
    expect(card?.text).toContain('WIB')
    expect(card?.text).toContain('Sumber')
    const [done] = await house.say(owner, 'daftar')
    expect(done?.text).toContain('Anda terdaftar')
    expect(done?.text).toContain('Aula Dinkes')
    expect(await states(session)).toEqual({ signed: 1 })
  })

  it('asks an unregistered owner for consent and a name, once', async () => {
    const first = await planSession(database)
    const address = stranger()
    expect((await join(address)).text).toContain('Anda terdaftar')
    await moveSession(database, first, Date.now() - DAY)
    await planSession(database, { training: 'pirt-pnm' })
    const [card] = await openFirst(address)
    const [again] = await house.say(address, card!.buttons![0]!.label)
    expect(again?.text).toContain('Anda sudah ikut <b>Penyuluhan Keamanan Pangan')
    expect((await house.say(address, 'ya'))[0]?.text).toContain('Anda terdaftar')
  })

  it('keeps no name of an owner who does not consent', async () => {
    const session = await planSession(database)
    const address = stranger()
    const [card] = await openFirst(address)
    await house.say(address, card!.buttons![0]!.label)
    expect((await house.say(address, 'tidak setuju'))[0]?.text).toContain('tidak ada data')
    expect(await states(session)).toEqual({})
  })

  it('never gives more seats than there are, however many ask at once', async () => {
    const session = await planSession(database, { quota: 5 })
    const owners = Array.from({ length: 30 }, stranger)
    const answers = await Promise.all(
      owners.map((owner, at) => join(owner, `Peserta ${'abcdefghij'[at % 10]}`)),
    )
    expect(await states(session)).toEqual({ signed: 5, waiting: 25 })
    const told = (words: string) => answers.filter(({ text }) => text.includes(words)).length
    expect([told('Anda terdaftar'), told('daftar tunggu')]).toEqual([5, 25])
    const { rows } = await database.store.read({
      sql: `select count(*) from inbox where state = 'dead'`,
      args: [],
    })
    expect(rows).toEqual([[0]])
  })

  it('opens the one that a button of an announcement is about, and only what is there', async () => {
    const session = await planSession(database)
    const tap = { type: 'choice', flow: 'go', step: 'session' } as const
    const [card] = await house.say(stranger(), { ...tap, value: session })
    expect(card?.text).toContain('Sisa 5 dari 5 kursi')
    const [gone] = await house.say(stranger(), { ...tap, value: 'nothing' })
    expect(gone?.text).toContain('sudah tidak ada')
  })

  it('notes who wants to be told of a date', async () => {
    const address = stranger()
    await house.say(address, 'pelatihan')
    const [list] = await house.say(address, 'halal')
    expect(list?.text).toContain('Belum ada jadwal yang cocok')
    await house.say(address, button(list, 'sertifikat halal'))
    expect((await house.say(address, 'kabari'))[0]?.text).toContain('dikabari')
    const { rows } = await database.store.read({ sql: 'select training from training_wishes', args: [] })
    expect(rows).toEqual([['halal-bpjph']])
    await work()
    expect(await notices(address)).toEqual([])
    await planSession(database, { training: 'halal-bpjph', online: true })
    await work()
    await work()
    await tellNotices(database, noonIn(1))
    const [told, ...more] = await notices(address)
    expect(told).toContain('sudah ada jadwalnya')
    expect(told).not.toContain('https://example.org/meet')
    expect(more).toEqual([])
  })
})

async function full() {
  const session = await planSession(database, { quota: 1 })
  const [first, second, third] = [stranger(), stranger(), stranger()]
  for (const owner of [first, second, third]) await join(owner)
  expect(await states(session)).toEqual({ signed: 1, waiting: 2 })
  return { session, first, second, third }
}

async function cancel(address: Address) {
  const [card] = await house.say(address, 'pelatihan saya')
  await house.say(address, button(card, 'Batal ikut'))
  return (await house.say(address, 'ya'))[0]!
}

describe('a list that grew while an owner looked at it', () => {
  it('is picked from by number as it was shown', async () => {
    await planSession(database, { training: 'pirt-pnm' })
    const address = stranger()
    const [list] = await house.say(address, 'pelatihan pirt')
    await planSession(database, { startsAt: Date.now() + 5 * DAY })
    const first = list!.buttons!.findIndex(({ label }) => label.includes('PNM'))
    const [card] = await house.say(address, String(first + 1))
    expect(card?.text).toContain('Pelatihan PIRT bersama PNM')
  })

  it('says so when the line is gone', async () => {
    const session = await planSession(database)
    const address = stranger()
    await house.say(address, 'pelatihan pirt')
    await moveSession(database, session, Date.now() - DAY)
    const [again] = await house.say(address, '1')
    expect(again?.text).toContain('Belum ada jadwal')
  })
})

describe('the waiting list', () => {
  it('moves up in the commit in which somebody cancels, and asks for a confirmation', async () => {
    const { session, first, second } = await full()
    expect((await house.say(second, 'pelatihan saya'))[0]?.text).toContain('nomor 1 di daftar tunggu')
    expect((await cancel(first)).text).toContain('batal ikut')
    expect(await states(session)).toEqual({ cancelled: 1, offered: 1, waiting: 1 })
    await work()
    expect((await notices(second))[0]).toContain('Ada kursi untuk Anda')
    const [card] = await house.say(second, 'pelatihan saya')
    expect(card?.text).toContain('konfirmasi sebelum')
    expect((await house.say(second, 'ya'))[0]?.text).toContain('milik Anda')
    expect(await states(session)).toEqual({ cancelled: 1, signed: 1, waiting: 1 })
  })

  it('offers the seat to the next when nobody confirms in time, and tells both, once', async () => {
    const { session, first, second, third } = await full()
    await cancel(first)
    await work()
    await work(Date.now() + 23 * HOUR)
    expect(await stateOf(second)).toBe('offered')
    await work(Date.now() + 25 * HOUR)
    expect([await stateOf(second), await stateOf(third)]).toEqual(['cancelled', 'offered'])
    await work(Date.now() + 25 * HOUR)
    await tellNotices(database, noonIn(3))
    await tellNotices(database, noonIn(3))
    expect((await notices(second)).map((text) => text.includes('sudah lewat'))).toEqual([false, true])
    expect((await notices(third)).length).toBe(1)
    expect(await states(session)).toEqual({ cancelled: 2, offered: 1 })
  })

  it('does not give a seat to an offer that has run out', async () => {
    const { first, second } = await full()
    await cancel(first)
    await work()
    await database.store.write([
      { sql: 'update signups set offer_until = ?1 where offer_until > 0', args: [Date.now() - 1] },
    ])
    const [card] = await house.say(second, 'pelatihan saya')
    const [answer] = await house.say(second, button(card, 'Ya, saya ikut'))
    expect(await stateOf(second)).toBe('offered')
    expect(answer?.text).not.toContain('milik Anda')
  })

  it('lets an owner change their mind: keep the seat, give it back, take it again', async () => {
    const session = await planSession(database, { quota: 1 })
    const address = stranger()
    await join(address)
    const [card] = await house.say(address, 'pelatihan saya')
    await house.say(address, button(card, 'Batal ikut'))
    expect((await house.say(address, 'tidak'))[0]?.text).toContain('tidak ada yang berubah')
    await cancel(address)
    expect(await states(session)).toEqual({ cancelled: 1 })
    expect((await join(address)).text).toContain('Anda terdaftar')
    expect(await states(session)).toEqual({ signed: 1 })
  })

  it('reminds once some days and once an hour before, with the place', async () => {
    const starts = noonIn(10)
    await planSession(database, { startsAt: starts })
    const address = stranger()
    await join(address)
    for (const before of [4 * DAY, 3 * DAY, 2.9 * DAY, 2 * DAY, HOUR, HOUR / 2]) await work(starts - before)
    const told = await notices(address)
    expect(told.map((text) => text.includes('3 hari lagi'))).toEqual([true, false])
    expect(told[1]).toContain('Aula Dinkes')
  })

  it('reminds nobody who has given the seat back, and anew when the training moves', async () => {
    const starts = noonIn(10)
    const session = await planSession(database, { startsAt: starts })
    const [gone, stays] = [stranger(), stranger()]
    for (const owner of [gone, stays]) await join(owner)
    await cancel(gone)
    await work(starts - 3 * DAY)
    await moveSession(database, session, starts + 5 * DAY)
    await work(starts + 2 * DAY)
    expect(await notices(gone)).toEqual([])
    expect(await notices(stays)).toHaveLength(2)
  })
})
