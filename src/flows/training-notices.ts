import { goTo } from './define.ts'
import { defineNotice } from './notice.ts'
import { momentText, placeLines, type Session } from './sessions.ts'
import type { Reply, Text, Wording } from './types.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** How long before a session its participants are reminded. */
export const REMINDERS = [
  { kind: 'days', before: 3 * DAY },
  { kind: 'hour', before: HOUR },
] as const

export type NoticeKind = 'offered' | 'expired' | 'scheduled' | (typeof REMINDERS)[number]['kind']

/** When the participants of a session are reminded, first to last. */
export function trainingReminders({ startsAt }: Pick<Session, 'startsAt'>) {
  return REMINDERS.map(({ kind, before }) => ({ kind, at: startsAt - before }))
}

/**
 * Until when a seat waits for its answer: a day, but so that the next in the queue still has two hours; at least half
 * an hour, and never past the beginning.
 */
export function offerUntil(toldAt: number, startsAt: number): number {
  const limit = Math.min(toldAt + DAY, startsAt - 2 * HOUR)
  return Math.min(startsAt, Math.max(limit, toldAt + HOUR / 2))
}

/** What somebody with a seat, in the queue, or waiting for a date is told by itself. */
export function trainingNotice(
  kind: NoticeKind,
  session: Session & { readonly link: string | null },
  title: Wording,
  until: number | null,
): Reply {
  const { startsAt, timeZone } = session
  const place = placeLines(kind === 'days' || kind === 'hour' ? session : { ...session, link: null }, {})
  const params = {
    title: { wording: title },
    when: momentText(startsAt, timeZone),
    until: until === null ? { text: '' } : momentText(until, timeZone),
    place: place satisfies readonly Text[],
  }
  return {
    text: [{ key: `trainingNotice:${kind}`, params }],
    choices: [
      goTo(kind === 'expired' || kind === 'scheduled' ? 'training' : 'myTrainings'),
      ...(kind === 'hour' ? [goTo('checkIn')] : []),
    ],
  }
}

interface OfSession {
  readonly session: Session & { readonly link: string | null }
  readonly title: Wording
}

const about = ({ session, title }: OfSession) => ({
  title: { wording: title },
  when: momentText(session.startsAt, session.timeZone),
  place: placeLines(session, {}),
})

/** A session that somebody has signed up for is at another time or place than it was. */
export const sessionChanged = defineNotice<OfSession>({
  category: 'training',
  asked: true,
  urgent: true,
  text: (data) => ({
    text: [{ key: 'trainingNotice:changed', params: about(data) }],
    choices: [goTo('myTrainings'), goTo('officer')],
  }),
})

/** A session that somebody has signed up for is not held. */
export const sessionCancelled = defineNotice<OfSession>({
  category: 'training',
  asked: true,
  urgent: true,
  text: (data) => ({
    text: [{ key: 'trainingNotice:cancelled', params: about(data) }],
    choices: [goTo('training'), goTo('officer')],
  }),
})
