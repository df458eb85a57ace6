import { goTo } from './define.ts'
import { defineNotice } from './notice.ts'
import type { CHECKS, DOCUMENT_KINDS } from './pirt-cases.ts'
import { reasonText } from './pirt-document.ts'
import type { Text } from './types.ts'

/** A paper was refused: by what it is made of, or by an officer in their own words. */
export const documentRejected = defineNotice<{
  readonly kind: (typeof DOCUMENT_KINDS)[number]
  readonly product: string
  readonly reason: string
  /** What an officer adds. */
  readonly note?: string
}>({
  category: 'pirt',
  asked: true,
  urgent: true,
  text: ({ kind, product, reason, note }) => ({
    text: [
      {
        key: 'pirtDocument:rejected',
        params: { paper: { key: `pirtDocument:kind.${kind}` }, product, reason: reasonText(reason) },
      },
      ...added(note),
    ],
    choices: [goTo('pirt'), goTo('officer')],
  }),
})

const added = (note: string | undefined): readonly Text[] =>
  note === undefined ? [] : [{ key: 'pirtDocument:note', params: { note } }]

/** An officer accepted a paper. */
export const documentAccepted = defineNotice<{
  readonly kind: (typeof DOCUMENT_KINDS)[number]
  readonly product: string
}>({
  category: 'pirt',
  asked: true,
  text: ({ kind, product }) => ({
    text: [
      { key: 'pirtDocument:accepted', params: { paper: { key: `pirtDocument:kind.${kind}` }, product } },
    ],
    choices: [goTo('pirt')],
  }),
})

/** The health office passed one of its checks, or several. */
export const checksPassed = defineNotice<{
  readonly checks: readonly (typeof CHECKS)[number][]
  readonly product: string
}>({
  category: 'pirt',
  asked: true,
  text: ({ checks, product }) => ({
    text: [
      {
        key: 'pirtVerified:passed',
        params: {
          product,
          checks: checks.map((check) => ({
            key: 'pirtVerified:yes',
            params: { what: { key: `pirtVerified:check.${check}` } },
          })),
        },
      },
    ],
    choices: [goTo('pirt')],
  }),
})
