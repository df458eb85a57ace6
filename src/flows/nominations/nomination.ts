import { type Completion, defineFlow, goTo } from '../define.ts'
import { MY_NOMINATION, type Nomination, nominationOf, type NominationState, PATH } from './nominations.ts'
import { choice } from '../prompts/choice.ts'
import { dateText } from '../prompts/date.ts'
import type { Choice, Text } from '../types.ts'

/** Raised with every change to what the consent text promises. */
const CONSENT_VERSION = 1

/** Where an owner goes from each state. */
const ONWARD: { readonly [state in NominationState]: readonly string[] } = {
  proposed: ['guarantee'],
  accepted: ['training', 'bankable'],
  trained: ['bankable', 'fit'],
  bankReady: ['fit', 'financing'],
  financed: ['financing'],
  declined: ['guarantee', 'bankable'],
  expired: ['guarantee', 'bankable'],
}

/** The way to a bank of an owner whom an organisation proposed: to accept it, and how far it is. */
export const nomination = defineFlow({
  name: 'nomination',
  version: 1,
  idle: true,
  steps: { answer: choice('accept', 'decline') },
  when: { answer: (_, facts) => nominationOf(facts)?.state === 'proposed' },
  params: {
    answer: (_, { facts }) => {
      const known = nominationOf(facts)
      return {
        organisation: known?.organisation ?? '',
        until: known ? dateText(known.answerBy) : { text: '' },
        consent: { key: 'nomination:consent' },
      }
    },
  },
  needs: () => [MY_NOMINATION],
  complete({ answer }, { facts, today }): Completion {
    const known = nominationOf(facts)
    if (!known) return said('expired', { key: 'nomination:none' })
    if (answer === undefined) return told(known)
    const state = answer === 'accept' ? 'accepted' : 'declined'
    const now = { ...known, state, steps: [...known.steps, { state, on: today }] } as const
    return {
      ...told(now),
      effects: [
        {
          type: 'answerNomination',
          id: known.id,
          accepted: answer === 'accept',
          wordingKey: 'nomination:consent',
          wordingVersion: CONSENT_VERSION,
        },
      ],
    }
  },
})

/** How far it is, and what comes next. */
function told(known: Nomination): Completion {
  const { organisation, state, reason } = known
  const onTheWay = PATH.some((one) => one === state)
  return said(
    state,
    { key: `nomination:state.${state}`, params: { organisation } },
    ...(reason === null ? [] : [{ key: 'nomination:reason', params: { reason } }]),
    ...(onTheWay ? [{ key: 'nomination:path', params: { steps: pathLines(known) } }] : []),
    { key: `nomination:next.${state}`, params: { organisation } },
  )
}

/** A line for each state: reached on which day, next, or later. */
export function pathLines({ state, steps }: Pick<Nomination, 'state' | 'steps'>): readonly Text[] {
  const at = PATH.findIndex((one) => one === state)
  return PATH.map((one, index): Text => {
    const on = steps.find((step) => step.state === one)?.on
    const stage = { key: `nomination:stage.${one}` }
    if (index <= at)
      return { key: 'nomination:done', params: { stage, date: on ? dateText(on) : { text: '' } } }
    return { key: index === at + 1 ? 'nomination:now' : 'nomination:later', params: { stage } }
  })
}

function said(state: NominationState, ...text: readonly Text[]): Completion {
  const choices: readonly Choice[] = [
    ...ONWARD[state].map((flow) => goTo(flow)),
    goTo('officer'),
    goTo('home'),
  ]
  return { replies: [{ text, choices }] }
}
