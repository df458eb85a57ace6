import { registered } from '../financing/applicant.ts'
import { defineFlow, goTo } from '../define.ts'
import { cardsOf, matchOf, type Need, needLines, reasonLines, SUPPLIER } from './partners.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import type { Facts, Text, TurnContext } from '../types.ts'

/** A need, with what this owner has made of it. */
export interface OpenNeed extends Need {
  readonly open: boolean
  /** The state of the owner's own application. */
  readonly mine: string | null
}

/** The need that a conversation is about. */
export const needOf = (facts: Facts) => (facts['need'] ?? null) as unknown as OpenNeed | null

/** One need: everything about it, how well it fits and why, and what can be done about it. */
export const need = defineFlow({
  name: 'need',
  version: 1,
  idle: true,
  steps: {
    need: given<string>(),
    /** A product that was named already. */
    words: optional(given<string>()),
    act: choiceOf(({ facts }) =>
      actions(needOf(facts)).map((value) => ({ value, label: { key: `need:act.${value}` } })),
    ),
  },
  params: {
    act: ({ words }, ctx) => ({ card: { key: 'common:lines', params: { lines: card(words, ctx) } } }),
  },
  needs: ({ need = '' }) => [...SUPPLIER, { fact: 'need', argument: need }],
  prefill: () => [{ step: 'words', value: null }],
  complete({ need = '', act }) {
    switch (act) {
      case 'apply':
        return { replies: [], next: { flow: 'apply', answers: [{ step: 'need', value: need }] } }
      case 'mine':
        return { replies: [], next: { flow: 'applications', answers: [] } }
      case 'fairness':
        return { replies: [], next: { flow: 'fairness', answers: [] } }
      default:
        return { replies: [], next: { flow: 'seek', answers: [{ step: 'mode', value: 'all' }] } }
    }
  },
})

function actions(known: OpenNeed | null): readonly ('apply' | 'mine' | 'fairness' | 'others')[] {
  if (!known) return ['others']
  const applied = known.mine !== null && known.mine !== 'withdrawn'
  return [...(applied ? (['mine'] as const) : known.open ? (['apply'] as const) : []), 'fairness', 'others']
}

function card(words: string | null | undefined, { facts, today }: TurnContext): readonly Text[] {
  const known = needOf(facts)
  if (!known) return [{ key: 'need:gone' }]
  const compared = typeof words === 'string' || 'product' in registered(facts) || cardsOf(facts).length > 0
  return [
    ...needLines(known),
    ...(known.open ? [] : [{ key: 'need:closed' }]),
    ...(compared ? [{ key: 'need:fit' }, ...reasonLines(matchOf(known, facts, today, words))] : []),
  ]
}

/** Back to what can be done next, when there is no such need any more. */
export const elsewhere = [goTo('partnership'), goTo('home')]
