import { placesIn, type Scope, within } from './scope.ts'
import type { Reader } from '../store/reader.ts'
import { records } from '../store/store.ts'

/** What became of the sessions of a training. */
export interface TrainingOutcome {
  readonly training: string
  readonly sessions: number
  readonly cancelled: number
  readonly signed: number
  readonly waiting: number
  readonly attended: number
  readonly absent: number
  readonly certificates: number
  /** 1 to 5. */
  readonly rating: number | null
}

/** How far products are on their way to a P-IRT number. */
export interface PirtOutcome {
  readonly step: string
  readonly count: number
  readonly numbered: number
  /** All four checks passed. */
  readonly verified: number
  /** The deadline has gone by, and not all checks are passed. */
  readonly overdue: number
}

/** An owner who was at trainings of one theme more than once. */
export interface Repetition {
  readonly participant: string
  readonly number: string | null
  readonly theme: string
  readonly times: readonly {
    readonly session: string
    readonly training: string
    readonly agency: string | null
    readonly startsAt: number
  }[]
}

/** What came of trainings and P-IRT, and what was done twice. */
export interface Outcomes {
  /** Of sessions that began from one time to another, at venues within the scope. */
  trainings(scope: Scope, from: number, to: number): Promise<TrainingOutcome[]>
  pirt(scope: Scope, today: string): Promise<PirtOutcome[]>
  /** Most often first. */
  repetitions(
    scope: Scope,
    limit: number,
  ): Promise<{ readonly owners: number; readonly items: readonly Repetition[] }>
}

const of = (state: string): string =>
  `(select count(*) from signups g where g.session_id = s.id and g.state = '${state}')`

const trainings = (scope: Scope): string => `
select training, count(*) as sessions, sum(status = 'cancelled') as cancelled, sum(signed) as signed,
  sum(waiting) as waiting, sum(attended) as attended, sum(absent) as absent, sum(certificates) as certificates,
  sum(ratings) * 1.0 / sum(rated) as rating
from (
  select s.training, s.status, ${of('signed')} as signed, ${of('waiting')} as waiting, ${of('attended')} as attended,
    ${of('absent')} as absent,
    (select count(*) from training_certificates t where t.session_id = s.id and t.revoked_at is null) as certificates,
    (select sum(rating) from training_feedback f where f.session_id = s.id) as ratings,
    (select count(*) from training_feedback f where f.session_id = s.id) as rated
  from training_sessions s where ${within(scope, 's.regency')} and s.starts_at >= ?2 and s.starts_at < ?3)
group by training order by training`

const pirt = (scope: Scope): string => `
select p.step, count(*) as count, sum(p.number is not null) as numbered,
  sum(json_array_length(p.verified) >= 4) as verified,
  sum(coalesce(p.deadline_on < ?2 and json_array_length(p.verified) < 4, 0)) as overdue
from pirt_cases p join registrations r on r.contact_id = p.contact_id
where ${within(scope, 'r.regency', 1, 'p.contact_id')} group by p.step order by p.step`

const repetitions = (scope: Scope): string => `
with been as (
  select g.contact_id, c.data->>'$.theme' as theme, s.id as session, s.training, c.data->>'$.agency' as agency, s.starts_at
  from signups g join training_sessions s on s.id = g.session_id
  join content c on c.kind = 'trainings' and c.id = s.training
  where g.state = 'attended')
select b.contact_id, r.number, b.theme, count(*) over () as owners,
  json_group_array(json_object('session', b.session, 'training', b.training, 'agency', b.agency,
    'startsAt', b.starts_at)) as times
from been b join registrations r on r.contact_id = b.contact_id
where ${within(scope, 'r.regency', 1, 'b.contact_id')}
group by b.contact_id, b.theme having count(*) > 1 order by count(*) desc, b.contact_id limit ?2`

/** Reads beside the turns. Times are milliseconds, from the first to before the second. */
export function createOutcomes(reader: Reader): Outcomes {
  return {
    async trainings(scope, from, to) {
      const found = await reader.read({ sql: trainings(scope), args: [placesIn(scope), from, to] })
      return records<Row>(found).map((row) => ({
        training: row['training'] as string,
        ...(numbers(row, COUNTED) as Omit<TrainingOutcome, 'training' | 'rating'>),
        rating: row['rating'] === null ? null : Number(row['rating']),
      }))
    },
    async pirt(scope, today) {
      const found = await reader.read({ sql: pirt(scope), args: [placesIn(scope), today] })
      return records<Row>(found).map((row) => ({
        step: row['step'] as string,
        ...(numbers(row, ['count', 'numbered', 'verified', 'overdue']) as Omit<PirtOutcome, 'step'>),
      }))
    },
    async repetitions(scope, limit) {
      const found = await reader.read({ sql: repetitions(scope), args: [placesIn(scope), limit] })
      const rows = records<Row>(found)
      return {
        owners: Number(rows[0]?.['owners'] ?? 0),
        items: rows.map((row) => ({
          participant: row['contact_id'] as string,
          number: row['number'] as string | null,
          theme: row['theme'] as string,
          times: JSON.parse(row['times'] as string) as Repetition['times'],
        })),
      }
    },
  }
}

const COUNTED = ['sessions', 'cancelled', 'signed', 'waiting', 'attended', 'absent', 'certificates']

const numbers = (row: Row, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, Number(row[name] ?? 0)]))

interface Row {
  readonly [column: string]: unknown
}
