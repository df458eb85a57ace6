import { defineFlow } from '../define.ts'
import { HELD, held } from '../held.ts'
import { choiceOf } from '../prompts/choice.ts'

/** What an owner can do with their own data (UU 27/2022 art. 5 to 9). */
const ACTIONS = [
  'registration',
  'permissions',
  'switches',
  'copy',
  'link',
  'language',
  'withdraw',
  'erase',
] as const

/** Everything that is held about this owner, and what they can do about it. */
export const profile = defineFlow({
  name: 'profile',
  version: 1,
  idle: true,
  steps: {
    action: choiceOf(({ facts }) =>
      ACTIONS.filter((action) => facts['registration'] || !['copy', 'withdraw'].includes(action)).map(
        (value) => ({
          value,
          label: { key: `profile:action.${value}` },
        }),
      ),
    ),
  },
  needs: () => HELD,
  params: { action: (_, ctx) => ({ held: { key: 'common:lines', params: { lines: held(ctx) } } }) },
  complete: ({ action }) => ({ replies: [], next: { flow: action ?? 'home', answers: [] } }),
})
