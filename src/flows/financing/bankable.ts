import { applicantOf, knownOf, questions, REGISTERED, TELLS } from './applicant.ts'
import { MY_CLUSTERS } from '../clusters/clusters.ts'
import { contentNeeds, contentOf, type Guarantee, sourceLine } from '../content.ts'
import { defineFlow, goTo } from '../define.ts'
import { judge, matters, ruleLines } from './eligibility.ts'
import type { Answers, Facts } from '../types.ts'

/** "How ready am I for a bank?": what is in order, what is missing, and the way there. */
export const bankable = defineFlow({
  name: 'bankable',
  version: 1,
  steps: questions,
  when: {
    running: turnsOn('running'),
    supported: turnsOn('supported'),
    age: turnsOn('age'),
    legality: turnsOn('legality'),
    taxNumber: turnsOn('taxNumber'),
    record: turnsOn('record'),
    credit: turnsOn('credit'),
    membership: turnsOn('membership'),
    womensGroup: turnsOn('womensGroup'),
  },
  needs: () => [...contentNeeds('guarantees'), REGISTERED, MY_CLUSTERS],
  prefill: knownOf,
  complete(answers, { facts }) {
    const check = checkOf(facts)
    if (!check)
      return { replies: [{ text: [{ key: 'bankable:none' }], choices: [goTo('guarantee'), goTo('home')] }] }
    const verdict = judge(check, applicantOf(answers))
    const missing = verdict.rules.filter(({ outcome }) => outcome === 'failed').length
    const training = contentOf(facts, 'guarantees').find(({ id }) => id === 'training')
    return {
      replies: [
        {
          text: [
            missing > 0 ? { key: 'bankable:missing', params: { n: missing } } : { key: 'bankable:ready' },
            ...ruleLines(verdict),
            ...(training ? [{ key: 'bankable:training' }, sourceLine(training)] : []),
            sourceLine(check),
          ],
          choices: [goTo('fit'), goTo('guarantee'), goTo('programmes'), goTo('officer'), goTo('home')],
        },
      ],
    }
  },
})

/** The self-check is the guarantee item that has rules. */
const checkOf = (facts: Facts): Guarantee | undefined =>
  contentOf(facts, 'guarantees').find(({ rules }) => rules.length > 0)

/** All that is asked for is told, also when one thing is missing already. */
function turnsOn(question: keyof typeof TELLS) {
  return (answers: Answers, facts: Facts) => {
    const rules = checkOf(facts)?.rules ?? []
    return rules.some((rule) =>
      matters(
        TELLS[question],
        [{ status: 'published', rules: [rule] }],
        applicantOf({ ...answers, [question]: undefined }),
      ),
    )
  }
}
