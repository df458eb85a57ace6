import { defineFlow, goTo } from './define.ts'
import { choice } from './prompts/choice.ts'

/** Which of the four languages we speak from now on. */
export const language = defineFlow({
  name: 'language',
  version: 1,
  steps: { language: choice('id', 'en', 'jv', 'su') },
  effects: { language: ({ language }) => [{ type: 'setLanguage', language: language ?? 'id' }] },
  complete: () => ({ replies: [{ text: [{ key: 'language:changed' }], choices: [goTo('home')] }] }),
})
