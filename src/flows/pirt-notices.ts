import { goTo } from './define.ts'
import { defineNotice } from './notice.ts'
import type { DOCUMENT_KINDS } from './pirt-cases.ts'
import { reasonText } from './pirt-document.ts'

/** A paper was refused: by what it is made of, or by an officer in their own words. */
export const documentRejected = defineNotice<{
  readonly kind: (typeof DOCUMENT_KINDS)[number]
  readonly product: string
  readonly reason: string
}>({
  category: 'pirt',
  asked: true,
  urgent: true,
  text: ({ kind, product, reason }) => ({
    text: [
      {
        key: 'pirtDocument:rejected',
        params: { paper: { key: `pirtDocument:kind.${kind}` }, product, reason: reasonText(reason) },
      },
    ],
    choices: [goTo('pirt'), goTo('officer')],
  }),
})
