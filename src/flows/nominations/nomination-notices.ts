import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'
import type { PATH } from './nominations.ts'
import { dateText } from '../prompts/date.ts'
import type { Text } from '../types.ts'

/** An organisation proposes the owner, who has until a day to answer. */
export const nominationProposed = defineNotice<{ readonly organisation: string; readonly until: string }>({
  category: 'partnership',
  text: ({ organisation, until }) => ({
    text: [{ key: 'nominationNotice:proposed', params: { organisation, until: dateText(until) } }],
    choices: [goTo('nomination'), goTo('guarantee'), goTo('officer')],
  }),
})

/** The owner is one step further, or what an officer recorded by mistake was taken back. */
export const nominationMoved = defineNotice<{
  readonly organisation: string
  readonly state: (typeof PATH)[number]
  readonly corrected?: boolean
}>({
  category: 'partnership',
  asked: true,
  text: ({ organisation, state, corrected }) => {
    const stage = { key: `nomination:stage.${state}` }
    return {
      text: [
        { key: `nominationNotice:${corrected ? 'corrected' : 'moved'}`, params: { organisation, stage } },
        { key: `nomination:next.${state}`, params: { organisation } } as Text,
      ],
      choices: [goTo('nomination'), goTo('officer')],
    }
  },
})

/** An owner whom the contact's organisation proposed has answered. */
export const nominationAnswered = defineNotice<{ readonly business: string; readonly accepted: number }>({
  category: 'partnership',
  asked: true,
  text: ({ business, accepted }) => ({
    text: [{ key: `nominationNotice:${accepted ? 'accepted' : 'declined'}`, params: { business } }],
    choices: [goTo('nominate')],
  }),
})
