import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { prune } from '../../src/db/upkeep/maintenance.ts'
import { seedContent } from '../../src/db/seed.ts'
import { KINDS, type TestDatabase } from '../db/stores.ts'
import { openHouse } from './house.ts'
import { register } from './owner.ts'

const DAY = 86_400_000
const YEAR = 365 * DAY
const idOf = (at: number) =>
  at.toString(16).padStart(12, '0').toUpperCase() + crypto.randomUUID().slice(0, 4).toUpperCase() + '12345678'

describe.each(KINDS)('what owners were promised, on a $kind', ({ open }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
    await seedContent(database.store)
  })
  afterAll(() => database.drop())

  /** An owner who registered long ago, wrote last when it says, and has a certificate. */
  async function owner(silentFor: number): Promise<{ address: Address; contact: string }> {
    const then = Date.now() - 4 * YEAR
    const address = await register(openHouse(database))
    const { rows } = await database.store.read({
      sql: 'select contact_id from addresses where address = ?1',
      args: [address],
    })
    // Ids begin with the time at which a contact first wrote.
    const [contact, old] = [rows[0]![0] as string, idOf(then)]
    const tables = ['addresses', 'registrations', 'consents', 'runs', 'events', 'outbox']
    const copy = `insert into contacts select ?2, language, active_flow, lock, failures, messages_stopped, time_zone, ?3, ?4
      from contacts where id = ?1`
    await database.store.write([
      { sql: copy, args: [contact, old, then, Date.now() - silentFor] },
      ...tables.map((table) => ({
        sql: `update ${table} set contact_id = ?2 where contact_id = ?1`,
        args: [contact, old],
      })),
      {
        sql: `insert into training_certificates (number, session_id, contact_id, name_sealed, issued_at)
          values (?1, ?1, ?2, ?3, ?4)`,
        args: [`NKP-${crypto.randomUUID()}`, old, database.vault.seal('Sri'), then],
      },
    ])
    return { address, contact: old }
  }

  const count = async (table: string, contact: string) => {
    const sql = `select count(*) from ${table} where contact_id = ?1`
    return Number((await database.store.read({ sql, args: [contact] })).rows[0]![0])
  }

  it('a registration goes two years after the owner last wrote, and what they agreed to stays', async () => {
    const [silent, recent] = [await owner(2 * YEAR + DAY), await owner(2 * YEAR - DAY)]
    await prune(database.store, Date.now())
    expect([
      await count('registrations', silent.contact),
      await count('registrations', recent.contact),
    ]).toEqual([0, 1])
    expect(await count('consents', silent.contact)).toBeGreaterThan(0)
    const [answer] = await openHouse(database).say(silent.address, 'status')
    expect(answer?.text).toContain('belum terdaftar')
    expect(await prune(database.store, Date.now())).toBe(0)
  })

  it('a certificate stays for five years, then it goes too', async () => {
    const { contact } = await owner(3 * YEAR)
    await prune(database.store, Date.now())
    expect(await count('training_certificates', contact)).toBe(1)
    await prune(database.store, Date.now() + YEAR + DAY)
    expect(await count('training_certificates', contact)).toBe(0)
  })

  it('an answer in a conversation left alone goes after thirty days', async () => {
    const house = openHouse(database)
    const address: Address = `web:${crypto.randomUUID()}`
    for (const said of ['daftar', '[Bahasa Indonesia]', 'setuju']) await house.say(address, said)
    const { rows } = await database.store.read({
      sql: 'select contact_id from addresses where address = ?1',
      args: [address],
    })
    const contact = rows[0]![0] as string
    await prune(database.store, Date.now() + 29 * DAY)
    expect(await count('runs', contact)).toBe(1)
    await prune(database.store, Date.now() + 31 * DAY)
    expect(await count('runs', contact)).toBe(0)
  })
})
