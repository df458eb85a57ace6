import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'
import { momentText, placeLines, type Session } from './sessions.ts'
import type { Wording } from '../types.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * Until when a seat waits for its answer: a day, but so that the next in the queue still has two hours; at least half
 * an hour, and never past the beginning.
 */
export function offerUntil(toldAt: number, startsAt: number): number {
  const limit = Math.min(toldAt + DAY, startsAt - 2 * HOUR)
  return Math.min(startsAt, Math.max(limit, toldAt + HOUR / 2))
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

/** A seat became free for somebody in the queue. The offer begins to run when it is told (settled.ts). */
export const seatOffered = defineNotice<OfSession>({
  category: 'training',
  asked: true,
  urgent: true,
  text: (data, { at }) => {
    const { id, startsAt, timeZone } = data.session
    const until = momentText(offerUntil(at, startsAt), timeZone)
    return {
      text: [{ key: 'trainingNotice:offered', params: { ...about(data), until } }],
      choices: [goTo('myTrainings', 'myTrainings', id)],
    }
  },
})

/** Nobody took the seat in time. */
export const seatExpired = defineNotice<OfSession>({
  category: 'training',
  asked: true,
  text: (data) => ({
    text: [{ key: 'trainingNotice:expired', params: about(data) }],
    choices: [goTo('session', 'session', data.session.id), goTo('training')],
  }),
})

/** A training that somebody wishes for has a date. */
export const trainingScheduled = defineNotice<OfSession>({
  category: 'training',
  text: ({ session, title }) => ({
    text: [
      { key: 'trainingNotice:scheduled', params: about({ session: { ...session, link: null }, title }) },
    ],
    choices: [goTo('session', 'session', session.id), goTo('training')],
  }),
})

/** A training that may be for this owner, by a rule that an admin switched on. */
export const trainingAnnounced = defineNotice<OfSession>({
  category: 'announcements',
  text: ({ session, title }) => ({
    text: [
      { key: 'trainingNotice:announced', params: about({ session: { ...session, link: null }, title }) },
    ],
    choices: [goTo('session', 'session', session.id), goTo('training')],
  }),
})

/** Days before somebody's training. */
export const trainingDays = defineNotice<OfSession>({
  category: 'training',
  text: (data, { at }) => ({
    text: [
      {
        key: 'trainingNotice:days',
        params: { ...about(data), n: Math.max(1, Math.round((data.session.startsAt - at) / DAY)) },
      },
    ],
    choices: [goTo('myTrainings', 'myTrainings', data.session.id)],
  }),
})

/** An hour before it: on the way. */
export const trainingHour = defineNotice<OfSession>({
  category: 'training',
  urgent: true,
  text: (data) => ({
    text: [{ key: 'trainingNotice:hour', params: about(data) }],
    choices: [goTo('checkIn'), goTo('myTrainings', 'myTrainings', data.session.id)],
  }),
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
