import { defineFlow, goTo } from '../define.ts'
import type { Text, TurnContext } from '../types.ts'

/** Where the registration stands; says how to begin when there is none. */
export const status = defineFlow({
  name: 'status',
  version: 1,
  steps: {},
  needs: () => [{ fact: 'returned', argument: '' }],
  complete(_, ctx) {
    const known = ctx.facts['registration'] as
      { readonly number: string; readonly status: string } | null | undefined
    return known
      ? {
          replies: [
            {
              text: [{ key: `status:${known.status}`, params: { number: known.number } }, ...toCorrect(ctx)],
              choices: [goTo('registration', 'change'), goTo('home')],
            },
          ],
        }
      : { replies: [{ text: [{ key: 'status:none' }], choices: [goTo('registration'), goTo('home')] }] }
  },
})

/** What an officer gave back, each with the reason. */
function toCorrect({ facts }: TurnContext): Text[] {
  const returned = (facts['returned'] ?? []) as readonly { readonly field: string; readonly reason: string }[]
  const fields = returned.map(({ field, reason }) => ({
    key: 'common:line',
    params: { label: { key: `registration:${field}.label` }, value: reason },
  }))
  return fields.length > 0 ? [{ key: 'status:toCorrect', params: { fields } }] : []
}
