import { contentNeeds, contentOf, sourceLine } from '../content.ts'
import { defineFlow, goTo } from '../define.ts'

/** What owners are told about fair partnerships, in this order: questions of the frequent ones. */
const TOLD = ['tanda-curang', 'dikuasai', 'lapor-mitra', 'prinsip-kemitraan', 'pola-kemitraan']

/** How a partnership should be, the signs of abuse, and where to complain. */
export const fairness = defineFlow({
  name: 'fairness',
  version: 1,
  steps: {},
  needs: () => contentNeeds('faqs'),
  complete(_, { facts }) {
    const items = TOLD.flatMap((id) => contentOf(facts, 'faqs').find((one) => one.id === id) ?? [])
    return {
      replies: [
        {
          text: [
            { key: 'fairness:title' },
            ...items.map((item) => ({
              key: 'fairness:item',
              params: {
                title: { wording: item.title },
                text: { wording: item.text },
                source: sourceLine(item),
              },
            })),
            { key: items.length > 0 ? 'fairness:evidence' : 'fairness:none' },
          ],
          choices: [goTo('officer'), goTo('partnership'), goTo('home')],
        },
      ],
    }
  },
})
