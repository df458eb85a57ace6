import { OF_SESSION, TAUGHT } from '../training/seats.ts'

/**
 * What reminders count from: a query for the moments after ?1 and until ?2, which gives for each
 * - `id`: what is reminded of, to whom, and with which moment: told once, and anew when the moment changes
 * - `contact_id`, `data` (what the notice's text needs) and `at`
 * - `known_at`: since when the contact knows of it; who learns of it after the reminder's time is not reminded
 * - `valid_until`: when telling is of no use any more
 */
export interface Moment {
  readonly sql: string
  /** Moments are days, `YYYY-MM-DD`, instead of milliseconds. */
  readonly days?: boolean
  /** It is looked for every so many minutes. */
  readonly every: number
  /** No index finds it: this whole table is looked at, page by page, rowids after ?3 and until ?4. */
  readonly table?: string
}

const FIRST_DAY = `iif(length(p.expiry) = 4, p.expiry || '-01-01', p.expiry)`
const START_OF = (day: string) => `unixepoch(${day}) * 1000`

export const MOMENTS: { readonly [moment: string]: Moment } = {
  registrationLeft: {
    sql: `select u.contact_id || '/' || u.started_at as id, u.contact_id, '{}' as data, u.updated_at as at, 0 as known_at,
      null as valid_until
      from runs u where u.rowid > ?3 and u.rowid <= ?4 and u.flow = 'registration'
        and u.updated_at > ?1 and u.updated_at <= ?2 and not exists (
          select 1 from registrations r where r.contact_id = u.contact_id and r.status in ('submitted', 'verified'))`,
    every: 60,
    table: 'runs',
  },
  sessionStarts: {
    sql: `select s.id || '/' || g.contact_id || '/' || s.starts_at as id, g.contact_id,
      ${OF_SESSION} as data,
      s.starts_at as at, g.updated_at as known_at, s.starts_at as valid_until
      from training_sessions s join signups g on g.session_id = s.id and g.state = 'signed'
      ${TAUGHT}
      where s.status = 'open' and s.starts_at > ?1 and s.starts_at <= ?2`,
    every: 1,
  },
  pirtDeadline: {
    sql: `select p.id || '/' || p.deadline_on as id, p.contact_id,
      json_object('case', p.id, 'product', p.product, 'deadlineOn', p.deadline_on, 'verified', json(p.verified)) as data,
      ${START_OF('p.deadline_on')} as at, 0 as known_at, ${START_OF('p.deadline_on')} as valid_until
      from pirt_cases p where p.deadline_on > ?1 and p.deadline_on <= ?2 and json_array_length(p.verified) < 4`,
    days: true,
    every: 30,
  },
  pirtExpires: {
    sql: `select p.id || '/' || p.expiry as id, p.contact_id,
      json_object('case', p.id, 'product', p.product, 'number', p.number, 'expiry', p.expiry) as data,
      ${START_OF(FIRST_DAY)} as at, 0 as known_at, null as valid_until
      from pirt_cases p where p.expiry > ?1 and p.expiry <= ?2`,
    days: true,
    every: 30,
  },
}
