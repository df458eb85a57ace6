import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf, titleOf, TRAINING_TOPICS } from '../content.ts'
import { defineFlow } from '../define.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { period, spanBounds, spanText } from '../prompts/period.ts'
import { venue } from '../prompts/venue.ts'
import { dayText, nameOf, type Session, whereText, zoneOf } from './sessions.ts'
import type { Answer, Answers, Facts, Text } from '../types.ts'
import { isRegion, regionName } from '../understand/regions.ts'

/** Ways on at the end of the list: what is asked anew, and the owner's own. */
const TURNS = { otherTopic: 'topic', otherPlace: 'place', otherDate: 'date' } as const

/** Which trainings an owner looks for: by topic; by place and date where they say so. */
export const training = defineFlow({
  name: 'training',
  version: 1,
  idle: true,
  about: 'topic',
  steps: {
    topic: choiceOf(() => ['all', ...TRAINING_TOPICS].map((value) => ({ value, label: topicLabel(value) }))),
    place: venue(),
    date: period(),
  },
  needs: () => [REGISTERED],
  prefill: () => [
    { step: 'place', value: 'any' },
    { step: 'date', value: 'any' },
  ],
  complete: ({ topic = 'all', place = 'any', date = 'any' }) => ({
    replies: [],
    next: { flow: 'sessions', answers: filters({ topic, place, date }) },
  }),
})

/** The trainings found: sessions with place, date and seats, then those that have no date yet. */
export const sessions = defineFlow({
  name: 'sessions',
  version: 1,
  idle: true,
  steps: {
    topic: given<string>(),
    place: given<string>(),
    date: given<string>(),
    pick: choiceOf(({ answers, facts }) => [
      ...found(facts).sessions.map((session) => ({ value: session.id, label: sessionLabel(session, facts) })),
      ...unscheduled(answers, facts).map((item) => ({
        value: `t.${item.id}`,
        label: { key: 'sessions:unscheduled', params: { title: titleOf(item) } },
      })),
      ...[...Object.keys(TURNS), 'myTrainings'].map((value) => ({
        value,
        label: { key: `sessions:pick.${value}` },
        action: true,
      })),
    ]),
  },
  params: {
    pick: (answers, { facts }) => ({
      found: countText(found(facts).sessions.length),
      topic: topicLabel(answers.topic ?? 'all'),
      place: placeText(answers.place ?? 'any'),
      date:
        answers.date === undefined || answers.date === 'any'
          ? { key: 'training:date.any' }
          : spanText(answers.date),
    }),
  },
  needs: (answers) => [
    ...contentNeeds('trainings'),
    REGISTERED,
    {
      fact: 'trainingSessions',
      argument: JSON.stringify({
        topic: answers.topic ?? 'all',
        place: answers.place ?? 'any',
        ...spanBounds(answers.date ?? 'any'),
      }),
    },
  ],
  complete({ pick = '', ...wanted }) {
    if (pick === 'myTrainings') return { replies: [], next: { flow: 'myTrainings', answers: [] } }
    const anew = Object.entries(TURNS).find(([turn]) => turn === pick)?.[1]
    return {
      replies: [],
      next: anew
        ? { flow: 'training', answers: [...filters(wanted), { step: anew, value: null }] }
        : { flow: 'session', answers: [{ step: 'pick', value: pick }] },
    }
  },
})

const filters = ({ topic = 'all', place = 'any', date = 'any' }: Answers): readonly Answer[] => [
  { step: 'topic', value: topic },
  { step: 'place', value: place },
  { step: 'date', value: date },
]

interface Found {
  readonly sessions: readonly Session[]
  /** Trainings that have a session anywhere, whether it is listed or not. */
  readonly scheduled: readonly string[]
}

const found = (facts: Facts): Found =>
  (facts['trainingSessions'] ?? { sessions: [], scheduled: [] }) as unknown as Found

function unscheduled({ topic }: Answers, facts: Facts) {
  const { scheduled } = found(facts)
  return contentOf(facts, 'trainings')
    .filter((one) => (topic === 'all' || one.topic === topic) && !scheduled.includes(one.id))
    .toSorted((a, b) => Number(a.status !== 'published') - Number(b.status !== 'published'))
}

/** `28/11 Kabupaten Banyuwangi (3): PKP`. */
const sessionLabel = (session: Session, facts: Facts): Text => ({
  key: session.left > 0 ? 'sessions:option' : 'sessions:full',
  params: {
    date: dayText(session.startsAt, zoneOf(session, facts)),
    place: whereText(session),
    left: session.left,
    title: nameOf(facts, session),
  },
})

/** A topic in the owner's words. */
const topicLabel = (topic: string): Text => ({ key: `training:topic.${topic}` })

const placeText = (place: string): Text =>
  isRegion(place) ? { text: regionName(place) } : { key: `training:place.${place}` }

const countText = (n: number): Text =>
  n === 0 ? { key: 'sessions:none' } : { key: 'sessions:found', params: { n } }
