import { forgetStatements } from '../effects/rights.ts'
import type { Store } from '../store/store.ts'

const DAY = 86_400_000
/** What owners were told when they consented (`registration:consent`): so long after they last wrote. */
const REGISTERED = 2 * 365 * DAY
/** The same for names on attendance lists and certificates (`signUp:consent`). */
const TRAINED = 5 * 365 * DAY

/** Contacts looked at in one statement. */
const PAGE = 500

// Who is new cannot have been silent for long: ids begin with the time at which a contact first wrote.
const NEXT = `select max(id) from (select id from contacts where id > ?1 and id < ?2 order by id limit ?3)`

const HELD = [
  'registrations',
  'interests',
  'handovers',
  'pirt_cases',
  'cluster_members',
  'product_cards',
  'runs',
]
const LAPSED = `
select c.id from contacts c where c.id > ?1 and c.id <= ?2 and c.last_inbound_at < ?3
  and (${HELD.map((table) => `exists (select 1 from ${table} h where h.contact_id = c.id)`).join(' or ')}
    or exists (select 1 from addresses a where a.contact_id = c.id and a.phone_sealed is not null))`

// The contact is read anew, and with it that there is no registration any more.
const LOCK = 'update contacts set lock = lock + 1 where id = ?1'

const OLD_SESSIONS = `select id from training_sessions where status in ('open', 'cancelled') and starts_at < ?1`
const OLD_TRAININGS = [
  `delete from signups where session_id in (${OLD_SESSIONS})`,
  `delete from training_feedback where session_id in (${OLD_SESSIONS})`,
  'delete from training_certificates where issued_at < ?1',
]

/** Destroys what was promised to be kept no longer; resolves to how many contacts and rows that were. Once a day. */
export async function keepPromises(store: Store, now: number): Promise<number> {
  const silent = now - REGISTERED
  const newest = Math.max(0, silent).toString(16).padStart(12, '0').toUpperCase()
  let gone = 0
  for (let from = ''; ;) {
    const { rows } = await store.read({ sql: NEXT, args: [from, newest, PAGE] })
    const until = rows[0]![0] as string | null
    if (until === null) break
    const lapsed = await store.read({ sql: LAPSED, args: [from, until, silent] })
    for (const [id] of lapsed.rows) await forget(id as string)
    gone += lapsed.rows.length
    from = until
  }
  for (const sql of OLD_TRAININGS) {
    const [result] = await store.write([{ sql, args: [now - TRAINED] }], { idempotent: true })
    gone += result!.changes
  }
  return gone

  async function forget(id: string): Promise<void> {
    await store.write([{ sql: LOCK, args: [id] }, ...forgetStatements(id, 'certificates')], {
      idempotent: true,
    })
  }
}
