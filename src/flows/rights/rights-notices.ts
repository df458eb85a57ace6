import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'

/** An officer has done what an owner asked of their data. */
export const dataRequestDone = defineNotice<{ readonly kind: 'copy' | 'withdraw' | 'erase' }>({
  category: 'announcements',
  asked: true,
  text: ({ kind }) => ({
    text: [{ key: `notices:dataRequest.${kind}` }],
    choices: [goTo('profile'), goTo('home')],
  }),
})
