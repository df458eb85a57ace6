import { aheadOf } from './office-hours.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** From eight to eight nobody is woken. */
const FROM = 8 * HOUR
const UNTIL = 20 * HOUR

/** The first moment from `at` on at which somebody there may be written to unasked. */
export function decentFrom(at: number, timeZone: string): number {
  const ahead = aheadOf(timeZone)
  const time = (at + ahead) % DAY
  if (time >= FROM && time < UNTIL) return at
  return at - time + FROM + (time < FROM ? 0 : DAY)
}
