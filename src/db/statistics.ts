import { and, between, eq, sql, sum, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { registrationCounts, registrationPlaces } from './office-schema.ts'
import type { Reader } from './reader.ts'
import { armSql, arms } from './registration-filter.ts'
import { registrations } from './schema.ts'
import type { Scope } from './scope.ts'
import { statement, type Statement, type Store } from './store.ts'

export const GROUPS = ['month', 'province', 'regency', 'sector', 'class', 'status'] as const
export type Group = (typeof GROUPS)[number]

/** How many registrations came in from one month to another (`202611`), both included. */
export interface Months {
  readonly from: number
  readonly to: number
}

export interface Statistics {
  /** Registrations by what they are; a group of months is a number such as `202611`. Largest last where it is a time. */
  registrations(scope: Scope, by: Group, months: Months): Promise<readonly GroupCount[]>
  /** For each step of a flow, how long the owners who registered last took to answer it. */
  stepTimes(flow: string, owners: number): Promise<readonly StepTime[]>
}

export interface GroupCount {
  readonly group: string
  readonly count: number
}

export interface StepTime {
  readonly step: string
  readonly medianSeconds: number
  readonly answers: number
}

/** When a month began in Jakarta, in SQL as the triggers count it. */
const MONTH = sql`cast(strftime('%Y%m', ${registrations.createdAt} / 1000, 'unixepoch', '+7 hours') as integer)`

// Between asking and answering; a pause of a night is no thinking.
const STEP_TIMES = `
with owners as (select contact_id from registrations order by created_at desc limit ?2),
waits as (
  select step, type, at - lag(at) over (partition by contact_id, step order by at, turn, n) as wait,
    lag(type) over (partition by contact_id, step order by at, turn, n) as before
  from events join owners using (contact_id) where flow = ?1 and type in ('asked', 'answered')),
ranked as (
  select step, wait, row_number() over (partition by step order by wait) as place, count(*) over (partition by step) as n
  from waits where type = 'answered' and before = 'asked' and wait < 3600000)
select step, wait / 1000.0, n from ranked where place = (n + 1) / 2 order by step`

export function createStatistics(store: Store, reader: Reader): Statistics {
  return {
    async registrations(scope, by, months) {
      const found = await Promise.all(queries(store, scope, by, months).map((query) => reader.read(query)))
      const counts = new Map<string, number>()
      for (const [group, count] of found.flatMap(({ rows }) => rows)) {
        counts.set(String(group), (counts.get(String(group)) ?? 0) + Number(count))
      }
      return Array.from(counts, ([group, count]) => ({ group, count }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => (a.group < b.group ? -1 : 1))
    },

    async stepTimes(flow, owners) {
      const { rows } = await reader.read({ sql: STEP_TIMES, args: [flow, owners] })
      return rows.map(([step, seconds, answers]) => ({
        step: step as string,
        medianSeconds: Number(seconds),
        answers: Number(answers),
      }))
    },
  }
}

/** From the summaries wherever they know enough; a few regencies are few rows, and are counted themselves. */
function queries(store: Store, scope: Scope, by: Group, { from, to }: Months): Statement[] {
  const grouped = (table: typeof registrationCounts | typeof registrationPlaces, group: SQL, where?: SQL) =>
    statement(
      store.db
        .select({ group, count: sum(table.count) })
        .from(table)
        .where(and(between(table.month, from, to), where))
        .groupBy(group),
    )
  if (scope.type === 'regencies' && (by === 'sector' || by === 'class')) {
    return arms(scope, []).map((arm) => {
      const column = sql`${registrations[by]}`
      const counted = store.db
        .select({ group: column, count: sql`count(*)` })
        .from(registrations)
        .where(and(armSql(arm), between(MONTH, from, to)))
        .groupBy(column)
      return statement(counted)
    })
  }
  if (scope.type === 'regencies' || by === 'regency') {
    return [grouped(registrationPlaces, placeGroup(by), seen(scope, registrationPlaces.regency))]
  }
  const group = registrationCounts[by]
  const where = scope.type === 'province' ? eq(registrationCounts.province, scope.code) : undefined
  return [grouped(registrationCounts, sql`${group}`, where)]
}

function placeGroup(by: Group): SQL {
  if (by === 'province') return sql`substr(${registrationPlaces.regency}, 1, 2)`
  return sql`${registrationPlaces[by as 'month' | 'regency' | 'status']}`
}

function seen(scope: Scope, regency: SQLiteColumn): SQL | undefined {
  if (scope.type === 'nation') return undefined
  return scope.type === 'province'
    ? sql`substr(${regency}, 1, 2) = ${scope.code}`
    : sql`${regency} in ${scope.codes}`
}
