import { contentNeeds, contentOf, FINANCING_NEEDS, titleOf } from '../content.ts'
import { defineFlow } from '../define.ts'
import { choice, choiceOf } from '../prompts/choice.ts'

/** Ways to be financed: checked for what fits, reckoned as instalments, or looked through by need. */
export const financing = defineFlow({
  name: 'financing',
  version: 1,
  idle: true,
  steps: {
    way: choice('fit', 'simulator', 'browse', 'guarantee'),
    need: choice(...FINANCING_NEEDS),
    product: choiceOf(({ facts, answers }) =>
      contentOf(facts, 'products')
        .filter(({ needs }) => needs.some((need) => need === answers['need']))
        .map((product) => ({ value: product.id, label: titleOf(product) })),
    ),
  },
  when: {
    need: ({ way }) => way === 'browse',
    product: ({ way }) => way === 'browse',
  },
  needs: () => contentNeeds('products'),
  complete: ({ way = 'browse', product }) => ({
    replies: [],
    next: product
      ? { flow: 'product', answers: [{ step: 'product', value: product }] }
      : { flow: way, answers: [] },
  }),
})
