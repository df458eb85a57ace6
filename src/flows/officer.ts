import { defineFlow, goTo } from './define.ts'

/** Where a person can be reached. */
export const officer = defineFlow({
  name: 'officer',
  version: 1,
  steps: {},
  complete: () => ({ replies: [{ text: [{ key: 'officer:where' }], choices: [goTo('home')] }] }),
})
