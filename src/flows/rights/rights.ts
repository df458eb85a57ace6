import { defineFlow, goTo } from '../define.ts'
import { HELD, held } from '../held.ts'
import { choice, yesNo } from '../prompts/choice.ts'
import { consented } from '../registration/registration.ts'

/** Gives or withdraws the consents that registration does not rest on. */
export const permissions = defineFlow({
  name: 'permissions',
  version: 1,
  steps: { sharing: yesNo(), messages: yesNo() },
  effects: {
    sharing: ({ sharing }) => [consented('sharing', 'sharing', sharing === true)],
    messages: ({ messages }) => [consented('messages', 'messages', messages === true)],
  },
  complete: () => ({
    replies: [
      { text: [{ key: 'permissions:changed' }], choices: [goTo('profile'), goTo('switches'), goTo('home')] },
    ],
  }),
})

/** A copy of everything held, in the chat itself (UU 27/2022 art. 7). */
export const copy = defineFlow({
  name: 'copy',
  version: 1,
  steps: {},
  needs: () => HELD,
  complete: (_, ctx) => ({
    replies: [
      {
        text: [{ key: 'copy:title' }, { key: 'common:lines', params: { lines: held(ctx) } }],
        choices: [goTo('profile'), goTo('home')],
      },
    ],
    effects: [{ type: 'giveCopy' }],
  }),
})

/** Withdraws the consent to be registered: nothing more is done with the data (UU 27/2022 art. 9 and 40). */
export const withdraw = defineFlow({
  name: 'withdraw',
  version: 1,
  steps: { sure: choice('withdraw', 'keep') },
  complete: ({ sure }) =>
    sure === 'withdraw'
      ? {
          replies: [{ text: [{ key: 'withdraw:done' }], choices: [goTo('erase'), goTo('home')] }],
          effects: [
            { type: 'withdrawRegistration' },
            { ...consented('registration', 'consent', false), wordingKey: 'withdraw:sure' },
          ],
        }
      : { replies: [{ text: [{ key: 'withdraw:kept' }], choices: [goTo('profile'), goTo('home')] }] },
})

/** Destroys what is held (UU 27/2022 art. 8, 43 and 44), after one more question. */
export const erase = defineFlow({
  name: 'erase',
  version: 1,
  steps: { sure: choice('erase', 'keep') },
  complete: ({ sure }) =>
    sure === 'erase'
      ? {
          replies: [{ text: [{ key: 'erase:done' }], choices: [goTo('home')] }],
          effects: [
            { type: 'eraseData' },
            { ...consented('registration', 'consent', false), wordingKey: 'erase:sure' },
          ],
        }
      : { replies: [{ text: [{ key: 'erase:kept' }], choices: [goTo('profile'), goTo('home')] }] },
})
