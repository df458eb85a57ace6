import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'

/** A registration was left before its end. */
export const registrationUnfinished = defineNotice<object>({
  category: 'registration',
  text: () => ({
    text: [{ key: 'notices:registrationUnfinished' }],
    choices: [goTo('registration', 'continue'), goTo('officer')],
  }),
})
