import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf, sourceLine, titleOf } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { Option } from '../prompts/prompt.ts'
import { momentText, placeLines, type Session, STATES, trainingOf, zoneOf } from './sessions.ts'
import type { Answer, FactRequest, Facts, Text } from '../types.ts'

/** A training without a date is picked by its own id behind this. */
const UNDATED = 't.'

/** A session with what this owner has to do with it. */
export interface Offered extends Session {
  readonly open: boolean
  readonly waiting: number
  readonly mine: string | null
  /** The owner gave a name with an earlier sign-up. */
  readonly named: boolean
  /** The same taught within a year, perhaps by another agency. */
  readonly before: { readonly training: string; readonly at: number } | null
}

/** One training: what it is, who gives it, when and where, and what can be done about it. */
export const session = defineFlow({
  name: 'session',
  version: 1,
  idle: true,
  about: 'pick',
  steps: {
    pick: given<string>(),
    act: choiceOf(({ answers, facts }) => actions(String(answers['pick']), facts)),
  },
  params: {
    act: ({ pick = '' }, { facts }) => ({
      card: { key: 'common:lines', params: { lines: card(pick, facts) } },
    }),
  },
  needs: ({ pick = '' }) => [...contentNeeds('trainings', 'agencies'), REGISTERED, needOf(pick)],
  complete({ pick = '', act }, { facts }): Completion {
    const known: readonly Answer[] = [{ step: 'pick', value: pick }]
    switch (act) {
      case 'signUp':
      case 'wait':
        return { replies: [], next: { flow: 'signUp', answers: known } }
      case 'mine':
        return { replies: [], next: { flow: 'myTrainings', answers: known } }
      case 'notify':
      case 'forget':
        return wish(idOf(pick, facts), act === 'notify')
      default:
        return { replies: [], next: { flow: 'training', answers: topicOf(pick, facts) } }
    }
  },
})

/** The session that a conversation is about. */
export const sessionOf = (facts: Facts) => (facts['trainingSession'] ?? null) as unknown as Offered | null

const needOf = (pick: string): FactRequest =>
  pick.startsWith(UNDATED)
    ? { fact: 'trainingWish', argument: pick.slice(UNDATED.length) }
    : { fact: 'trainingSession', argument: pick }

function actions(pick: string, facts: Facts): readonly Option[] {
  const known = sessionOf(facts)
  const undated = facts['trainingWish'] === true ? 'forget' : 'notify'
  const act = pick.startsWith(UNDATED) ? undated : known && dated(known)
  return [...(act ? [act] : []), 'others'].map((value) => ({ value, label: { key: `session:act.${value}` } }))
}

function dated({ mine, open, left }: Offered): string | null {
  if (STATES.some((state) => state === mine)) return 'mine'
  if (!open) return null
  return left > 0 ? 'signUp' : 'wait'
}

const wish = (training: string, wanted: boolean): Completion => ({
  replies: [
    {
      text: [{ key: wanted ? 'session:noted' : 'session:forgotten' }],
      choices: [goTo('training'), goTo('home')],
    },
  ],
  effects: [{ type: 'wishTraining', training, wanted }],
})

const idOf = (pick: string, facts: Facts): string =>
  pick.startsWith(UNDATED) ? pick.slice(UNDATED.length) : (sessionOf(facts)?.training ?? '')

function topicOf(pick: string, facts: Facts): readonly Answer[] {
  const topic = trainingOf(facts, idOf(pick, facts))?.topic
  return topic === undefined ? [] : [{ step: 'topic', value: topic }]
}

/** Everything there is to know before signing up. */
function card(pick: string, facts: Facts): readonly Text[] {
  const known = pick.startsWith(UNDATED) ? null : sessionOf(facts)
  const training = trainingOf(facts, idOf(pick, facts))
  if (!training) return [{ key: 'session:gone' }]
  const agency = contentOf(facts, 'agencies').find((one) => one.id === training.agency)
  return [
    { key: 'content:heading', params: { title: titleOf(training) } },
    { wording: training.text },
    ...(agency ? [{ key: 'session:by', params: { agency: { wording: agency.title } } }] : []),
    { key: `session:level.${training.level}` },
    ...(known ? [...placeLines(known, facts), ...seatLines(known, facts)] : [{ key: 'session:noDate' }]),
    sourceLine(training),
  ]
}

function seatLines(known: Offered, facts: Facts): readonly Text[] {
  const { open, left, quota, waiting } = known
  if (!open) return [{ key: 'session:closed' }]
  return [
    left > 0
      ? { key: 'session:left', params: { left, quota } }
      : { key: 'session:full', params: { quota, waiting } },
    { key: 'session:closes', params: { until: momentText(known.closesAt, zoneOf(known, facts)) } },
  ]
}
