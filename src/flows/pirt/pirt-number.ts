import { contentNeeds } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { mayKeep } from '../financing/applicant.ts'
import { caseIn, casesOf, changed, newCase, PIRT_CASES } from './pirt-cases.ts'
import { expiryLines, explained } from './pirt-explain.ts'
import { choiceOf } from '../prompts/choice.ts'
import { date } from '../prompts/date.ts'
import { given } from '../prompts/given.ts'
import { pirtNumber as numberPrompt } from '../prompts/pirt.ts'
import { optional, type Option } from '../prompts/prompt.ts'
import { text } from '../prompts/text.ts'
import type { Answers, Facts, Json, TurnContext } from '../types.ts'
import { readPirt } from '../understand/ids.ts'

/** A P-IRT number read group by group, how long it is good for, and kept with its product. */
export const pirtNumber = defineFlow({
  name: 'pirtNumber',
  version: 1,
  steps: {
    /** The product it is for, where that is known, and that product as this conversation knows it. */
    case: optional(given<string>()),
    now: optional(given<{ readonly [field: string]: Json }>()),
    number: numberPrompt(),
    expiry: optional(date({ min: '2010-01-01' })),
    keep: choiceOf(keepers),
    product: text({ min: 3, max: 80 }),
  },
  when: {
    keep: (answers, facts) => answers.case === null && mayKeep(facts),
    product: ({ keep }) => keep === 'new',
  },
  params: {
    expiry: ({ number }, { facts, today }) => ({
      explained: number === undefined ? '' : explained(number, facts, today),
      year: `20${number?.slice(13) ?? ''}`,
    }),
  },
  needs: () => [...contentNeeds('pirtGroups', 'pirtSteps'), PIRT_CASES],
  prefill: () => [
    { step: 'case', value: null },
    { step: 'now', value: null },
  ],
  complete: keepNumber,
})

function keepers({ facts }: { readonly facts: Facts }): readonly Option[] {
  return [
    ...casesOf(facts).map(({ id, product }) => ({ value: id, label: { text: product } })),
    ...['new', 'no'].map((value) => ({ value, label: { key: `pirtNumber:keep.${value}` } })),
  ]
}

function keepNumber(answers: Answers, { facts, today, code }: TurnContext): Completion {
  const number = String(answers['number'] ?? '')
  const expiry = typeof answers['expiry'] === 'string' ? answers['expiry'] : `20${number.slice(13)}`
  const lines = expiryLines(expiry, today)
  const known = caseFor(answers, number, facts, code)
  if (!known) {
    return { replies: [{ text: lines, choices: [goTo('pirt'), goTo('home')] }] }
  }
  const { effects, next } = changed(known, { number, expiry })
  return {
    replies: [{ text: [...lines, { key: 'pirtNumber:kept', params: { product: known.product } }] }],
    effects,
    next,
  }
}

/** The product that the number is kept with; a new one has its number already, and is through all steps. */
function caseFor(answers: Answers, number: string, facts: Facts, code: string) {
  const { keep, product } = answers
  if (keep === 'new') {
    const group = readPirt(number)
    const id = group.type === 'value' ? group.value.foodGroup : 'other'
    return { ...newCase(code, String(product), id, facts), step: 'verification' }
  }
  if (keep === 'no') return undefined
  return caseIn(keep === undefined ? answers : { case: keep }, facts)
}
