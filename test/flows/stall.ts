import { defineFlow } from '../../src/flows/define.ts'
import { choice, choiceOf, yesNo } from '../../src/flows/prompts/choice.ts'
import { number, rupiah } from '../../src/flows/prompts/number.ts'
import { optional } from '../../src/flows/prompts/prompt.ts'
import { region } from '../../src/flows/prompts/region.ts'
import { review } from '../../src/flows/prompts/review.ts'
import { text } from '../../src/flows/prompts/text.ts'

/** A stall at a fair: small, and with everything an engine must do. */
export const stall = defineFlow({
  name: 'stall',
  version: 1,
  steps: {
    name: text({ min: 2, max: 20 }),
    kind: choice('food', 'craft', 'other'),
    dish: text({ min: 2, max: 20 }),
    town: region('regency', { fills: { district: 'part' } }),
    part: region('district', { within: 'town' }),
    power: yesNo(),
    helpers: optional(number({ min: 1, max: 50 })),
    takings: rupiah({ min: 0, max: 1e9, period: 'per' }),
    per: choice('day', 'month'),
    table: choiceOf(({ facts }) =>
      ((facts['tables'] as string[] | undefined) ?? ['1', '2']).map((value) => ({
        value,
        label: { text: value },
      })),
    ),
    check: review(),
  },
  when: { dish: ({ kind }) => kind === 'food' },
  says: { per: ({ per }) => ({ key: `stall:said.${per}` }) },
  effects: { power: ({ power }) => [{ type: 'order', power: power === true }] },
  ends: ({ kind }) => (kind === 'other' ? { key: 'stall:sorry' } : null),
  complete: ({ name = '' }) => ({
    replies: [{ text: [{ key: 'stall:done' }] }],
    effects: [{ type: 'book', name }],
  }),
})
