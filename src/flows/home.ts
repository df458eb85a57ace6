import { defineFlow, goTo } from './define.ts'

/** What the product can do now, and what this owner would naturally do next. */
export const home = defineFlow({
  name: 'home',
  version: 1,
  steps: {},
  complete(_, ctx) {
    const known = ctx.facts['registration'] as
      { readonly number: string; readonly status: string } | null | undefined
    const first = known
      ? {
          key: 'home:registered',
          params: { number: known.number, status: { key: `status:short.${known.status}` } },
        }
      : { key: 'home:welcome' }
    const choices = [
      ...(known ? [goTo('status'), goTo('registration', 'change')] : [goTo('registration'), goTo('status')]),
      goTo('link'),
      goTo('language'),
      goTo('officer'),
    ].map(({ action: _action, ...choice }) => choice)
    return { replies: [{ text: [first, { key: 'home:question' }], choices, list: true }] }
  },
})
