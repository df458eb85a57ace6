import { monthsFrom } from './pirt/pirt-expiry.ts'

/** A length of time as data tells it: ISO 8601 with months, days and hours (`P1M`, `-P3D`, `-PT1H`). */
interface Span {
  readonly months: number
  readonly ms: number
}

const HOUR = 3_600_000
const SPAN = /^(-?)P(?=.)(?:(\d{1,3})M)?(?:(\d{1,3})D)?(?:T(?=.)(?:(\d{1,3})H)?(?:(\d{1,3})M)?)?$/

/** Null for a text that is none. */
function readSpan(text: string): Span | null {
  const [, minus, months, days, hours, minutes] = SPAN.exec(text) ?? []
  if (minus === undefined) return null
  const sign = minus === '-' ? -1 : 1
  const ms = (Number(days ?? 0) * 24 + Number(hours ?? 0)) * HOUR + Number(minutes ?? 0) * 60_000
  return { months: sign * Number(months ?? 0), ms: sign * ms }
}

/** Whether it is an ISO 8601 span as `before` reads it. */
export const isSpan = (text: string): boolean => readSpan(text) !== null

/**
 * The moment that lies a span before this one (after it, when the span is negative). Months before or after the last
 * of a month is the last of another: what is due then, for all of its last days, is due now.
 */
export function before(at: number, text: string): number {
  const { months, ms } = readSpan(text) ?? { months: 0, ms: 0 }
  if (months === 0) return at - ms
  const [day, time] = new Date(at).toISOString().split('T') as [string, string]
  const isLast = monthsFrom(`${day.slice(0, 8)}31`, 0) === day
  const whole = isLast ? `${day.slice(0, 8)}31` : day
  return Date.parse(`${monthsFrom(whole, -months)}T${time}`) - ms
}
