import { defineFlow } from './define.ts'
import { choice } from './prompts/choice.ts'
import { given } from './prompts/given.ts'
import type { Json } from './types.ts'

/** Asks, in the middle of a question, whether another conversation was meant; any other words are for that question. */
export const elsewhere = defineFlow({
  name: 'elsewhere',
  version: 1,
  idle: true,
  steps: {
    /** The conversation in hand. */
    here: given<string>(),
    wish: given<string>(),
    flow: given<string>(),
    told: given<{ readonly [step: string]: Json }>(),
    pick: choice('go', 'stay'),
  },
  params: { pick: ({ wish }) => ({ name: { key: `common:intent.${wish}` } }) },
  complete({ here = 'home', flow = 'home', told = {}, pick }) {
    const answers = Object.entries(told).map(([step, value]) => ({ step, value }))
    const next = pick === 'go' ? { flow, answers } : { flow: here, answers: [], resume: true }
    return { replies: [], next }
  },
})
