import type { Condition, NumberField, SetField } from '../../../db/registrations/registration-filter.ts'
import type { HistoryField } from '../../../db/registrations/registration-history.ts'
import { CODE_PATTERNS, type Field } from './query-fields.ts'

export const OPERATORS = ['>=', '<=', '>', '<', ':', '='] as const
export type Operator = (typeof OPERATORS)[number]

/** Why a value cannot be read, and where in it. */
export class ValueError extends Error {
  readonly at: number

  constructor(message: string, at = 0) {
    super(message)
    this.name = 'ValueError'
    this.at = at
  }
}

const DAY = 86_400_000
/** Dates are days in Jakarta. */
const ZONE = 7 * 3_600_000
const FACTORS: { readonly [unit: string]: number } = { '': 1, rb: 1e3, jt: 1e6, m: 1e9 }

/** Whether a training, its topic or its theme is called so. */
export type IsTraining = (name: string) => boolean

/** A field compared with a value, as a condition. Throws ValueError. */
export function conditionOf(
  field: Field,
  operator: Operator,
  value: string,
  not: boolean,
  isTraining: IsTraining = () => true,
): Condition {
  if (value === '') throw new ValueError('a value is missing')
  if (field.kind === 'amount' || field.kind === 'date') {
    if (not) throw new ValueError('cannot be negated; turn the comparison round')
    return rangeOf(field, operator, value)
  }
  if (operator !== ':' && operator !== '=')
    throw new ValueError(`cannot be compared with ${operator}`, -operator.length)
  if (field.kind === 'yesNo') return { type: 'hasNib', value: yesNo(value) !== not }
  if (field.kind === 'history') {
    const values = namesOf(value, field.name === 'took' ? isTraining : () => true)
    return { type: 'history', field: field.name as HistoryField, values, ...(not && { not }) }
  }
  return { type: 'in', field: field.name as SetField, values: listOf(field, value), ...(not && { not }) }
}

/** Names of what there is (a training, a product), or yes and no. */
function namesOf(value: string, isThere: (name: string) => boolean): string[] {
  let at = 0
  return value.split(',').map((one) => {
    const name = YES_NO[one.toLowerCase()] ?? one.toLowerCase()
    if (!/^[a-z0-9-]{2,40}$/.test(name)) throw new ValueError(`"${one}" is no name such as pkp`, at)
    if (!isThere(name)) throw new ValueError(`there is no training, topic or theme "${one}"`, at)
    at += one.length + 1
    return name
  })
}

const YES_NO: { readonly [word: string]: string } = { ya: 'yes', true: 'yes', tidak: 'no', false: 'no' }

function listOf(field: Field, value: string): string[] {
  let at = 0
  return value.split(',').map((one) => {
    const read =
      field.kind === 'code'
        ? codeOf(field, one, at)
        : Object.entries(field.words!).find(([w]) => w === one.toLowerCase())?.[1]
    if (read === undefined) {
      throw new ValueError(`"${one}" is not one of ${Object.keys(field.words!).join(', ')}`, at)
    }
    at += one.length + 1
    return read
  })
}

function codeOf({ name }: Field, text: string, at: number): string {
  if (CODE_PATTERNS[name]!.test(text)) return text
  const example = { province: '35', regency: '35.10', district: '35.10.01' }[name as 'province']
  throw new ValueError(`"${text}" is not a Kemendagri code such as ${example}`, at)
}

function yesNo(value: string): boolean {
  if (['yes', 'ya', 'true'].includes(value)) return true
  if (['no', 'tidak', 'false'].includes(value)) return false
  throw new ValueError(`"${value}" is neither yes nor no`)
}

function rangeOf(field: Field, operator: Operator, text: string): Condition {
  const [from, to] = field.kind === 'date' ? dayOf(text) : [amountOf(text), amountOf(text) + 1]
  const name = field.name as NumberField
  switch (operator) {
    case '>':
      return { type: 'range', field: name, from: to }
    case '>=':
      return { type: 'range', field: name, from }
    case '<':
      return { type: 'range', field: name, to: from }
    case '<=':
      return { type: 'range', field: name, to }
    default:
      return { type: 'range', field: name, from, to }
  }
}

function amountOf(text: string): number {
  const [, digits, unit] = /^(\d{1,13})(rb|jt|m|)$/.exec(text) ?? []
  const amount = Number(digits) * (FACTORS[unit ?? ''] ?? Number.NaN)
  if (Number.isSafeInteger(amount)) return amount
  throw new ValueError(`"${text}" is not a whole number such as 500000000 or 500jt`)
}

/** From the first millisecond of a day to the first of the next. */
export function dayOf(text: string): [number, number] {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(start) && new Date(start).toISOString().startsWith(text)) {
    return [start - ZONE, start - ZONE + DAY]
  }
  throw new ValueError(`"${text}" is not a date such as 2026-01-31`)
}
