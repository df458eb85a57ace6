import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { createAnnouncer } from '../../src/db/notices/announcements.ts'
import { createAnnouncementRules, type RuleFields } from '../../src/db/notices/announcement-rules.ts'
import { createAudit } from '../../src/db/office/audit.ts'
import { createReader } from '../../src/db/store/reader.ts'
import { seedContent } from '../../src/db/seed.ts'
import { planSession } from '../db/sessions.ts'
import { KINDS, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { ANSWERS } from './owner.ts'
import { tellNotices } from './tell.ts'

const DAY = 86_400_000
/** The next noon in Jakarta. */
const NOON = (Math.floor(Date.now() / DAY) + 1) * DAY + 5 * 3_600_000
const RULE: RuleFields = {
  name: 'Pelatihan keamanan pangan',
  topic: 'pirt',
  training: null,
  region: null,
  sectors: ['foodProducts'],
  reach: 'regency',
  everyDays: 7,
  on: true,
}

/** What an owner there says, who works in that sector and wants news or not. */
const answers = (place: string, sector: string, messages: string) =>
  ANSWERS.map((said) =>
    said === 'banyuwangi' ? place : said === 'makanan' ? sector : said === '[Tidak usah]' ? messages : said,
  )

describe.each(KINDS)('a new training session on a $kind', ({ open }) => {
  let database: TestDatabase
  let house: House
  const owners: { [name: string]: Address } = {}
  const rules = () =>
    createAnnouncementRules(
      database.store,
      createReader(database.store, database.url),
      createAudit(database.store, database.vault),
    )

  beforeAll(async () => {
    database = await open()
    await seedContent(database.store)
    house = openHouse(database)
    owners['here'] = await registered(answers('banyuwangi', 'makanan', '[Boleh]'))
    owners['here too'] = await registered(answers('banyuwangi', 'makanan', '[Boleh]'))
    owners['without consent'] = await registered(ANSWERS)
    owners['other sector'] = await registered(answers('banyuwangi', 'kerajinan', '[Boleh]'))
    owners['stopped'] = await registered([...answers('banyuwangi', 'makanan', '[Boleh]'), 'berhenti'])
  })
  afterAll(() => database.drop())

  async function registered(said: readonly string[]): Promise<Address> {
    const address: Address = `web:${crypto.randomUUID()}`
    for (const one of said) await house.say(address, one)
    return address
  }
  async function told(session: string): Promise<string[]> {
    const { rows } = await database.store.read({
      sql: `select a.address, o.body_sealed from outbox o join notices n on n.message = o.id
        join addresses a on a.contact_id = o.contact_id where n.once like 'announced/' || ?1 || '/%'`,
      args: [session],
    })
    for (const [, body] of rows) {
      const { text, buttons } = JSON.parse(database.vault.open(body as Uint8Array)) as Message
      expect(text).toContain('Penyuluhan Keamanan Pangan')
      expect(buttons?.[0]?.data).toBe(`go:session:${session}`)
    }
    return rows.map(([address]) => Object.keys(owners).find((name) => owners[name] === address)!).toSorted()
  }
  const pass = async (at: number) => {
    await createAnnouncer(database.store).owe(at)
    await tellNotices(database, at)
  }

  it('announces itself once to those whom a rule is about, and not to those who did not agree', async () => {
    const before = await planSession(database)
    await rules().create({ id: 'r1', ...RULE }, { actor: 'admin', at: Date.now() + 1 })
    await database.store.write([
      { sql: 'update announcement_rules set on_since = ?1', args: [Date.now() + 1] },
    ])
    const session = await planSession(database)
    await database.store.write([
      { sql: 'update training_sessions set created_at = ?2 where id = ?1', args: [session, Date.now() + 10] },
    ])
    const [rule] = await rules().list()
    expect(await rules().preview(rule!, session, NOON)).toEqual({
      concerns: true,
      told: 2,
      leftOut: { noConsent: 1, stopped: 1, off: 0, unreachable: 0, takesIt: 0, wished: 0, tooSoon: 0 },
    })
    await Promise.all([pass(NOON), pass(NOON)])
    await pass(NOON)
    expect(await told(session)).toEqual(['here', 'here too'])
    expect(await told(before)).toEqual([])
  })

  it('tells nobody of another one too soon', async () => {
    const next = await planSession(database, { startsAt: Date.now() + 20 * DAY })
    await database.store.write([
      { sql: 'update training_sessions set created_at = ?2 where id = ?1', args: [next, NOON + DAY] },
    ])
    await pass(NOON + 2 * DAY)
    expect(await told(next)).toEqual([])
  })

  it('is silent when the rule is off, elsewhere, or about something else', async () => {
    const later = NOON + 30 * DAY
    const [rule] = await rules().list()
    const made = async (more: Parameters<typeof planSession>[1]) => {
      const session = await planSession(database, { startsAt: Date.now() + 60 * DAY, ...more })
      await database.store.write([
        { sql: 'update training_sessions set created_at = ?2 where id = ?1', args: [session, later] },
      ])
      return session
    }
    const other = await made({ training: 'halal-bpjph' })
    await pass(later)
    expect(await told(other)).toEqual([])
    await rules().change(rule!, { ...RULE, on: false }, { actor: 'admin', at: later })
    const silent = await made({})
    await pass(later)
    expect(await told(silent)).toEqual([])
  })
})
