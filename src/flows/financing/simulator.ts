import { type Applicant, contentNeeds, contentOf, type Product, titleOf } from '../content.ts'
import { defineFlow } from '../define.ts'
import { judge } from './eligibility.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { rupiah } from '../prompts/number.ts'
import { percent, percentText } from '../prompts/percent.ts'
import type { Prompt } from '../prompts/prompt.ts'
import { term } from '../prompts/term.ts'
import type { Answers, Facts, Text } from '../types.ts'
import { understand } from '../understand/intents.ts'

const BILLION = 1_000_000_000
/** No lender told of here lends for longer. */
const LONGEST = 120

/** "How much a month?": an amount, a term and an interest, reckoned as an estimate. */
export const simulator = defineFlow({
  name: 'simulator',
  version: 1,
  steps: {
    /** The owner wants to name the rate. */
    own: given<boolean>(),
    amount: sum(),
    months: term({ max: LONGEST }),
    product: choiceOf(({ answers, facts }) => [
      ...withRate(answers, facts).map((product) => ({ value: product.id, label: rateLabel(product) })),
      { value: 'other' },
    ]),
    percent: percent(),
  },
  when: {
    product: (answers, facts) => answers.own !== true && withRate(answers, facts).length > 1,
    percent: (answers, facts) => chosen(answers, facts) === null,
  },
  needs: () => contentNeeds('products'),
  prefill: () => [{ step: 'own', value: false }],
  complete(answers, { facts }) {
    const product = chosen(answers, facts)
    return {
      replies: [],
      next: {
        flow: 'estimate',
        answers: [
          { step: 'amount', value: answers.amount ?? 0 },
          { step: 'months', value: answers.months ?? 1 },
          { step: 'percent', value: product?.rate?.percent ?? answers.percent ?? 0 },
          { step: 'product', value: product?.id ?? null },
        ],
      },
    }
  },
})

/** Whole rupiah; a term told in the same words ("50 juta 3 tahun") is kept too. */
function sum(): Prompt<number> {
  const plain = rupiah({ min: 100_000, max: 10 * BILLION })
  return {
    ...plain,
    read(input, at) {
      if (input.type !== 'text') return plain.read(input, at)
      const { amount, months } = entitiesOf(input.text, at.today)
      if (amount === undefined || months === undefined) return plain.read(input, at)
      const reading = plain.read({ type: 'text', text: String(amount) }, at)
      return reading.type === 'value' ? { ...reading, fills: { months } } : reading
    },
  }
}

const entitiesOf = (text: string, today: string) => understand(text, { today }).entities

/** The products whose interest is known and whose amounts this one is among. */
function withRate({ amount }: Answers, facts: Facts): readonly Product[] {
  if (typeof amount !== 'number') return []
  const applicant: Applicant = { amount }
  return contentOf(facts, 'products').filter(
    ({ rate, status, rules }) =>
      rate !== null &&
      judge({ status, rules: rules.filter(({ id }) => id === 'amount') }, applicant).outcome !== 'no',
  )
}

/** The product whose interest is reckoned with; null when the owner names a rate. */
function chosen(answers: Answers, facts: Facts): Product | null {
  if (answers['own'] === true) return null
  const possible = withRate(answers, facts)
  if (answers['product'] === undefined) return possible.length === 1 ? possible[0]! : null
  return possible.find(({ id }) => id === answers['product']) ?? null
}

const rateLabel = (product: Product): Text => ({
  key: 'simulator:rate',
  params: { title: titleOf(product), percent: percentText(product.rate?.percent ?? 0) },
})
