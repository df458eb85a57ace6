import type { announcementRules } from './announcement-schema.ts'
import { noticesFrom } from './notices.ts'
import { OF_SESSION, TAUGHT } from '../training/seats.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'

const DAY = 86_400_000

/** Whom a rule reaches with a session. */
export interface Audience {
  readonly session: string
  readonly training: string
  readonly reach: (typeof announcementRules.$inferSelect)['reach']
  /** Of the venue; null for a session that is only online: it reaches the nation. */
  readonly regency: string | null
  /** JSON of sectors; `[]` for all. */
  readonly sectors: string
  readonly everyDays: number
}

const LAST_WORD = `coalesce((select k.given from consents k
  where k.contact_id = r.contact_id and k.purpose = 'messages' order by k.at desc limit 1), 0)`

/** Why an owner is not told, or null; ?1 is the session, ?2 its training, ?3 the time from which others count. */
const WHY = `case
  when ${LAST_WORD} = 0 then 'noConsent'
  when c.messages_stopped then 'stopped'
  when exists (select 1 from notice_switches w where w.contact_id = r.contact_id and w.category = 'announcements') then 'off'
  when not exists (select 1 from addresses a where a.contact_id = r.contact_id and a.alias_of is null
    and a.blocked_at is null) then 'unreachable'
  when exists (select 1 from signups g join training_sessions x on x.id = g.session_id where g.contact_id = r.contact_id
    and x.training = ?2 and g.state in ('signed', 'waiting', 'offered', 'attended')) then 'takesIt'
  when exists (select 1 from notices n where n.once = 'wish/' || ?2 || '/' || r.contact_id || '/' || ?1) then 'wished'
  when exists (select 1 from notices n where n.contact_id = r.contact_id and n.type = 'trainingAnnounced'
    and n.created_at > ?3) then 'tooSoon'
end`
export const LEFT_OUT = [
  'noConsent',
  'stopped',
  'off',
  'unreachable',
  'takesIt',
  'wished',
  'tooSoon',
] as const

/** The registrations `r` that a rule is about; ?4 is the place, ?5 the sectors. */
function about({ reach, regency }: Audience): string {
  const place =
    regency === null || reach === 'nation'
      ? '?4 is null'
      : reach === 'province'
        ? 'r.province = ?4'
        : 'r.regency = ?4'
  return `${place} and r.status in ('submitted', 'verified', 'returned')
    and (?5 = '[]' or r.sector in (select value from json_each(?5)))`
}

function argsOf({ session, training, reach, regency, sectors, everyDays }: Audience, at: number): Argument[] {
  const place =
    regency === null || reach === 'nation' ? null : reach === 'province' ? regency.slice(0, 2) : regency
  return [session, training, at - everyDays * DAY, place, sectors]
}

/** Whether the rule `u` is about the session `s`, with what is taught as `t`. */
export const CONCERNS = `(coalesce(u.training = s.training, true) and (u.topic is null or u.topic = t.data->>'$.topic')
  and (u.region is null or u.region in (s.province, s.regency)))`

/** How many owners would be told, and how many are left out for what. */
export function countStatement(audience: Audience, at: number): Statement {
  const sql = `select coalesce(why, 'told') as why, count(*) as n from (select ${WHY} as why
    from registrations r join contacts c on c.id = r.contact_id where ${about(audience)}) group by 1`
  return { sql, args: argsOf(audience, at) }
}

/** Announces new sessions to those whom rules are about. */
export interface Announcer {
  /** Owes what is to be announced now, so much at a time; resolves to how many notices that made. */
  owe(at: number): Promise<number>
}

/** Registrations in one statement, and statements in one round. */
const PAGE = 500
const PAGES = 40

// Of sessions that can still be joined, and came after the rule was switched on.
const TO_ANNOUNCE = `
select u.id as rule, s.id as session, s.training, u.reach, s.regency, u.sectors, u.every_days,
  coalesce(d.after_at, 0) as after_at, coalesce(d.after_id, '') as after_id
from announcement_rules u join training_sessions s on s.status = 'open' and s.starts_at > ?1 and s.closes_at > ?1
  and s.created_at >= u.on_since ${TAUGHT}
left join announced_sessions d on d.rule_id = u.id and d.session_id = s.id
where u."on" and d.done_at is null and ${CONCERNS}
order by s.created_at limit 1`

const UP_TO = (audience: Audience) => `
select created_at, id from registrations r where ${about(audience)} and (r.created_at, r.id) > (?6, ?7)
  order by r.created_at, r.id limit 1 offset ?8`

const TOLD = (audience: Audience) => `
select 'announced/' || ?1 || '/' || r.contact_id, r.contact_id, ${OF_SESSION}, ?10, s.closes_at
from registrations r join contacts c on c.id = r.contact_id join training_sessions s on s.id = ?1 ${TAUGHT}
where ${about(audience)} and (r.created_at, r.id) > (?6, ?7) and (r.created_at, r.id) <= (?8, ?9) and ${WHY} is null`

const PROGRESS = `
insert into announced_sessions (rule_id, session_id, after_at, after_id, done_at) values (?1, ?2, ?3, ?4, ?5)
on conflict (rule_id, session_id) do update
set after_at = excluded.after_at, after_id = excluded.after_id, done_at = excluded.done_at
where (after_at, after_id) <= (excluded.after_at, excluded.after_id)`

const LAST: readonly [number, string] = [Number.MAX_SAFE_INTEGER, '']

/** For one process at a time; how far it is stands in the database. */
export function createAnnouncer(store: Store): Announcer {
  /** One page of one session; null when there is nothing to announce. */
  async function page(at: number): Promise<number | null> {
    const [next] = records<Next>(await store.read({ sql: TO_ANNOUNCE, args: [at] }))
    if (!next) return null
    const audience = { ...next, everyDays: Number(next.every_days) }
    const from = [...argsOf(audience, at), Number(next.after_at), next.after_id]
    const found = await store.read({ sql: UP_TO(audience), args: [...from, PAGE - 1] })
    const [until] = found.rows as readonly (readonly [unknown, string])[]
    const [untilAt, untilId] = until ? [Number(until[0]), until[1]] : LAST
    const [told] = await store.write(
      [
        noticesFrom('trainingAnnounced', { sql: TOLD(audience), args: [...from, untilAt, untilId, at] }, at),
        { sql: PROGRESS, args: [next.rule, next.session, untilAt, untilId, until ? null : at] },
      ],
      { idempotent: true },
    )
    return told!.changes
  }

  return {
    async owe(at) {
      let owed = 0
      for (let pages = 0; pages < PAGES; pages++) {
        const made = await page(at)
        if (made === null) break
        owed += made
      }
      return owed
    },
  }
}

interface Next extends Omit<Audience, 'everyDays'> {
  readonly rule: string
  readonly every_days: unknown
  readonly after_at: unknown
  readonly after_id: string
}
