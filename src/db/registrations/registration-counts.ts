import { and, eq, inArray, sql } from 'drizzle-orm'
import { registrationCounts } from '../office/office-schema.ts'
import type { Arm, Condition } from './registration-filter.ts'
import { statementOf } from './registration-sql.ts'
import type { Statement } from '../store/store.ts'

const KINDS = ['sector', 'class', 'status'] as const

/**
 * The few rows that hold the answer already, when what is counted is all of some places, or all of a sector, class or
 * status there; null when the registrations themselves must be counted.
 */
export function countedAlready(arms: readonly Arm[]): Statement | null {
  const [first] = arms
  if (!first) return null
  const kinds = first.conditions.flatMap((condition) => kindOf(condition) ?? [])
  const provinces = first.conditions.filter((condition) => isPlain(condition, 'province'))
  if (kinds.length > 1 || kinds.length + provinces.length < first.conditions.length) return null
  const among = provinces.map(({ values }) => new Set(values))
  const regions = arms.flatMap(({ regency }) => regionsOf(regency, among))
  const [kind] = kinds
  const { by, region, value, count } = registrationCounts
  const where = and(
    eq(by, kind?.field ?? 'all'),
    inArray(region, regions),
    kind ? inArray(value, kind.values) : undefined,
  )
  return statementOf(sql`select sum(${count}) from ${registrationCounts} where ${where}`)
}

type Plain = Extract<Condition, { type: 'in' }> & { readonly values: readonly string[] }

function isPlain(condition: Condition, field: string): condition is Plain {
  return (
    condition.type === 'in' &&
    condition.field === field &&
    !condition.not &&
    condition.values.every((value) => value !== null)
  )
}

function kindOf(condition: Condition) {
  const field = KINDS.find((kind) => isPlain(condition, kind))
  return field && { field, values: [...new Set((condition as Plain).values)] }
}

/** The regency, where it lies in all these provinces; without one, the provinces, or the nation. */
function regionsOf(regency: string | null, among: readonly ReadonlySet<string>[]): string[] {
  if (regency !== null) return among.every((codes) => codes.has(regency.slice(0, 2))) ? [regency] : []
  const [first, ...others] = among
  return first ? [...first].filter((code) => others.every((codes) => codes.has(code))) : ['']
}
