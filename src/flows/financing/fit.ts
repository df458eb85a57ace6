import {
  applicantOf,
  applicantWith,
  isAnyMember,
  knownOf,
  questions,
  REGISTERED,
  TELLS,
} from './applicant.ts'
import { MY_CLUSTERS } from '../clusters/clusters.ts'
import { contentNeeds, contentOf, FINANCING_NEEDS, type Product } from '../content.ts'
import { defineFlow } from '../define.ts'
import { matters } from './eligibility.ts'
import { choice } from '../prompts/choice.ts'
import { rupiah } from '../prompts/number.ts'
import type { Answers, Facts, Json } from '../types.ts'

const BILLION = 1_000_000_000

/** The products that serve a need. */
export const serving = (facts: Facts, need: unknown): readonly Product[] =>
  contentOf(facts, 'products').filter(({ needs }) => needs.some((served) => served === need))

/** Whether an answer could still tell one product from another; a registered owner's are known. */
const turnsOn = (question: keyof typeof TELLS) => (answers: Answers, facts: Facts) =>
  answers['need'] !== undefined &&
  matters(TELLS[question], serving(facts, answers['need']), applicantOf(without(answers, question)))

/** "Which financing fits me?": asks only what the rules turn on. */
export const fit = defineFlow({
  name: 'fit',
  version: 1,
  steps: {
    need: choice(...FINANCING_NEEDS),
    amount: rupiah({ min: 100_000, max: 10 * BILLION }),
    ...questions,
  },
  when: {
    running: turnsOn('running'),
    supported: turnsOn('supported'),
    age: turnsOn('age'),
    legality: turnsOn('legality'),
    taxNumber: turnsOn('taxNumber'),
    record: turnsOn('record'),
    credit: turnsOn('credit'),
    membership: (answers, facts) =>
      turnsOn('membership')(answers, facts) &&
      !isAnyMember(facts, serving(facts, answers.need), applicantOf(without(answers, 'membership'))),
    womensGroup: turnsOn('womensGroup'),
  },
  needs: () => [...contentNeeds('products'), REGISTERED, MY_CLUSTERS],
  prefill: knownOf,
  complete: (answers, { facts }) => ({
    replies: [],
    next: {
      flow: 'verdicts',
      answers: [
        { step: 'need', value: answers.need ?? 'working' },
        { step: 'applicant', value: applicantWith(answers, facts) as { readonly [fact: string]: Json } },
      ],
    },
  }),
})

function without(answers: Answers, step: string): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => name !== step))
}
