import type { Audit } from '../office/audit.ts'
import { maskName } from '../registrations/registrations.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { column, set } from '../store/rows.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import type { signups as table } from './training-schema.ts'
import type { Vault } from '../vault.ts'
import type { By } from '../office/audited.ts'

type State = (typeof table.$inferSelect)['state']

/** Somebody who has signed up for a session; the name is masked. */
export interface Participant {
  /** What the participant is called in the office: no name, no number. */
  readonly participant: string
  readonly name: string | null
  /** Of the registration, when there is one within the scope. */
  readonly number: string | null
  readonly state: State
  readonly channel: string
  readonly queuedAt: number
}

export interface IssuedCertificate {
  readonly number: string
  readonly participant: string
  readonly name: string
  readonly issuedAt: number
  readonly revokedAt: number | null
}

export interface Feedback {
  readonly count: number
  readonly average: number | null
  /** How many gave 1, 2, … 5. */
  readonly ratings: readonly number[]
  /** Newest first, without who said it. */
  readonly words: readonly string[]
}

/** What becomes of a participant, by the officer at the door; a certificate's number for who was there. */
export interface Attendance {
  readonly participant: string
  readonly state: 'attended' | 'absent' | 'signed'
  readonly number: string
}

/** Who comes to a session, and what they take home. Whoever asks has looked whether the session is within the scope. */
export interface Signups {
  /** In the order in which they signed up; the queue's among them. */
  page(
    scope: Scope,
    session: string,
    query: { readonly state?: State; readonly limit: number; readonly after?: Cursor },
  ): Promise<Page<Participant>>
  /** The names as they are. Whoever asks writes it to the audit log first. */
  names(session: string): Promise<readonly { readonly participant: string; readonly name: string | null }[]>
  /** Resolves to those whom it held for: who has a seat, or had one. */
  attend(session: string, attendance: readonly Attendance[], by: By): Promise<ReadonlySet<string>>
  certificates(session: string): Promise<readonly IssuedCertificate[]>
  /** False for a certificate that is not of the session, or is revoked already. */
  revoke(session: string, number: string, by: By & { readonly reason: string }): Promise<boolean>
  feedback(session: string): Promise<Feedback>
}

const SHEET = 1000
const WORDS = 50

const NAME = 'coalesce(r.owner_name_sealed, g.name_sealed)'
const PEOPLE = 'from signups g left join registrations r on r.contact_id = g.contact_id'

const ATTEND = `
update signups set state = ${column(1)}, updated_at = ?2
from json_each(?1) j where signups.session_id = ?3 and signups.contact_id = ${column(0)}
  and state in ('signed', 'attended', 'absent')`
const CERTIFY = `
insert into training_certificates (number, session_id, contact_id, issued_at, name_sealed)
select ${column(2)}, g.session_id, g.contact_id, ?2, ${NAME} from json_each(?1) j
join signups g on g.session_id = ?3 and g.contact_id = ${column(0)} and g.state = 'attended'
left join registrations r on r.contact_id = g.contact_id
where ${NAME} is not null
on conflict (session_id, contact_id) do update set revoked_at = null`
const WAS_NOT_THERE = `
update training_certificates set revoked_at = ?2
where session_id = ?3 and revoked_at is null and contact_id in (
  select g.contact_id from json_each(?1) j
  join signups g on g.session_id = ?3 and g.contact_id = ${column(0)} and g.state <> 'attended')`
const HELD = `
select contact_id from signups where session_id = ?2 and contact_id in (select value from json_each(?1))
  and state in ('signed', 'attended', 'absent')`
const REVOKE = `
update training_certificates set revoked_at = ?3 where session_id = ?1 and number = ?2 and revoked_at is null`

/** Names are masked but for `names`; attendance, certificates and the audit are one commit. */
export function createSignups(store: Store, audit: Audit, vault: Vault): Signups {
  const read = async (sql: string, ...args: Argument[]) => store.read({ sql, args })
  const open = (sealed: unknown) => (sealed === null ? null : vault.open(sealed as Uint8Array))

  return {
    async page(scope, session, { state, limit, after }) {
      const found = await read(
        `select g.contact_id, g.state, g.channel, g.queued_at, ${NAME} as name,
          iif(${within(scope, 'r.regency', 1, 'g.contact_id')}, r.number, null) as number ${PEOPLE}
          where g.session_id = ?2 and (?3 is null or g.state = ?3)
            and (?4 is null or (g.queued_at, g.contact_id) > (?4, ?5))
          order by g.queued_at, g.contact_id limit ?6`,
        placesIn(scope),
        session,
        state ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      const items = records<Row>(found).map((row): Participant => {
        const name = open(row['name'])
        return {
          participant: row['contact_id'] as string,
          name: name && maskName(name),
          number: row['number'] as string | null,
          state: row['state'] as State,
          channel: row['channel'] as string,
          queuedAt: Number(row['queued_at']),
        }
      })
      return pageFrom(items, limit, (last) => [last.queuedAt, last.participant])
    },

    async names(session) {
      const { rows } = await read(
        `select g.contact_id, ${NAME} ${PEOPLE} where g.session_id = ?1 and g.state not in ('cancelled', 'waiting')
          order by g.queued_at limit ${SHEET}`,
        session,
      )
      return rows.map(([participant, name]) => ({ participant: participant as string, name: open(name) }))
    },

    async attend(session, attendance, { actor, at }) {
      const rows = attendance.map(({ participant, state, number }) => [participant, state, number])
      const { rows: held } = await read(
        HELD,
        JSON.stringify(attendance.map(({ participant }) => participant)),
        session,
      )
      const detail = { attended: attendance.filter(({ state }) => state === 'attended').length }
      const writes = [ATTEND, CERTIFY, WAS_NOT_THERE].flatMap((sql) => set(sql, rows, at, session))
      await audit.append({ actor, action: 'session.attendance', subject: session, detail }, at, writes)
      return new Set(held.map(([participant]) => participant as string))
    },

    async certificates(session) {
      const found = await read(
        'select * from training_certificates where session_id = ?1 order by issued_at, number',
        session,
      )
      return records<Row>(found).map((row) => ({
        number: row['number'] as string,
        participant: row['contact_id'] as string,
        name: maskName(open(row['name_sealed'])!),
        issuedAt: Number(row['issued_at']),
        revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
      }))
    },

    async revoke(session, number, { actor, at, reason }) {
      const { rows } = await read(
        'select 1 from training_certificates where session_id = ?1 and number = ?2 and revoked_at is null',
        session,
        number,
      )
      if (rows.length === 0) return false
      const entry = { actor, action: 'certificate.revoked', subject: number, detail: { reason } }
      await audit.append(entry, at, [{ sql: REVOKE, args: [session, number, at] }])
      return true
    },

    async feedback(session) {
      const found = await read(
        'select rating, words_sealed from training_feedback where session_id = ?1 order by at desc',
        session,
      )
      const given = found.rows.map(([rating]) => Number(rating))
      return {
        count: given.length,
        average: given.length === 0 ? null : given.reduce((sum, one) => sum + one, 0) / given.length,
        ratings: [1, 2, 3, 4, 5].map((rating) => given.filter((one) => one === rating).length),
        words: found.rows.flatMap(([, words]) => open(words) ?? []).slice(0, WORDS),
      }
    },
  }
}

interface Row {
  readonly [column: string]: unknown
}
