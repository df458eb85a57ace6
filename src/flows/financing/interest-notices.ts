import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'
import { rupiahText } from '../prompts/number.ts'
import type { Wording } from '../types.ts'

interface OfProduct {
  readonly title: Wording
}

/** Why a lender, or its officer, does not finance somebody. */
export const DECLINES = ['collateral', 'credit', 'papers', 'rules', 'owner', 'other'] as const

/** An officer took on a wish to be financed. */
export const interestTaken = defineNotice<OfProduct>({
  category: 'announcements',
  asked: true,
  text: ({ title }) => ({
    text: [{ key: 'interest:told.taken', params: { title: { wording: title } } }],
    choices: [goTo('officer')],
  }),
})

/** It was put before the lender. */
export const interestApplied = defineNotice<OfProduct>({
  category: 'announcements',
  asked: true,
  text: ({ title }) => ({
    text: [{ key: 'interest:told.applied', params: { title: { wording: title } } }, { key: 'product:fraud' }],
    choices: [goTo('officer')],
  }),
})

/** It was financed. */
export const interestFinanced = defineNotice<OfProduct & { readonly amount: number }>({
  category: 'announcements',
  asked: true,
  text: ({ title, amount }) => ({
    text: [
      { key: 'interest:told.financed', params: { title: { wording: title }, amount: rupiahText(amount) } },
      { key: 'product:fraud' },
    ],
    choices: [goTo('officer')],
  }),
})

/** It was not; what to do next. */
export const interestDeclined = defineNotice<OfProduct & { readonly reason: (typeof DECLINES)[number] }>({
  category: 'announcements',
  asked: true,
  text: ({ title, reason }) => ({
    text: [
      {
        key: 'interest:told.declined',
        params: { title: { wording: title }, reason: { key: `interest:declined.${reason}` } },
      },
    ],
    choices: [goTo('bankable'), goTo('financing'), goTo('officer')],
  }),
})
