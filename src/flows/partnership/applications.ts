import { type Completion, defineFlow, goTo } from '../define.ts'
import { APPLICATION_STATES } from './partners.ts'
import { choiceOf, yesNo } from '../prompts/choice.ts'
import { dateText } from '../prompts/date.ts'
import type { FactRequest, Facts, Text } from '../types.ts'

/** An owner's offer to a company, and what became of it. */
interface Application {
  readonly id: string
  readonly need: string
  readonly product: string
  readonly company: string
  readonly state: (typeof APPLICATION_STATES)[number]
  readonly reason: string | null
  readonly changedOn: string
  /** A contract came of it. */
  readonly contract: boolean
}

/** Asks the shell for the owner's offers. */
export const MY_APPLICATIONS: FactRequest = { fact: 'myApplications', argument: '' }

/** The owner’s own, what changed last first. */
export const applicationsOf = (facts: Facts) =>
  (facts[MY_APPLICATIONS.fact] ?? []) as unknown as readonly Application[]

/** The owner's offers to companies: where each stands, why, and how to take one back. */
export const applications = defineFlow({
  name: 'applications',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...applicationsOf(facts).map((one) => ({ value: one.id, label: labelOf(one) })),
      { value: 'browse', label: { key: 'applications:pick.browse' }, action: true },
    ]),
    act: choiceOf(({ answers, facts }) =>
      ways(picked(answers['pick'], facts)).map((value) => ({
        value,
        label: { key: `applications:act.${value}` },
      })),
    ),
    sure: yesNo(),
  },
  when: { act: ({ pick }) => pick !== 'browse', sure: ({ act }) => act === 'withdraw' },
  params: {
    pick: (_, { facts }) => ({
      count: { key: applicationsOf(facts).length > 0 ? 'applications:some' : 'applications:none' },
    }),
    act: ({ pick }, { facts }) => ({ card: { key: 'common:lines', params: { lines: card(pick, facts) } } }),
    sure: ({ pick }, { facts }) => ({ company: picked(pick, facts)?.company ?? '' }),
  },
  needs: () => [MY_APPLICATIONS],
  complete({ pick = '', act, sure }, { facts }): Completion {
    const known = picked(pick, facts)
    switch (act) {
      case 'withdraw':
        return sure
          ? {
              ...said({ key: 'applications:withdrawn' }),
              effects: [{ type: 'withdrawApplication', id: pick }],
            }
          : said({ key: 'applications:kept' })
      case 'contract':
        return { replies: [], next: { flow: 'contracts', answers: [] } }
      case 'need':
        return { replies: [], next: { flow: 'need', answers: [{ step: 'need', value: known?.need ?? '' }] } }
      case 'others':
        return { replies: [], next: { flow: 'applications', answers: [] } }
      default:
        return { replies: [], next: { flow: 'seek', answers: [{ step: 'mode', value: 'all' }] } }
    }
  },
})

const picked = (pick: unknown, facts: Facts) => applicationsOf(facts).find(({ id }) => id === pick)

function ways(known: Application | undefined): readonly string[] {
  if (!known) return ['others']
  const undecided = known.state === 'applied' || known.state === 'shortlisted'
  return [...(known.contract ? ['contract'] : []), ...(undecided ? ['withdraw'] : []), 'need', 'others']
}

const labelOf = ({ state, product, company }: Application): Text => ({
  key: `applications:option.${state}`,
  params: { product, company },
})

function card(pick: string | undefined, facts: Facts): readonly Text[] {
  const known = picked(pick, facts)
  if (!known) return [{ key: 'applications:gone' }]
  const { product, company, state, reason, changedOn } = known
  return [
    { key: 'applications:title', params: { product, company } },
    { key: `applications:state.${state}`, params: { date: dateText(changedOn) } },
    ...(reason === null ? [] : [{ key: 'applications:reason', params: { reason } }]),
  ]
}

const said = (text: Text): Completion => ({
  replies: [{ text: [text], choices: [goTo('applications'), goTo('partnership'), goTo('home')] }],
})
