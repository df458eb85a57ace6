import { and, between, eq, gt, inArray, sql, sum } from 'drizzle-orm'
import { registrationCounts } from './office-schema.ts'
import type { Reader } from '../store/reader.ts'
import { MEMBERS, type Scope } from './scope.ts'
import { statement, type Store } from '../store/store.ts'

export const GROUPS = ['month', 'province', 'regency', 'sector', 'class', 'status'] as const
export type Group = (typeof GROUPS)[number]

/** How many registrations came in from one month to another (`202611`), both included. */
export interface Months {
  readonly from: number
  readonly to: number
}

export interface Statistics {
  /** Registrations by what they are, in the order of the groups; a group of months is a number such as `202611`. */
  registrations(scope: Scope, by: Group, months: Months): Promise<readonly GroupCount[]>
}

export interface GroupCount {
  readonly group: string
  readonly count: number
}

/** From counts that triggers keep, but for a cluster, whose members are counted beside the turns. */
export function createStatistics(store: Store, reader: Reader): Statistics {
  return {
    async registrations(scope, by, { from, to }) {
      if (scope.type === 'cluster') return amongMembers(reader, scope.id, by, { from, to })
      const { group, where } = asked(scope, by)
      const query = store.db
        .select({ group, count: sum(registrationCounts.count) })
        .from(registrationCounts)
        .where(and(where, between(registrationCounts.month, from, to), gt(registrationCounts.count, 0)))
        .groupBy(group)
        .orderBy(group)
      const { rows } = await reader.read(statement(query))
      return rows.map(([name, count]) => ({ group: String(name), count: Number(count) }))
    },
  }
}

type Placed = Exclude<Scope, { type: 'cluster' }>

/** A cluster has no counts of its own: its members are few. */
async function amongMembers(
  reader: Reader,
  cluster: string,
  by: Group,
  { from, to }: Months,
): Promise<readonly GroupCount[]> {
  const month = `cast(strftime('%Y%m', created_at / 1000, 'unixepoch', '+7 hours') as integer)`
  const group = by === 'month' ? month : by
  const sql = `select ${group}, count(*) from registrations
    where contact_id in (${MEMBERS} ?1) and ${month} between ?2 and ?3 group by 1 order by 1`
  const { rows } = await reader.read({ sql, args: [cluster, from, to] })
  return rows.map(([name, count]) => ({ group: String(name), count: Number(count) }))
}

/** Which of the counts add up to an answer: those of the places that the scope sees, at the level that is asked for. */
function asked(scope: Placed, by: Group) {
  const { region, month, value } = registrationCounts
  const kind = by === 'sector' || by === 'class' || by === 'status' ? by : 'all'
  const places =
    by === 'province' || by === 'regency' ? placesIn(scope, by) : inArray(region, regionsOf(scope))
  const group = { month: sql`${month}`, province: sql`substr(${region}, 1, 2)`, regency: sql`${region}` }
  return {
    group: by === 'month' || by === 'province' || by === 'regency' ? group[by] : sql`${value}`,
    where: and(eq(registrationCounts.by, kind), places),
  }
}

function placesIn(scope: Placed, level: 'province' | 'regency') {
  const { region } = registrationCounts
  if (scope.type === 'regencies') return inArray(region, [...scope.codes])
  const within = scope.type === 'province' ? sql`substr(${region}, 1, 2) = ${scope.code}` : undefined
  return and(sql`length(${region}) = ${level === 'province' ? 2 : 5}`, within)
}

function regionsOf(scope: Placed): string[] {
  if (scope.type === 'nation') return ['']
  return scope.type === 'province' ? [scope.code] : [...scope.codes]
}
