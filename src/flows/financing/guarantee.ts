import { contentNeeds, contentOf, sourceLine, titleOf } from '../content.ts'
import { defineFlow } from '../define.ts'
import { choiceOf } from '../prompts/choice.ts'

/** Where the menu leads besides its items. */
const ELSEWHERE = ['financing', 'nomination']

/** What a credit guarantee is, what it covers and costs and who applies for it; and how ready one is for a bank. */
export const guarantee = defineFlow({
  name: 'guarantee',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...contentOf(facts, 'guarantees')
        .filter(({ rules }) => rules.length === 0)
        .map((item) => ({ value: item.id, label: titleOf(item) })),
      { value: 'bankable', label: { key: 'common:go.bankable' } },
      { value: 'nomination', label: { key: 'common:go.nomination' } },
      { value: 'financing', label: { key: 'common:go.financing' }, action: true },
    ]),
  },
  needs: () => contentNeeds('guarantees'),
  complete({ pick }, { facts }) {
    const item = contentOf(facts, 'guarantees').find(({ id, rules }) => id === pick && rules.length === 0)
    if (!item)
      return {
        replies: [],
        next: { flow: ELSEWHERE.find((flow) => flow === pick) ?? 'bankable', answers: [] },
      }
    return {
      replies: [
        {
          text: [
            { key: 'content:heading', params: { title: titleOf(item) } },
            { wording: item.text },
            sourceLine(item),
          ],
        },
      ],
      next: { flow: 'guarantee', answers: [] },
    }
  },
})
