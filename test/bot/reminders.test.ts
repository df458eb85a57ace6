import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { MOMENTS } from '../../src/db/notices/reminder-moments.ts'
import { seedContent, seedReminders } from '../../src/db/seed.ts'
import reminders from '../../src/db/seed/reminders.json' with { type: 'json' }
import { NOTICES } from '../../src/flows/notices.ts'
import { pirtReminders } from '../../src/flows/pirt/pirt-expiry.ts'
import { before, isSpan } from '../../src/flows/spans.ts'
import { KINDS, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { register } from './owner.ts'
import { passTime } from './tell.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Noon of a day in Jakarta. */
const noon = (day: string) => Date.parse(`${day}T12:00:00+07:00`)

describe.each(KINDS)('a reminder on a $kind', ({ open }) => {
  let database: TestDatabase
  let house: House
  beforeAll(async () => {
    database = await open()
    await seedContent(database.store)
    await seedReminders(database.store)
  })
  afterAll(() => database.drop())
  beforeEach(() => void (house = openHouse(database)))

  const write = (sql: string, ...args: (string | number | null)[]) => database.store.write([{ sql, args }])
  const told = async (address: Address) => {
    const { rows } = await database.store.read({
      sql: `select body_sealed from outbox where address = ?1 and kind = 'reminder' order by id`,
      args: [address],
    })
    return rows.map(([body]) => JSON.parse(database.vault.open(body as Uint8Array)) as Message)
  }
  const contactOf = async (address: Address) => {
    const { rows } = await database.store.read({
      sql: 'select contact_id from addresses where address = ?1',
      args: [address],
    })
    return rows[0]![0] as string
  }
  /** A registered owner with a product whose number or commitment ends on a day. */
  const withCase = async (
    product: string,
    { expiry = null, deadlineOn = null }: { expiry?: string | null; deadlineOn?: string | null },
  ) => {
    const address = await register(house)
    await write(
      `insert into pirt_cases (id, contact_id, product, food_group, step, number, expiry, deadline_on, verified,
        created_at, updated_at) values (?1, ?2, ?3, '04', 'done', '206351001000131', ?4, ?5, '["label"]', 0, 0)`,
      crypto.randomUUID().slice(0, 8),
      await contactOf(address),
      product,
      expiry,
      deadlineOn,
    )
    return address
  }

  it('tells once of a registration left unfinished for a day, and leads back into it', async () => {
    const address: Address = `web:${crypto.randomUUID()}`
    for (const said of ['daftar', '[Bahasa Indonesia]', 'setuju', 'boleh']) await house.say(address, said)
    const left = Math.floor(Date.now() / DAY) * DAY + 4 * HOUR
    await write('update runs set updated_at = ?2 where contact_id = ?1', await contactOf(address), left)
    await passTime(database, left + 20 * HOUR)
    expect(await told(address)).toEqual([])
    for (const hours of [25, 26, 49, 24 * 5]) await passTime(database, left + hours * HOUR)
    const [reminder, ...more] = await told(address)
    expect(reminder?.text).toContain('belum selesai')
    expect(more).toEqual([])
    const [flow, step, value] = reminder!.buttons![0]!.data.split(':') as [string, string, string]
    const [next] = await house.say(address, { type: 'choice', flow, step, value })
    expect(next?.text).toContain('Kita lanjutkan dari yang tadi')
  })

  it('says nothing of a registration to those who have finished it, or change it', async () => {
    const address = await register(house)
    await house.say(address, 'ubah data usaha')
    await passTime(database, noon(new Date(Date.now() + 2 * DAY).toISOString().slice(0, 10)))
    expect((await told(address)).filter(({ text }) => text.includes('belum selesai'))).toEqual([])
  })

  it('tells of the end of a PIRT number 12, 6, 3 and 1 months before, each once', async () => {
    const address = await withCase('Keripik Bu Sri', { expiry: '2031-08-31' })
    for (const day of [
      '2030-08-30',
      '2030-08-31',
      '2030-09-01',
      '2031-02-28',
      '2031-05-31',
      '2031-07-31',
      '2031-08-01',
    ])
      await passTime(database, noon(day))
    const texts = (await told(address)).map(({ text }) => text)
    expect(texts).toHaveLength(4)
    expect(texts[0]).toContain('Keripik Bu Sri')
    expect(texts[0]).toContain('31 Agustus 2031')
  })

  it('counts from the first day of the year when a number tells no more', async () => {
    const address = await withCase('Sambal', { expiry: '2032' })
    await passTime(database, noon('2031-11-30'))
    expect(await told(address)).toEqual([])
    await passTime(database, noon('2031-12-01'))
    expect((await told(address)).map(({ text }) => text.includes('tahun 2032'))).toEqual([true])
  })

  it('tells anew when the number was renewed', async () => {
    const address = await withCase('Abon', { expiry: '2033-03-10' })
    await passTime(database, noon('2033-02-10'))
    await write(`update pirt_cases set expiry = '2038-03-10' where expiry = '2033-03-10'`)
    await passTime(database, noon('2038-02-10'))
    expect((await told(address)).map(({ text }) => /\d{4}\./.exec(text)?.[0])).toEqual(['2033.', '2038.'])
  })

  it('tells of a commitment that must be kept soon, with what is still open, and opens the product', async () => {
    const address = await withCase('Kue kering', { deadlineOn: '2029-06-30' })
    for (const day of ['2029-05-30', '2029-05-31', '2029-06-16', '2029-06-27', '2029-06-28'])
      await passTime(database, noon(day))
    const reminders = await told(address)
    expect(reminders).toHaveLength(3)
    expect(reminders[0]?.text).toContain('30 Juni 2029')
    expect(reminders[0]?.text).toContain('Pelatihan PKP')
    expect(reminders[0]?.text).not.toContain('• Label')
    const [flow, step, value] = reminders[0]!.buttons![0]!.data.split(':') as [string, string, string]
    expect((await house.say(address, { type: 'choice', flow, step, value }))[0]?.text).toContain('Kue kering')
  })

  it('is found by several processes at the same time and told once', async () => {
    const owners = await Promise.all(
      Array.from({ length: 12 }, (_, n) => withCase(`Bersama ${n}`, { expiry: '2041-04-10' })),
    )
    await Promise.all(Array.from({ length: 4 }, () => passTime(database, noon('2041-03-10'))))
    for (const owner of owners) expect(await told(owner)).toHaveLength(1)
  })

  it('is found at night and told in the morning, where the owner lives', async () => {
    const address = await withCase('Malam', { expiry: '2042-04-10' })
    await write(`update contacts set time_zone = 'Asia/Jayapura' where id = ?1`, await contactOf(address))
    await passTime(database, Date.parse('2042-03-10T05:30:00+07:00'))
    expect(await told(address)).toEqual([])
    await passTime(database, Date.parse('2042-03-10T06:30:00+07:00'))
    expect(await told(address)).toHaveLength(1)
  })

  it('is not told when an admin has switched it off', async () => {
    const address = await withCase('Mati', { expiry: '2043-04-10' })
    await write(`update reminders set "on" = 0 where id = 'pirt-expiry-1-month'`)
    await passTime(database, noon('2043-03-10'))
    await write(`update reminders set "on" = 1`)
    expect(await told(address)).toEqual([])
  })
})

describe('the seed', () => {
  it.each(reminders)('$id says when and what', ({ moment, offset, within, notice }) => {
    expect(MOMENTS).toHaveProperty(moment)
    expect(NOTICES).toHaveProperty(notice)
    expect([offset, within].every(isSpan)).toBe(true)
  })

  it('reminds of the end of a PIRT number when its page says so', () => {
    const offsets = reminders.filter(({ moment }) => moment === 'pirtExpires').map(({ offset }) => offset)
    const months = pirtReminders('2031-05-31').map(({ monthsBefore }) => `-P${monthsBefore}M`)
    expect(offsets).toEqual(months)
  })
})

describe('a span', () => {
  const at = Date.parse('2028-02-29T05:00:00Z')
  it.each([
    ['P1M', '2028-01-31'],
    ['-P1M', '2028-03-31'],
    ['-P12M', '2029-02-28'],
    ['P3D', '2028-02-26'],
    ['-PT1H', '2028-02-29'],
  ])('%s before', (span, day) => {
    expect(new Date(before(at, span)).toISOString().slice(0, 10)).toBe(day)
  })

  it.each(['', 'P', '3D', 'P1Y', 'P-1D', 'PT', 'P1.5D'])('%j is none', (text) => {
    expect(isSpan(text)).toBe(false)
  })
})
