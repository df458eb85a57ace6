import type { Session } from '../flows/sessions.ts'
import { type NoticeKind, trainingReminders } from '../flows/training-notices.ts'
import type { Wording } from '../flows/types.ts'
import { enqueueStatements } from './outbox.ts'
import { column, set } from './rows.ts'
import { moveUp } from './seats.ts'
import { records, type Store } from './store.ts'
import type { OutboxRow } from './turns.ts'
import type { Vault } from './vault.ts'

/** Somebody who is to be told something about a session. */
export interface DueNotice {
  readonly kind: NoticeKind
  readonly contactId: string
  /** Null when nothing reaches them any more. */
  readonly address: string | null
  readonly language: string
  readonly title: Wording
  readonly session: Session & { readonly link: string | null }
}

/** A notice told: for an offer, with the time that it stands until. */
export interface Told {
  readonly notice: DueNotice
  readonly until: number | null
  readonly row: OutboxRow | null
}

/** The queues of sessions that are full, and what their people are to be told. */
export interface WaitingLists {
  /** Ends the offers whose time is over and gives free seats to the next. */
  settle(at: number): Promise<void>
  due(at: number): Promise<readonly DueNotice[]>
  /** The messages and that they were sent, in one commit. */
  tell(told: readonly Told[], at: number): Promise<void>
}

const EXPIRE = `
update signups set state = 'cancelled', notice = 'expired', offer_until = null, updated_at = ?1
where state = 'offered' and offer_until <= ?1`

const MOVE_UP = moveUp(`select distinct session_id from signups where state = 'waiting'`)

const REACHED = 'a.contact_id = d.contact_id and a.alias_of is null and a.blocked_at is null'

// Who has signed up since the moment of a reminder knows already.
const DUE = `
with due as (
  select notice as kind, session_id, contact_id, channel from signups where notice is not null
  union all
  select iif(s.starts_at - ?3 <= ?1, 'hour', 'days'), g.session_id, g.contact_id, g.channel from training_sessions s
  join signups g on g.session_id = s.id and g.state = 'signed' join contacts c on c.id = g.contact_id
  where s.status = 'open' and s.starts_at > ?1 and s.starts_at <= ?1 + ?2 and not c.messages_stopped
    and iif(s.starts_at - ?3 <= ?1, g.reminded < 2 and g.updated_at < s.starts_at - ?3,
      g.reminded < 1 and g.updated_at < s.starts_at - ?2)
  union all
  select 'scheduled', s.id, w.contact_id, w.channel from (
    select id, training, min(starts_at) from training_sessions
    where status = 'open' and starts_at > ?1 and closes_at > ?1 group by training) s
  join training_wishes w on w.training = s.training and w.told_at is null
  join contacts c on c.id = w.contact_id and not c.messages_stopped
  limit ?4)
select d.kind, d.contact_id, c.language, s.*, coalesce(t.data->>'$.title', json_object('id', s.training)) as title,
  coalesce((select max(a.address) from addresses a where ${REACHED} and a.channel = d.channel),
    (select max(a.address) from addresses a where ${REACHED})) as address
from due d join training_sessions s on s.id = d.session_id join contacts c on c.id = d.contact_id
left join content t on t.kind = 'trainings' and t.id = s.training`

const TOLD = `
update signups set notice = iif(notice = ${column(2)}, null, notice), reminded = max(reminded, ${column(3)}),
  offer_until = iif(state = 'offered', coalesce(${column(4)}, offer_until), null)
from json_each(?1) j where signups.session_id = ${column(0)} and signups.contact_id = ${column(1)}`

const WISH_TOLD = `
update training_wishes set told_at = ?2 where (training, contact_id) in (
  select ${column(0)}, ${column(1)} from json_each(?1) j)`

/** Notices in one commit. */
const PAGE = 200
const REMINDED = { offered: 0, expired: 0, scheduled: 0, days: 1, hour: 2 } as const

export function createWaitingLists(store: Store, vault: Vault): WaitingLists {
  const [days, hour] = trainingReminders({ startsAt: 0 }).map(({ at }) => -at) as [number, number]
  return {
    async settle(at) {
      await store.write([
        { sql: EXPIRE, args: [at] },
        { sql: MOVE_UP, args: [null, at] },
      ])
    },
    async due(at) {
      const found = await store.read({ sql: DUE, args: [at, days, hour, PAGE] })
      return records<Row>(found).map(noticeOf)
    },
    async tell(told, at) {
      const marks = told.map(({ notice: { session, contactId, kind }, until }) => [
        session.id,
        contactId,
        kind,
        REMINDED[kind],
        until,
      ])
      const wishes = told
        .filter(({ notice }) => notice.kind === 'scheduled')
        .map(({ notice: { session, contactId } }) => [session.training, contactId])
      const rows = told.flatMap(({ row }) => row ?? [])
      await store.write(
        [...set(TOLD, marks), ...set(WISH_TOLD, wishes, at), ...enqueueStatements(rows, at, vault)],
        { idempotent: true },
      )
    },
  }
}

interface Row {
  readonly kind: NoticeKind
  readonly contact_id: string
  readonly address: string | null
  readonly language: string
  readonly title: string
  readonly id: string
  readonly training: string
  readonly time_zone: string
  readonly venue: string | null
  readonly map: string | null
  readonly regency: string | null
  readonly link: string | null
  readonly [time: string]: unknown
}

function noticeOf(row: Row): DueNotice {
  const { kind, contact_id: contactId, address, language, id, training, venue, map, regency, link } = row
  const session = {
    id,
    training,
    startsAt: Number(row['starts_at']),
    endsAt: Number(row['ends_at']),
    closesAt: Number(row['closes_at']),
    timeZone: row.time_zone,
    venue,
    map,
    regency,
    link,
    online: link !== null,
    quota: Number(row['quota']),
    left: 0,
  }
  return { kind, contactId, address, language, title: JSON.parse(row.title) as Wording, session }
}
