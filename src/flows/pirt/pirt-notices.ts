import { goTo } from '../define.ts'
import { defineNotice } from '../notice.ts'
import { CHECKS, type DOCUMENT_KINDS } from './pirt-cases.ts'
import { reasonText } from './pirt-document.ts'
import { expiryText } from './pirt-explain.ts'
import { dateText } from '../prompts/date.ts'
import { pirtText } from '../prompts/pirt.ts'
import type { Text } from '../types.ts'

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

/** What an owner committed themselves to must soon be kept, and is not all passed yet. */
export const pirtDeadline = defineNotice<{
  readonly case: string
  readonly product: string
  readonly deadlineOn: string
  readonly verified: readonly string[]
}>({
  category: 'pirt',
  text: ({ case: id, product, deadlineOn, verified }) => ({
    text: [
      { key: 'notices:pirtDeadline', params: { product, date: dateText(deadlineOn) } } as Text,
      {
        key: 'notices:pirtLeft',
        params: { checks: CHECKS.filter((check) => !verified.includes(check)).map(checkLine) },
      },
    ],
    choices: [goTo('pirtCase', 'pirtCase', id), goTo('officer')],
  }),
})

const checkLine = (check: string): Text => ({
  key: 'content:bullet',
  params: { title: { key: `pirtVerified:check.${check}` } },
})

/** A number ends: it must be renewed before. */
export const pirtExpires = defineNotice<{
  readonly case: string
  readonly product: string
  readonly number: string | null
  readonly expiry: string
}>({
  category: 'pirt',
  text: ({ case: id, product, number, expiry }) => ({
    text: [
      {
        key: 'notices:pirtExpires',
        params: { product, number: number === null ? '' : pirtText(number), expiry: expiryText(expiry) },
      },
      { key: 'pirtRenewal:how' },
    ],
    choices: [goTo('pirtRenewal'), goTo('pirtCase', 'pirtCase', id), goTo('officer')],
  }),
})
