import { defineFlow, goTo } from './define.ts'

/** Where the registration stands; says how to begin when there is none. */
export const status = defineFlow({
  name: 'status',
  version: 1,
  steps: {},
  complete(_, ctx) {
    const known = ctx.facts['registration'] as
      { readonly number: string; readonly status: string } | null | undefined
    return known
      ? {
          replies: [
            {
              text: [{ key: `status:${known.status}`, params: { number: known.number } }],
              choices: [goTo('registration', 'change'), goTo('home')],
            },
          ],
        }
      : { replies: [{ text: [{ key: 'status:none' }], choices: [goTo('registration'), goTo('home')] }] }
  },
})
