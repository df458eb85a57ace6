import { and, isNotNull, isNull, not, sql, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { historySql, type History } from './registration-history.ts'
import { registrations } from './registration-schema.ts'
import { MEMBERS, type Scope } from '../office/scope.ts'

const SET_FIELDS = [
  'province',
  'regency',
  'district',
  'sector',
  'class',
  'status',
  'export',
  'channel',
  'assignee',
] as const
const NUMBER_FIELDS = ['annualSales', 'capital', 'workers', 'yearStarted', 'createdAt', 'updatedAt'] as const
export type SetField = (typeof SET_FIELDS)[number]
export type NumberField = (typeof NUMBER_FIELDS)[number]

/** One thing that must hold for a registration to be listed; all of a filter's do. */
export type Condition =
  /** One of the values; null among them stands for none. */
  | {
      readonly type: 'in'
      readonly field: SetField
      readonly values: readonly (string | null)[]
      readonly not?: boolean
    }
  /** `from` itself is within the range, `to` is not. */
  | { readonly type: 'range'; readonly field: NumberField; readonly from?: number; readonly to?: number }
  | { readonly type: 'hasNib'; readonly value: boolean }
  /** Its owner is a member of the cluster. */
  | { readonly type: 'cluster'; readonly id: string }
  | History

export type Sort = 'createdAt' | '-createdAt' | 'annualSales' | '-annualSales'

/**
 * What a scope sees of a list of conditions, as the places to look in. The one place where the scope is applied:
 * every list, count, export and search of registrations starts from what this returns.
 */
export function arms(scope: Scope, conditions: readonly Condition[]): Arm[] {
  const wanted = conditions.filter((c) => c.type === 'in' && c.field === 'regency' && !c.not)
  const named = wanted.map((c) => new Set((c as Extract<Condition, { type: 'in' }>).values))
  const rest = conditions.filter((c) => !wanted.includes(c))
  const among = scope.type === 'regencies' ? [new Set<string | null>(scope.codes), ...named] : named
  const within = [...seenBy(scope), ...rest]
  if (among.length === 0) return [{ regency: null, conditions: within }]
  const [first, ...others] = among
  const regencies = [...first!].filter((code) => others.every((codes) => codes.has(code)))
  return regencies.map((regency) => ({ regency, conditions: within }))
}

function seenBy(scope: Scope): Condition[] {
  if (scope.type === 'province') return [{ type: 'in', field: 'province', values: [scope.code] }]
  return scope.type === 'cluster' ? [scope] : []
}

/** One regency, or everywhere, and what else must hold there. Each is read through the index that suits it. */
export interface Arm {
  readonly regency: string | null
  readonly conditions: readonly Condition[]
}

/**
 * An arm as SQL. The database has no statistics to choose its index by, so the choice is made here: a column with a
 * plus before it is compared, not looked up.
 */
export function armSql({ regency, conditions }: Arm, sort: Sort = '-createdAt'): SQL | undefined {
  const byTime = sort.endsWith('createdAt')
  const members = conditions.some(({ type }) => type === 'cluster')
  const looked = regency === null && byTime && !members ? lookedUp(conditions) : []
  return and(
    regency === null
      ? undefined
      : sql`${members ? plus(registrations.regency) : registrations.regency} = ${regency}`,
    ...conditions.map((condition) => conditionSql(condition, looked, byTime && !members)),
  )
}

function lookedUp(conditions: readonly Condition[]): SetField[] {
  const single = new Set(
    conditions.flatMap((c) => (c.type === 'in' && !c.not && c.values.length === 1 ? [c.field] : [])),
  )
  if (single.has('province')) {
    const second = (['sector', 'status'] as const).find((field) => single.has(field))
    return second ? ['province', second] : ['province']
  }
  const only = (['assignee', 'sector', 'status'] as const).find((field) => single.has(field))
  return only ? [only] : []
}

function conditionSql(condition: Condition, looked: readonly SetField[], byTime: boolean): SQL | undefined {
  if (condition.type === 'hasNib') {
    return condition.value ? isNotNull(registrations.nib) : isNull(registrations.nib)
  }
  if (condition.type === 'cluster') {
    return sql`${registrations.contactId} in (${sql.raw(MEMBERS)} ${condition.id})`
  }
  if (condition.type === 'history') return historySql(condition)
  const column = registrations[condition.field]
  if (condition.type === 'in') {
    const use = looked.includes(condition.field) ? column : plus(column)
    const found = oneOf(use, condition.values)
    return condition.not ? not(sql`coalesce(${found}, 0)`) : found
  }
  const use = condition.field === 'createdAt' && byTime ? column : plus(column)
  return and(
    condition.from === undefined ? undefined : sql`${use} >= ${condition.from}`,
    condition.to === undefined ? undefined : sql`${use} < ${condition.to}`,
  )
}

function oneOf(column: SQLiteColumn | SQL, values: readonly (string | null)[]): SQL {
  const named = values.filter((value) => value !== null)
  if (named.length < values.length) {
    return named.length === 0 ? sql`${column} is null` : sql`(${column} is null or ${column} in ${named})`
  }
  return named.length === 1 ? sql`${column} = ${named[0]}` : sql`${column} in ${named}`
}

const plus = (column: SQLiteColumn): SQL => sql`+${column}`
