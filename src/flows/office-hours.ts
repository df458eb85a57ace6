import { dateText } from './prompts/date.ts'
import type { Facts, Text } from './types.ts'

/** What time it is for the owner. */
export interface Clock {
  readonly at: number
  readonly timeZone: string
}

/** When officers answer, in the owner's own hours. */
export interface Answering {
  /** Whether they are at work now. */
  readonly open: boolean
  /** When they are next: now, or in the morning. */
  readonly from: number
  /** One working day later: by then an answer is owed. */
  readonly due: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Monday to Friday, 08.00 to 15.30. Public holidays are not known here, and the words say so. */
const OPENS = 8 * HOUR
const CLOSES = 15 * HOUR + 30 * MINUTE

/** Hours ahead of UTC; the clocks are never changed in Indonesia. */
const ZONES: { readonly [timeZone: string]: { readonly ahead: number; readonly name: string } } = {
  'Asia/Jakarta': { ahead: 7 * HOUR, name: 'WIB' },
  'Asia/Makassar': { ahead: 8 * HOUR, name: 'WITA' },
  'Asia/Jayapura': { ahead: 9 * HOUR, name: 'WIT' },
}
const zoneOf = ({ timeZone }: Pick<Clock, 'timeZone'>) => ZONES[timeZone] ?? ZONES['Asia/Jakarta']!

/** Milliseconds that the clocks of a time zone are ahead of UTC. */
export const aheadOf = (timeZone: string): number => zoneOf({ timeZone }).ahead

/** The time that the shell tells. */
export function clockOf(facts: Facts): Clock {
  return (facts['clock'] as Clock | undefined) ?? { at: 0, timeZone: 'Asia/Jakarta' }
}

/** When somebody who asks now is answered. */
export function answering(clock: Clock): Answering {
  const { ahead } = zoneOf(clock)
  const here = clock.at + ahead
  const [day, time] = [Math.floor(here / DAY), here % DAY]
  const open = isWorkday(day) && time >= OPENS && time < CLOSES
  const morning = isWorkday(day) && time < OPENS ? day : nextWorkday(day)
  const from = open ? here : morning * DAY + OPENS
  const due = nextWorkday(Math.floor(from / DAY)) * DAY + (from % DAY)
  return { open, from: from - ahead, due: due - ahead }
}

/** A moment as the owner's clock shows it. */
export function momentText(at: number, clock: Clock): Text {
  const { ahead, name } = zoneOf(clock)
  const here = new Date(at + ahead).toISOString()
  const time = here.slice(11, 16).replace(':', '.')
  return { key: 'officer:moment', params: { date: dateText(here.slice(0, 10)), time, zone: name } }
}

// The epoch's first day was a Thursday.
const isWorkday = (day: number): boolean => ![0, 6].includes((day + 4) % 7)

function nextWorkday(day: number): number {
  let next = day + 1
  while (!isWorkday(next)) next += 1
  return next
}
