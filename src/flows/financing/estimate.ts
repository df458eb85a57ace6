import { contentNeeds, contentOf, sourceLine, titleOf } from '../content.ts'
import { defineFlow } from '../define.ts'
import { annuity, effectiveOfFlat, flat, type Loan, schedule, totalInterest } from './instalments.ts'
import { choice } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { rupiahText } from '../prompts/number.ts'
import { optional, type Prompt, value } from '../prompts/prompt.ts'
import { termText } from '../prompts/term.ts'
import { percentText } from '../prompts/percent.ts'
import type { Answer, Answers, Facts, Text } from '../types.ts'
import { understand } from '../understand/intents.ts'

/** A monthly instalment as an estimate, with what the same rate would cost flat; another sum or term from here. */
export const estimate = defineFlow({
  name: 'estimate',
  version: 1,
  idle: true,
  steps: {
    amount: given<number>(),
    months: given<number>(),
    percent: given<number>(),
    product: optional(given<string>()),
    action: action(),
  },
  params: {
    action: (answers, { facts }) => ({ lines: linesOf(loanOf(answers), answers, facts) }),
  },
  needs: () => contentNeeds('products'),
  complete({ action, amount = 0, months = 0, product }) {
    const sum: Answer = { step: 'amount', value: amount }
    const time: Answer = { step: 'months', value: months }
    const with_: readonly Answer[] = product ? [{ step: 'product', value: product }] : []
    const [, otherSum, otherTime] = OTHER.exec(action ?? '') ?? []
    if (otherSum)
      return to('simulator', [
        { ...sum, value: Number(otherSum) },
        otherTime ? { ...time, value: Number(otherTime) } : time,
      ])
    if (otherTime) return to('simulator', [sum, { ...time, value: Number(otherTime) }, ...with_])
    switch (action) {
      case 'months':
        return to('simulator', [sum, ...with_])
      case 'amount':
        return to('simulator', [time])
      case 'rate':
        return to('simulator', [sum, time, { step: 'own', value: true }])
      case 'papers':
        return product ? to('product', with_) : to('fit', [sum])
      case 'interest':
        return to('interest', [sum, ...with_])
      default:
        return to('fit', [sum])
    }
  },
})

/** Another sum, another term in months, or both. */
const OTHER = /^(\d*)\/(\d*)$/

/** What to do next, or another sum or term told at once: "kalau 5 tahun?". */
function action(): Prompt<string> {
  const ways: Prompt<string> = choice('months', 'amount', 'rate', 'papers', 'fit', 'interest')
  return {
    ...ways,
    read(input, at) {
      if (input.type !== 'text') return ways.read(input, at)
      const { amount, months } = understand(input.text, { today: at.today }).entities
      if (amount === undefined && months === undefined) return ways.read(input, at)
      return value(`${amount ?? ''}/${months ?? ''}`)
    },
    stands: () => true,
  }
}

const to = (flow: string, answers: readonly Answer[]) => ({ replies: [], next: { flow, answers } })

const loanOf = ({ amount, months, percent }: Answers): Loan => ({
  principal: Number(amount ?? 0),
  ratePerYear: Number(percent ?? 0),
  months: Number(months ?? 1),
})

function linesOf(loan: Loan, { product: id }: Answers, facts: Facts): readonly Text[] {
  const product = contentOf(facts, 'products').find((product) => product.id === id)
  const [first] = schedule(loan)
  const flatly = flat(loan)
  return [
    {
      key: 'estimate:loan',
      params: {
        amount: rupiahText(loan.principal),
        term: termText(loan.months),
        percent: percentText(loan.ratePerYear),
        title: product ? titleOf(product) : { key: 'estimate:ownRate' },
      },
    },
    {
      key: 'estimate:annuity',
      params: {
        instalment: rupiahText(annuity(loan)),
        interest: rupiahText(totalInterest(loan)),
        total: rupiahText(loan.principal + totalInterest(loan)),
        firstInterest: rupiahText(first?.interest ?? 0),
        firstPrincipal: rupiahText(first?.principal ?? 0),
      },
    },
    {
      key: 'estimate:flat',
      params: {
        instalment: rupiahText(flatly.instalment),
        interest: rupiahText(flatly.interest),
        effective: percentText(effectiveOfFlat(loan)),
      },
    },
    ...(product?.rate && !product.rate.certain ? [{ key: 'estimate:uncertain' }] : []),
    { key: 'estimate:only' },
    ...(product ? [sourceLine(product)] : []),
  ]
}
