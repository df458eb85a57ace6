import type { Audit } from '../office/audit.ts'
import { dropNotices, noticesFrom } from '../notices/notices.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { FREE, offerSeats } from './seats.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import { type By, ONE_CHANGED, unlessChanged } from '../office/audited.ts'

/** A training at a time and place, as officers enter it. Times are milliseconds since the epoch. */
export interface SessionFields {
  readonly training: string
  readonly startsAt: number
  readonly endsAt: number
  readonly closesAt: number
  readonly timeZone: string
  readonly venue: string | null
  readonly map: string | null
  readonly link: string | null
  /** Of the venue; for a session that is only online, whose it is. Null for the nation's. */
  readonly regency: string | null
  readonly quota: number
}

/** The same as it stands, with how many have signed up. */
export interface TrainingSession extends SessionFields {
  readonly id: string
  readonly status: 'open' | 'cancelled'
  readonly version: number
  readonly signed: number
  readonly offered: number
  readonly waiting: number
  readonly attended: number
  readonly absent: number
  readonly left: number
}

export interface SessionQuery {
  readonly training?: string
  readonly status?: TrainingSession['status']
  /** `from` itself is within the range, `to` is not. */
  readonly from?: number
  readonly to?: number
  readonly sort: 'startsAt' | '-startsAt'
  readonly limit: number
  readonly after?: Cursor
}

/** When and where trainings are held. A session belongs to the region of its venue; what lies elsewhere is not there. */
export interface TrainingSessions {
  page(scope: Scope, query: SessionQuery): Promise<Page<TrainingSession>>
  find(scope: Scope, id: string): Promise<TrainingSession | null>
  /** What is shown at the venue, to check in with. */
  checkInCode(id: string): Promise<string>
  create(
    session: SessionFields & { readonly id: string; readonly checkInCode: string },
    by: By,
  ): Promise<void>
  /**
   * Those with a seat or in the queue are told when `tell` says so; seats that are new go to the queue. `changed`:
   * somebody else was first, and nothing was written.
   */
  change(
    before: TrainingSession,
    fields: SessionFields,
    by: By & { readonly tell: boolean },
  ): Promise<'done' | 'changed'>
  /** Everybody who has signed up is told. */
  cancel(session: TrainingSession, by: By): Promise<'done' | 'changed'>
}

const counted = (state: string): string =>
  `(select count(*) from signups g where g.session_id = s.id and g.state = '${state}') as ${state}`

const SELECT = `
select s.*, max(0, ${FREE}) as free, ${['signed', 'offered', 'waiting', 'attended', 'absent'].map(counted).join(', ')}
from training_sessions s`

const NOT_OVERFULL = `
insert into guards select 0 from training_sessions s where s.id = ?1 and ${FREE} < 0`

const FIELDS = `training, starts_at, ends_at, closes_at, time_zone, venue, map, link, regency, province, quota`
const VALUES = Array.from({ length: 11 }, (_, at) => `?${at + 2}`).join(', ')
const CREATE = `
insert into training_sessions (id, ${FIELDS}, check_in_code, created_at) values (?1, ${VALUES}, ?13, ?14)`
const CHANGE = `
update training_sessions set (${FIELDS}) = (${VALUES}), version = version + 1
where id = ?1 and version = ?13 and status = 'open'`
const CANCEL = `
update training_sessions set status = 'cancelled', version = version + 1
where id = ?1 and version = ?2 and status = 'open'`

// Who is told of a new time knows it: only what comes due after that is reminded of.
const KNOWN = `update signups set updated_at = ?2 where session_id = ?1 and state = 'signed'`

const CONCERNED = `
select 'session/' || s.id || '/' || ?2 || '/' || g.contact_id, g.contact_id,
  json_object('title', json(coalesce(c.data->>'$.title', json_object('id', s.training))), 'session', json_object(
    'id', s.id, 'training', s.training, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'closesAt', s.closes_at,
    'timeZone', s.time_zone, 'venue', s.venue, 'map', s.map, 'regency', s.regency,
    'link', iif(g.state = 'signed', s.link, null), 'online', json(iif(s.link is null, 'false', 'true')),
    'quota', s.quota, 'left', 0)), ?3, s.ends_at
from signups g join training_sessions s on s.id = g.session_id
left join content c on c.kind = 'trainings' and c.id = s.training
where s.id = ?1 and g.state in ('signed', 'offered', 'waiting')`

/** A change, what it does to the seats, the notices and the audit are one commit. */
export function createTrainingSessions(store: Store, audit: Audit): TrainingSessions {
  const read = async (where: string, ...args: Argument[]): Promise<TrainingSession[]> =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map(sessionOf)

  async function write(id: string, action: string, { actor, at }: By, writes: readonly Statement[]) {
    return unlessChanged(audit.append({ actor, action, subject: id, detail: {} }, at, writes))
  }

  return {
    async page(scope, { training, status, from, to, sort, limit, after }) {
      const [beyond, order] = sort === 'startsAt' ? ['>', 'asc'] : ['<', 'desc']
      const found = await read(
        `${within(scope, 's.regency')} and (?2 is null or s.training = ?2) and (?3 is null or s.status = ?3)
          and s.starts_at >= ?4 and s.starts_at < ?5 and (?6 is null or (s.starts_at, s.id) ${beyond} (?6, ?7))
          order by s.starts_at ${order}, s.id ${order} limit ?8`,
        placesIn(scope),
        training ?? null,
        status ?? null,
        from ?? 0,
        to ?? Number.MAX_SAFE_INTEGER,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.startsAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`s.id = ?2 and ${within(scope, 's.regency')}`, placesIn(scope), id)
      return found ?? null
    },
    async checkInCode(id) {
      const sql = 'select check_in_code from training_sessions where id = ?1'
      return (await store.read({ sql, args: [id] })).rows[0]![0] as string
    },
    async create({ id, checkInCode, ...fields }, by) {
      const insert = { sql: CREATE, args: [id, ...valuesOf(fields), checkInCode, by.at] }
      await write(id, 'session.added', by, [insert])
    },
    change: (before, fields, { tell, ...by }) =>
      write(before.id, 'session.changed', by, [
        { sql: CHANGE, args: [before.id, ...valuesOf(fields), before.version] },
        ONE_CHANGED,
        { sql: NOT_OVERFULL, args: [before.id] },
        ...offerSeats([before.id], by.at),
        ...(fields.startsAt === before.startsAt ? [] : [{ sql: KNOWN, args: [before.id, by.at] }]),
        ...(tell ? told('sessionChanged', before.id, before.version + 1, by.at) : []),
      ]),
    cancel: ({ id, version }, by) =>
      write(id, 'session.cancelled', by, [
        { sql: CANCEL, args: [id, version] },
        ONE_CHANGED,
        ...dropNotices([`seat/${id}/`]),
        ...told('sessionCancelled', id, version + 1, by.at),
      ]),
  }
}

function valuesOf(fields: SessionFields): Argument[] {
  const { training, startsAt, endsAt, closesAt, timeZone, venue, map, link, regency, quota } = fields
  const province = regency?.slice(0, 2) ?? null
  return [training, startsAt, endsAt, closesAt, timeZone, venue, map, link, regency, province, quota]
}

/** Whoever is concerned is told how it is now, and no longer how it was for a while. */
const told = (type: string, id: string, version: number, at: number): Statement[] => [
  ...dropNotices([`session/${id}/`]),
  noticesFrom(type, { sql: CONCERNED, args: [id, String(version), at] }, at),
]

interface Row {
  readonly [column: string]: unknown
}

function sessionOf(row: Row): TrainingSession {
  const text = (name: string) => row[name] as string | null
  const number = (name: string) => Number(row[name])
  return {
    id: row['id'] as string,
    training: row['training'] as string,
    startsAt: number('starts_at'),
    endsAt: number('ends_at'),
    closesAt: number('closes_at'),
    timeZone: row['time_zone'] as string,
    venue: text('venue'),
    map: text('map'),
    link: text('link'),
    regency: text('regency'),
    quota: number('quota'),
    status: row['status'] as TrainingSession['status'],
    version: number('version'),
    signed: number('signed'),
    offered: number('offered'),
    waiting: number('waiting'),
    attended: number('attended'),
    absent: number('absent'),
    left: number('free'),
  }
}
