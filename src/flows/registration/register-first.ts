import { choiceOf } from '../prompts/choice.ts'

/**
 * Asked of who has not registered where only registered owners go on: they register now, while the conversation waits for
 * them to come back to it, or leave it be. Picks lead on by `TO_REGISTRATION`.
 */
export const registerFirst = () =>
  choiceOf(() => [
    { value: 'register', label: { key: 'common:first.register' } },
    { value: 'later', label: { key: 'common:first.later' } },
  ])

export const TO_REGISTRATION = { register: 'registration' } as const
