import { defineFlow, goTo } from '../define.ts'
import { choice } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import { text } from '../prompts/text.ts'

/** Two questions to somebody who was at a training. */
export const feedback = defineFlow({
  name: 'feedback',
  version: 1,
  steps: {
    pick: given<string>(),
    rating: choice('5', '4', '3', '2', '1'),
    words: optional(text({ min: 3, max: 500 })),
  },
  complete: ({ pick = '', rating, words = null }) => ({
    replies: [
      { text: [{ key: 'feedback:thanks' }], choices: [goTo('myTrainings'), goTo('training'), goTo('home')] },
    ],
    effects: [{ type: 'giveFeedback', session: pick, rating: Number(rating), words }],
  }),
})
