import { type Applicant, contentNeeds, type Product, titleOf } from '../content.ts'
import { defineFlow } from '../define.ts'
import { judge, type Verdict } from './eligibility.ts'
import { serving } from './fit.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { StepContext } from '../prompts/prompt.ts'
import type { Answers, Facts } from '../types.ts'

const ORDER = { fits: 0, ask: 1, no: 2 } as const

/** What fits an applicant, best first: each can be opened to see which rule says so, and why. */
export const verdicts = defineFlow({
  name: 'verdicts',
  version: 1,
  idle: true,
  steps: {
    need: given<string>(),
    applicant: given<{ readonly [fact: string]: string | number | boolean }>(),
    pick: choiceOf(choices),
  },
  params: {
    pick: (answers, { facts }) => {
      const count = (outcome: Verdict['outcome']) =>
        judged(answers, facts).filter(({ verdict }) => verdict.outcome === outcome).length
      return { fits: count('fits'), ask: count('ask'), no: count('no') }
    },
  },
  needs: () => contentNeeds('products'),
  complete: ({ pick, applicant = {} }) => ({
    replies: [],
    next:
      pick === undefined || pick === 'again'
        ? { flow: 'fit', answers: [] }
        : {
            flow: 'product',
            answers: [
              { step: 'product', value: pick },
              { step: 'applicant', value: applicant },
            ],
          },
  }),
})

function choices({ answers, facts }: StepContext) {
  return [
    ...judged(answers, facts).map(({ product, verdict }) => ({
      value: product.id,
      label: { key: `verdicts:${verdict.outcome}`, params: { title: titleOf(product) } },
    })),
    { value: 'again', label: { key: 'verdicts:pick.again' }, action: true },
  ]
}

function judged(answers: Answers, facts: Facts) {
  const applicant = (answers['applicant'] ?? {}) as Applicant
  return serving(facts, answers['need'])
    .map((product) => ({ product, verdict: judge(product, applicant) }))
    .toSorted((a, b) => rank(a) - rank(b))
}

/** Lower comes first; of the same outcome what is confirmed. */
const rank = ({ product, verdict }: { readonly product: Product; readonly verdict: Verdict }): number =>
  2 * ORDER[verdict.outcome] + (product.status === 'published' ? 0 : 1)
