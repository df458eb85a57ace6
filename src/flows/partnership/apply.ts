import { mayKeep, REGISTERED } from '../financing/applicant.ts'
import { cardAnswers, cardLines } from './card.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { elsewhere, needOf } from './need.ts'
import { cardsOf, MY_CARDS } from './partners.ts'
import { PIRT_CASES } from '../pirt/pirt-cases.ts'
import { choice, choiceOf, yesNo } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { registerFirst, TO_REGISTRATION } from '../registration/register-first.ts'
import type { Facts, Text, TurnContext } from '../types.ts'

/** Raised with every change to what the consent text promises. */
const CONSENT_VERSION = 1
const NEW = 'new'

/** An offer to answer a need: with a product card, and only with consent to show it to companies. */
export const apply = defineFlow({
  name: 'apply',
  version: 1,
  steps: {
    need: given<string>(),
    first: registerFirst(),
    card: choiceOf(({ facts }) => [
      ...cardsOf(facts).map(({ id, product }) => ({ value: id, label: { text: product } })),
      { value: NEW, label: { key: 'apply:card.new' } },
    ]),
    share: yesNo(),
    confirm: choice('send', 'edit', 'no'),
  },
  when: {
    first: (_, facts) => needOf(facts)?.open === true && !mayKeep(facts),
    card: (_, facts) => isPossible(facts),
    share: ({ card }, facts) => isPossible(facts) && card !== NEW && !mayShare(facts),
    confirm: ({ card, share }, facts) => isPossible(facts) && card !== NEW && share !== false,
  },
  detours: { first: TO_REGISTRATION },
  params: {
    first: (_, { facts }) => ({ company: needOf(facts)?.company ?? '' }),
    confirm: ({ card }, ctx) => ({
      company: needOf(ctx.facts)?.company ?? '',
      card: { key: 'common:lines', params: { lines: shown(card, ctx) } },
    }),
  },
  effects: {
    share: ({ share }) => [
      {
        type: 'recordConsent',
        purpose: 'sharing',
        given: share === true,
        wordingKey: 'apply:share',
        wordingVersion: CONSENT_VERSION,
      },
    ],
  },
  needs: ({ need = '' }) => [
    { fact: 'need', argument: need },
    { fact: 'consents', argument: '' },
    MY_CARDS,
    REGISTERED,
    PIRT_CASES,
  ],
  prefill(facts) {
    const [first, ...others] = cardsOf(facts)
    return others.length === 0 ? [{ step: 'card', value: first?.id ?? NEW }] : []
  },
  complete({ need = '', first, card = NEW, share, confirm }, { facts, code }): Completion {
    const known = needOf(facts)
    if (!known) return said({ key: 'need:gone' })
    if (!known.open) return said({ key: 'need:closed' })
    if (first === 'later')
      return { replies: [], next: { flow: 'need', answers: [{ step: 'need', value: need }] } }
    if (hasApplied(facts)) return said({ key: 'apply:already' })
    if (share === false) return said({ key: 'apply:notShared' })
    const applyTo = { step: 'applyTo', value: need } as const
    const chosen = cardsOf(facts).find(({ id }) => id === card)
    if (!chosen) return { replies: [], next: { flow: 'card', answers: [applyTo] } }
    if (confirm === 'edit')
      return { replies: [], next: { flow: 'card', answers: [...cardAnswers(chosen), applyTo] } }
    if (confirm !== 'send') return said({ key: 'apply:kept' })
    return {
      ...said({ key: 'apply:sent', params: { company: known.company } }, { key: 'apply:next' }),
      effects: [{ type: 'applyForNeed', id: code, need, card }],
    }
  },
})

/** Nothing is asked where the answer would lead nowhere. */
const isPossible = (facts: Facts): boolean =>
  needOf(facts)?.open === true && mayKeep(facts) && !hasApplied(facts)

function hasApplied(facts: Facts): boolean {
  const mine = needOf(facts)?.mine ?? null
  return mine !== null && mine !== 'withdrawn'
}

/** The last word on sharing with banks and companies. */
function mayShare(facts: Facts): boolean {
  const given = facts['consents'] as { readonly sharing?: number } | null | undefined
  return given?.sharing === 1
}

function shown(card: string | undefined, ctx: TurnContext): readonly Text[] {
  const chosen = cardsOf(ctx.facts).find(({ id }) => id === card)
  return chosen ? cardLines(chosen, ctx) : []
}

const said = (...text: readonly Text[]): Completion => ({
  replies: [{ text, choices: [goTo('applications'), ...elsewhere] }],
})
