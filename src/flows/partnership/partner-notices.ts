import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'
import { reasonText } from '../pirt/pirt-document.ts'
import { dateText } from '../prompts/date.ts'
import type { Text } from '../types.ts'

interface Agreement {
  readonly product: string
  readonly company: string
}

// Papers may be PDFs, pictures on cards may not.
const whyNoPhoto = (reason: string): Text =>
  reason === 'type' ? { key: 'cardPhoto:noPicture' } : reasonText(reason)

/** A picture on a product card was none. */
export const photoRejected = defineNotice<{ readonly product: string; readonly reason: string }>({
  category: 'partnership',
  asked: true,
  urgent: true,
  text: ({ product, reason }) => ({
    text: [{ key: 'cardPhoto:rejected', params: { product, reason: whyNoPhoto(reason) } }],
    choices: [goTo('cards')],
  }),
})

/** What became of an owner's offer to a company, in the words of whoever decided: the owner waits for it. */
export const applicationDecided = defineNotice<
  Agreement & { readonly state: 'shortlisted' | 'accepted' | 'declined'; readonly reason: string }
>({
  category: 'partnership',
  asked: true,
  urgent: true,
  text: ({ state, product, company, reason }) => ({
    text: [{ key: `partnerNotice:${state}`, params: { product, company } }, ...because(reason)],
    choices: [goTo('applications'), ...(state === 'declined' ? [goTo('partnership')] : [goTo('fairness')])],
  }),
})

/** A contract was recorded. */
export const contractMade = defineNotice<Agreement & { readonly from: string; readonly until: string }>({
  category: 'partnership',
  asked: true,
  text: ({ product, company, from, until }) => ({
    text: [
      {
        key: 'partnerNotice:contract',
        params: { product, company, from: dateText(from), until: dateText(until) },
      },
    ],
    choices: [goTo('contracts'), goTo('fairness')],
  }),
})

/** A contract ends soon: time to speak about going on. */
export const contractRenewal = defineNotice<Agreement & { readonly until: string }>({
  category: 'partnership',
  text: ({ product, company, until }) => ({
    text: [{ key: 'partnerNotice:renewal', params: { product, company, until: dateText(until) } }],
    choices: [goTo('contracts'), goTo('officer')],
  }),
})

/** A year of a contract was looked back on. */
export const contractNoted = defineNotice<Agreement & { readonly year: number }>({
  category: 'partnership',
  asked: true,
  text: ({ product, company, year }) => ({
    text: [{ key: 'partnerNotice:noted', params: { product, company, year } }],
    choices: [goTo('contracts')],
  }),
})

/** A contract was ended before or at its time. */
export const contractEnded = defineNotice<Agreement & { readonly reason: string }>({
  category: 'partnership',
  asked: true,
  text: ({ product, company, reason }) => ({
    text: [{ key: 'partnerNotice:ended', params: { product, company, reason } }],
    choices: [goTo('contracts'), goTo('fairness'), goTo('officer')],
  }),
})

const because = (reason: string): readonly Text[] =>
  reason === '' ? [] : [{ key: 'applications:reason', params: { reason } }]
