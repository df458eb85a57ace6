import { joined, MY_CLUSTERS, type OwnCluster } from '../clusters/clusters.ts'
import { contentNeeds, contentOf, titleOf } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { choiceOf, yesNo } from '../prompts/choice.ts'
import { rupiah } from '../prompts/number.ts'
import type { Option, StepContext } from '../prompts/prompt.ts'
import type { Facts, Text } from '../types.ts'

const BILLION = 1_000_000_000
/** Raised with every change to what the consent text promises. */
const CONSENT_VERSION = 1

/** A wish to be financed, handed to an officer, a bank or the cluster's anchor company: only with consent to that. */
export const interest = defineFlow({
  name: 'interest',
  version: 1,
  steps: {
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
  needs: () => [...contentNeeds('products'), MY_CLUSTERS],
  complete({ product = '', amount = 0, to = 'officer', share }, { facts }): Completion {
    if (!share) return ended({ key: 'interest:kept' }, facts)
    return {
      ...ended({ key: `interest:sent.${to}` }, facts),
      effects: [
        {
          type: 'recordInterest',
          product,
          amount,
          to,
          cluster: to === 'anchor' ? (anchoredOf(facts)?.id ?? null) : null,
          wordingKey: 'interest:share',
          wordingVersion: CONSENT_VERSION,
        },
      ],
    }
  },
})

/** A bank or company can only be told of a business that is registered; the anchor only of its cluster's members. */
function recipients({ facts }: StepContext): readonly Option[] {
  const registered = facts['registration'] != null
  const anchor = registered ? (anchoredOf(facts)?.anchor ?? null) : null
  const values = ['officer', ...(registered ? ['bank'] : [])]
  return [
    ...values.map((value) => ({ value, label: { key: `interest:to.${value}` } })),
    ...(anchor === null
      ? []
      : [{ value: 'anchor', label: { key: 'interest:to.anchor', params: { company: anchor } } }]),
  ]
}

/** The owner's cluster that has a company as the bridge to its bank. */
const anchoredOf = (facts: Facts): OwnCluster | undefined =>
  joined(facts).find(({ anchor }) => anchor !== null)

const ended = (text: Text, { registration }: Facts): Completion => ({
  replies: [
    {
      text: [text, { key: 'product:fraud' }],
      choices: [
        goTo('bankable'),
        goTo('financing'),
        ...(registration == null ? [goTo('registration')] : []),
        goTo('home'),
      ],
    },
  ],
})
