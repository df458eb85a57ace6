import { contentNeeds, contentOf, titleOf } from './content.ts'
import { type Completion, defineFlow, goTo } from './define.ts'
import { choiceOf, yesNo } from './prompts/choice.ts'
import { given } from './prompts/given.ts'
import { rupiah } from './prompts/number.ts'
import { optional } from './prompts/prompt.ts'
import type { StepContext } from './prompts/prompt.ts'
import type { Text } from './types.ts'

const BILLION = 1_000_000_000
/** Raised with every change to what the consent text promises. */
const CONSENT_VERSION = 1

/** A wish to be financed, handed to an officer, a bank or the cluster's anchor company: only with consent to that. */
export const interest = defineFlow({
  name: 'interest',
  version: 1,
  steps: {
    membership: optional(given<string>()),
    product: choiceOf(({ facts }) =>
      contentOf(facts, 'products').map((product) => ({ value: product.id, label: titleOf(product) })),
    ),
    amount: rupiah({ min: 100_000, max: 10 * BILLION }),
    to: choiceOf(recipients),
    share: yesNo(),
  },
  params: {
    to: (_, { facts }) => ({
      hint: facts['registration'] ? { text: '' } : { key: 'interest:registerFirst' },
    }),
  },
  needs: () => contentNeeds('products'),
  prefill: () => [{ step: 'membership', value: null }],
  complete({ product = '', amount = 0, to = 'officer', share }): Completion {
    if (!share) return ended({ key: 'interest:kept' })
    return {
      ...ended({ key: `interest:sent.${to}` }),
      effects: [
        {
          type: 'recordInterest',
          product,
          amount,
          to,
          wordingKey: 'interest:share',
          wordingVersion: CONSENT_VERSION,
        },
      ],
    }
  },
})

/** A bank or company can only be told of a business that is registered; the anchor only of its cluster's members. */
function recipients({ facts, answers }: StepContext) {
  const registered = facts['registration'] != null
  const member = ['group', 'cooperative', 'board'].includes(String(answers['membership']))
  const values = ['officer', ...(registered ? ['bank'] : []), ...(registered && member ? ['anchor'] : [])]
  return values.map((value) => ({ value, label: { key: `interest:to.${value}` } }))
}

const ended = (text: Text): Completion => ({
  replies: [
    {
      text: [text, { key: 'product:fraud' }],
      choices: [goTo('bankable'), goTo('financing'), goTo('registration'), goTo('home')],
    },
  ],
})
