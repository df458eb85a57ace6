import { defineFlow } from './define.ts'
import { choice } from './prompts/choice.ts'
import { given } from './prompts/given.ts'
import { optional } from './prompts/prompt.ts'

/** Which of the four languages we speak from now on. The question that stood open is asked again in it. */
export const language = defineFlow({
  name: 'language',
  version: 2,
  steps: {
    /** The conversation that was in front. */
    from: optional(given<string>()),
    language: choice('id', 'en', 'jv', 'su'),
  },
  prefill: ({ doing }) => [{ step: 'from', value: (doing as { flow: string } | null)?.flow ?? null }],
  complete: ({ from, language = 'id' }) => ({
    replies: [{ text: [{ key: 'language:changed' }] }],
    effects: [{ type: 'setLanguage', language }],
    next: { flow: from ?? 'home', answers: [], resume: true },
  }),
})
