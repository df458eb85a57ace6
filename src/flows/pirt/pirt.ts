import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf, sourceLine } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import {
  casesOf,
  localLines,
  PIRT_CASES,
  type PirtCase,
  PKP,
  stepsOf,
  stepText,
  toCase,
} from './pirt-cases.ts'
import { expiryLines } from './pirt-explain.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import type { Facts, Text } from '../types.ts'

/** Where each line of the menu leads. */
const FLOW_OF: { readonly [pick: string]: string } = {
  check: 'pirtCheck',
  number: 'pirtNumber',
  labelCheck: 'pirtLabel',
  steps: 'pirtSteps',
  renewal: 'pirtRenewal',
  training: 'training',
}

/** The food licence for home industries: the owner's products, and all that the product can do about it. */
export const pirt = defineFlow({
  name: 'pirt',
  version: 1,
  idle: true,
  steps: {
    /** A product that was named already. */
    product: optional(given<string>()),
    pick: choiceOf(({ facts }) => [
      ...casesOf(facts).map((one) => ({ value: one.id, label: lineOf(one, facts) })),
      ...Object.keys(FLOW_OF).map((value) => ({ value, label: { key: `pirt:pick.${value}` } })),
    ]),
  },
  needs: () => [...contentNeeds('pirtSteps'), PIRT_CASES],
  prefill: () => [{ step: 'product', value: null }],
  complete({ pick = 'check', product }, { facts }): Completion {
    const known = casesOf(facts).find(({ id }) => id === pick)
    if (known) return { replies: [], next: toCase(known) }
    if (pick === 'training') return { replies: [], next: PKP }
    const told = pick === 'check' && typeof product === 'string' ? [{ step: 'product', value: product }] : []
    return { replies: [], next: { flow: FLOW_OF[pick] ?? 'pirtCheck', answers: told } }
  },
})

/** A product and how far it is. */
function lineOf({ product, step }: PirtCase, facts: Facts): Text {
  const steps = stepsOf(facts)
  const at = steps.findIndex(({ id }) => id === step)
  return at < 0
    ? { key: 'pirt:finished', params: { product } }
    : { key: 'pirt:underWay', params: { product, n: at + 1, count: steps.length } }
}

/** The steps to the number, looked through one by one. */
export const pirtSteps = defineFlow({
  name: 'pirtSteps',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...stepsOf(facts).map(({ id, title }) => ({ value: id, label: { wording: title } })),
      { value: 'pirt', label: { key: 'common:go.pirt' }, action: true },
    ]),
  },
  needs: () => [...contentNeeds('pirtSteps', 'pirtVariations'), REGISTERED],
  complete({ pick }, { facts }): Completion {
    const step = stepsOf(facts).find(({ id }) => id === pick)
    if (!step) return { replies: [], next: { flow: 'pirt', answers: [] } }
    const local = localLines(facts).flatMap((one): readonly Text[] => [
      { key: 'pirtSteps:local', params: { title: { wording: one.title }, text: { wording: one.text } } },
      sourceLine(one),
    ])
    return {
      replies: [{ text: [...stepText(step), sourceLine(step), ...local] }],
      next: { flow: 'pirtSteps', answers: [] },
    }
  },
})

/** How long a number is good for, as the frequent questions have it with its source. */
const TOLD = ['pirt-berlaku', 'pirt-perpanjang']

/** When the owner's numbers end, and what to do before. */
export const pirtRenewal = defineFlow({
  name: 'pirtRenewal',
  version: 1,
  steps: {},
  needs: () => [...contentNeeds('faqs'), PIRT_CASES],
  complete(_, { facts, today }): Completion {
    const told = TOLD.flatMap((id) => contentOf(facts, 'faqs').find((one) => one.id === id) ?? [])
    const numbered = casesOf(facts).flatMap(({ product, expiry }) => (expiry ? [{ product, expiry }] : []))
    const lines = numbered.flatMap(({ product, expiry }): readonly Text[] => [
      { key: 'content:heading', params: { title: product } },
      ...expiryLines(expiry, today),
    ])
    return {
      replies: [
        {
          text: [
            ...(lines.length > 0 ? lines : [{ key: 'pirtRenewal:none' }]),
            { key: 'pirtRenewal:how' },
            ...told.flatMap((one): readonly Text[] => [{ wording: one.text }, sourceLine(one)]),
          ],
          choices: [goTo('pirtNumber'), goTo('pirt'), goTo('home')],
        },
      ],
    }
  },
})
