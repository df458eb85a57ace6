import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { choiceOf, yesNo } from '../prompts/choice.ts'
import type { Option } from '../prompts/prompt.ts'
import { dayText, momentText, nameOf, placeLines, type Signup, signupsOf, zoneOf } from './sessions.ts'
import type { Effect, Facts, Text } from '../types.ts'

/** The owner's own trainings: seats, places in a queue, offers to answer, and what was attended. */
export const myTrainings = defineFlow({
  name: 'myTrainings',
  version: 1,
  idle: true,
  about: 'pick',
  steps: {
    pick: choiceOf(({ facts }) => [
      ...signupsOf(facts).map((signup) => ({ value: signup.id, label: labelOf(signup, facts) })),
      { value: 'find', label: { key: 'myTrainings:pick.find' }, action: true },
    ]),
    act: choiceOf(({ answers, facts }) => actions(picked(answers['pick'], facts))),
    sure: yesNo(),
  },
  when: {
    act: ({ pick }) => pick !== 'find',
    sure: ({ act }) => act === 'cancel' || act === 'decline',
  },
  params: {
    pick: (_, { facts }) => ({
      count: { key: signupsOf(facts).length > 0 ? 'myTrainings:some' : 'myTrainings:none' },
    }),
    act: ({ pick }, { facts }) => ({ card: { key: 'common:lines', params: { lines: card(pick, facts) } } }),
    sure: ({ pick }, { facts }) => ({ title: titleOf(pick, facts) }),
  },
  needs: () => [...contentNeeds('trainings'), REGISTERED, { fact: 'mySignups', argument: '' }],
  prefill: (facts) => {
    const signups = signupsOf(facts)
    const first = signups[0]
    return first && (signups.length === 1 || first.state === 'offered')
      ? [{ step: 'pick', value: first.id }]
      : []
  },
  complete({ pick = '', act, sure }, { facts }): Completion {
    if (pick === 'find') return { replies: [], next: { flow: 'training', answers: [] } }
    switch (act) {
      case 'accept':
        return {
          ...said([{ key: 'myTrainings:accepted' }, ...placeOf(pick, facts)]),
          effects: [seat('acceptOffer', pick)],
        }
      case 'cancel':
      case 'decline':
        return sure
          ? { ...said([{ key: 'myTrainings:cancelled' }]), effects: [seat('cancelSignup', pick)] }
          : said([{ key: 'myTrainings:kept' }])
      case 'checkIn':
        return { replies: [], next: { flow: 'checkIn', answers: [] } }
      case 'certificate':
        return said([certificateText(picked(pick, facts), facts)])
      case 'feedback':
        return { replies: [], next: { flow: 'feedback', answers: [{ step: 'pick', value: pick }] } }
      default:
        return { replies: [], next: { flow: 'training', answers: [] } }
    }
  },
})

const seat = (type: string, session: string): Effect => ({ type, session })

const picked = (pick: unknown, facts: Facts) => signupsOf(facts).find(({ id }) => id === pick)

/** What can be done about a sign-up, by where it stands. */
function actions(signup: Signup | undefined): readonly Option[] {
  const values = signup === undefined || signup.cancelled ? [] : ways(signup)
  return [...values, 'others'].map((value) => ({ value, label: { key: `myTrainings:act.${value}` } }))
}

function ways({ state, begun, ended, rated, certificate }: Signup): readonly string[] {
  switch (state) {
    case 'offered':
      return begun ? [] : ['accept', 'decline']
    case 'waiting':
      return begun ? [] : ['cancel']
    case 'signed':
      return ended ? [] : begun ? ['checkIn'] : ['checkIn', 'cancel']
    case 'attended':
      return [...(rated ? [] : ['feedback']), ...(certificate === null ? [] : ['certificate'])]
    case 'absent':
      return []
  }
}

const titleOf = (pick: string | undefined, facts: Facts): Text => {
  const signup = picked(pick, facts)
  return signup ? nameOf(facts, signup) : { text: '' }
}

const labelOf = (signup: Signup, facts: Facts): Text => ({
  key: `myTrainings:option.${signup.state}`,
  params: { date: dayText(signup.startsAt, zoneOf(signup, facts)), title: nameOf(facts, signup) },
})

function card(pick: string | undefined, facts: Facts): readonly Text[] {
  const signup = picked(pick, facts)
  if (!signup) return [{ key: 'session:gone' }]
  const seated = signup.state === 'signed' || signup.state === 'attended'
  return [
    { key: 'content:heading', params: { title: nameOf(facts, signup) } },
    signup.cancelled ? { key: 'myTrainings:calledOff' } : stateLine(signup, facts),
    ...placeLines({ ...signup, link: seated ? signup.link : null }, facts),
  ]
}

function stateLine(signup: Signup, facts: Facts): Text {
  const { state, position, offerUntil } = signup
  if (state === 'waiting') return { key: 'myTrainings:state.waiting', params: { position } }
  if (state === 'offered' && offerUntil !== null)
    return {
      key: 'myTrainings:state.until',
      params: { until: momentText(offerUntil, zoneOf(signup, facts)) },
    }
  return { key: `myTrainings:state.${state}` }
}

function placeOf(pick: string, facts: Facts): readonly Text[] {
  const signup = picked(pick, facts)
  return signup ? [{ key: 'common:lines', params: { lines: placeLines(signup, facts) } }] : []
}

/** Where the certificate is, for its owner and for whoever wants to check it; only its number where no page is found. */
function certificateText(signup: Signup | undefined, { site }: Facts): Text {
  const number = signup?.certificate ?? ''
  if (typeof site !== 'string') return { key: 'myTrainings:certificateNumber', params: { number } }
  const page = `${site}/certificates/${number}`
  return { key: 'myTrainings:certificate', params: { number, page, own: `${page}.pdf?key=${signup?.key}` } }
}

const said = (text: readonly Text[]): Completion => ({
  replies: [{ text, choices: [goTo('myTrainings'), goTo('training'), goTo('home')] }],
})
