import { registered } from '../financing/applicant.ts'
import { contentOf, type Training } from '../content.ts'
import { dateText } from '../prompts/date.ts'
import type { Facts, Json, Text } from '../types.ts'
import { regionName, timeZoneOf } from '../understand/regions.ts'

/** A training at a time and place, as owners may see it. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: string
  /** The id of the training that is given. */
  readonly training: string
  readonly startsAt: number
  readonly endsAt: number
  readonly closesAt: number
  readonly timeZone: string
  /** Null for a session that is only online. */
  readonly venue: string | null
  readonly map: string | null
  readonly regency: string | null
  readonly online: boolean
  readonly quota: number
  readonly left: number
}

export const STATES = ['signed', 'waiting', 'offered', 'attended', 'absent'] as const

/** A session that the owner has, or waits for, a seat in. */
export interface Signup extends Session {
  readonly state: (typeof STATES)[number]
  readonly link: string | null
  readonly offerUntil: number | null
  readonly position: number
  readonly cancelled: boolean
  readonly begun: boolean
  readonly ended: boolean
  readonly rated: boolean
  /** The number of the certificate once the session is over, and what opens it with the whole name. */
  readonly certificate: string | null
  readonly key: string | null
}

const ZONES: { readonly [zone: string]: { readonly hours: number; readonly name: string } } = {
  'Asia/Jakarta': { hours: 7, name: 'WIB' },
  'Asia/Makassar': { hours: 8, name: 'WITA' },
  'Asia/Jayapura': { hours: 9, name: 'WIT' },
}
const HOUR = 3_600_000

/** The owner's own sign-ups. */
export const signupsOf = (facts: Facts): readonly Signup[] =>
  (facts['mySignups'] ?? []) as unknown as readonly Signup[]

/** The training of that id, while it is there. */
export const trainingOf = (facts: Facts, id: string): Training | undefined =>
  contentOf(facts, 'trainings').find((training) => training.id === id)

/** What a session is called. */
export function nameOf(facts: Facts, { training }: { readonly training: string }): Text {
  const item = trainingOf(facts, training)
  return item ? { wording: item.title } : { text: training }
}

/** The clock that matters: where people meet, that of the place; for an online session, the owner's own. */
export function zoneOf(session: Pick<Session, 'venue' | 'timeZone'>, facts: Facts): string {
  const { regency } = registered(facts)
  return session.venue === null && typeof regency === 'string' ? timeZoneOf(regency) : session.timeZone
}

/** `28 November 2026, 09.00 WIB`. */
export function momentText(at: number, zone: string): Text {
  const { date, time, name } = clock(at, zone)
  return { key: 'session:moment', params: { date: dateText(date), time, zone: name } }
}

/** The hour alone, where it ends on the day that it begins. */
function untilText({ startsAt, endsAt }: Pick<Session, 'startsAt' | 'endsAt'>, zone: string): Text {
  const [first, last] = [clock(startsAt, zone), clock(endsAt, zone)]
  return first.date === last.date ? { text: `${last.time} ${last.name}` } : momentText(endsAt, zone)
}

/** The day by the clock of Jakarta, when no place is known. */
export const dateOf = (at: number): Text => dateText(clock(at, 'Asia/Jakarta').date)

/** `28/11`: for a button. */
export function dayText(at: number, zone: string): Text {
  const [, month, day] = clock(at, zone).date.split('-').map(Number)
  return { text: `${day}/${month}` }
}

/** The regency, or that it is online. */
export const whereText = ({ venue, regency }: Pick<Session, 'venue' | 'regency'>): Text =>
  venue === null ? { key: 'session:online' } : { text: regency === null ? venue : regionName(regency) }

/** When and where, with the way there. Only who has a seat is told the link of an online session. */
export function placeLines(
  session: Session & { readonly link?: Json | null },
  facts: Facts,
): readonly Text[] {
  const zone = zoneOf(session, facts)
  const where =
    session.venue === null
      ? []
      : [{ key: 'session:place', params: { venue: session.venue, regency: whereText(session) } }]
  return [
    {
      key: 'session:when',
      params: { from: momentText(session.startsAt, zone), until: untilText(session, zone) },
    },
    ...where,
    ...(session.map === null ? [] : [{ key: 'session:map', params: { map: session.map } }]),
    ...(session.online ? [linkText(session.link)] : []),
  ]
}

const linkText = (link: Json | undefined): Text =>
  typeof link === 'string' ? { key: 'session:link', params: { link } } : { key: 'session:linkLater' }

function clock(at: number, zone: string) {
  const { hours, name } = ZONES[zone] ?? ZONES['Asia/Jakarta']!
  const local = new Date(at + hours * HOUR).toISOString()
  return { date: local.slice(0, 10), time: local.slice(11, 16).replace(':', '.'), name }
}
