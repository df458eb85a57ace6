import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf, sourceLine } from '../content.ts'
import { type Completion, defineFlow } from '../define.ts'
import { groupText } from './pirt-groups.ts'
import { judgePirt, type PirtProduct, pirtRuleLines, type PirtVerdict } from './pirt-rules.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { Answers, Facts, Text } from '../types.ts'

/** Whether a product can have a P-IRT number, why, and where it goes otherwise. */
export const pirtVerdict = defineFlow({
  name: 'pirtVerdict',
  version: 1,
  idle: true,
  steps: {
    product: given<string>(),
    told: given<{ readonly [fact: string]: string }>(),
    pick: choiceOf(({ answers, facts }) =>
      actions(verdictOf(answers, facts)).map((value) => ({
        value,
        label: { key: `pirtVerdict:pick.${value}` },
      })),
    ),
  },
  params: { pick: (answers, { facts }) => ({ card: card(answers, facts) }) },
  needs: () => [...contentNeeds('pirtGroups', 'pirtRules', 'pirtRoutes'), REGISTERED],
  complete(answers): Completion {
    switch (answers.pick) {
      case 'track':
        return { replies: [], next: { flow: 'pirtTrack', answers: kept(answers) } }
      case 'regroup':
        return { replies: [], next: { flow: 'pirtCheck', answers: anew(answers) } }
      case 'again':
        return { replies: [], next: { flow: 'pirtCheck', answers: [{ step: 'regroup', value: false }] } }
      case 'steps':
        return { replies: [], next: { flow: 'pirtSteps', answers: [] } }
      default:
        return { replies: [], next: { flow: answers.pick ?? 'pirt', answers: [] } }
    }
  },
})

const verdictOf = ({ told }: Answers, facts: Facts): PirtVerdict =>
  judgePirt(contentOf(facts, 'pirtRules'), (told ?? {}) as PirtProduct)

function actions({ outcome }: PirtVerdict): readonly string[] {
  const first = outcome === 'elsewhere' ? [] : ['track', 'steps']
  return [...first, 'regroup', 'again', ...(outcome === 'fits' ? [] : ['officer']), 'pirt']
}

function card(answers: Answers, facts: Facts): readonly Text[] {
  const told = (answers['told'] ?? {}) as PirtProduct
  const verdict = verdictOf(answers, facts)
  const route = contentOf(facts, 'pirtRoutes').find(({ id }) => id === verdict.route)
  const decisive = verdict.rules.find(({ outcome }) => outcome === 'failed' || outcome === 'doubt')
  const stands = decisive ?? verdict.rules.find(({ rule }) => rule.id === 'listed')
  return [
    {
      key: `pirtVerdict:outcome.${verdict.outcome}`,
      params: { product: String(answers['product'] ?? ''), group: groupText(told.group, facts) },
    },
    ...(route
      ? [
          {
            key: verdict.outcome === 'elsewhere' ? 'pirtVerdict:route' : 'pirtVerdict:perhaps',
            params: { title: { wording: route.title }, text: { wording: route.text } },
          },
        ]
      : []),
    ...pirtRuleLines(verdict),
    ...(stands ? [sourceLine(stands.rule)] : []),
  ]
}

/** The product is asked about again, with its group picked from the list. */
const anew = ({ product }: Answers) => [
  { step: 'product', value: product ?? '' },
  { step: 'regroup', value: true },
]

/** What is kept of a product. */
const kept = ({ product, told }: Answers) => [
  { step: 'product', value: product ?? '' },
  { step: 'group', value: (told as PirtProduct | undefined)?.group ?? 'other' },
]
