import { registered, REGISTERED } from '../financing/applicant.ts'
import { bestMatch, type Match, type Supplier, type Wanted } from './matching.ts'
import { casesOf, PIRT_CASES } from '../pirt/pirt-cases.ts'
import { isExpired } from '../pirt/pirt-expiry.ts'
import { dateText } from '../prompts/date.ts'
import { quantityText } from '../prompts/quantity.ts'
import type { Named } from '../prompts/several.ts'
import type { FactRequest, Facts, Text } from '../types.ts'
import type { Unit } from '../understand/quantity.ts'
import { regionName } from '../understand/regions.ts'

/** The patterns of partnership that PP 7/2021 names. */
export const PATTERNS = [
  'nucleusPlasma',
  'subcontract',
  'franchise',
  'trade',
  'distribution',
  'supplyChain',
  'profitShare',
  'jointOperation',
  'jointVenture',
  'outsourcing',
  'other',
] as const

/** What companies may ask to be shown. NIB and P-IRT are known of owners who have told them. */
export const CERTIFICATES = {
  nib: 'NIB',
  pirt: 'P-IRT',
  halal: 'Halal',
  bpom: 'BPOM MD',
  sni: 'SNI',
  haccp: 'HACCP',
} as const
export type Certificate = keyof typeof CERTIFICATES

/** Those that an owner is asked about. */
export const ASKED: { readonly [one in Exclude<Certificate, 'nib' | 'pirt'>]: Named } = {
  halal: { name: CERTIFICATES.halal, words: ['halal', 'halalnya'] },
  bpom: { name: CERTIFICATES.bpom, words: ['bpom', 'md', 'bpommd'] },
  sni: { name: CERTIFICATES.sni, words: ['sni'] },
  haccp: { name: CERTIFICATES.haccp, words: ['haccp'] },
}

/** What a company needs. */
export interface Need extends Wanted {
  readonly id: string
  readonly company: string
  readonly unit: Unit
  readonly quality: string
  readonly pattern: (typeof PATTERNS)[number]
  readonly months: number | null
  readonly sinceOn: string
  readonly closesOn: string | null
  /** Where it is known from. */
  readonly source: string
  readonly updatedOn: string
}

/** What an owner can deliver a month, as it is shown to companies. */
export interface ProductCard {
  readonly id: string
  readonly product: string
  readonly capacity: number
  readonly unit: Unit
  readonly certificates: readonly Certificate[]
  readonly photos: number
}

export const APPLICATION_STATES = ['applied', 'shortlisted', 'accepted', 'declined', 'withdrawn'] as const

/** Asks the shell for the owner's product cards. */
export const MY_CARDS: FactRequest = { fact: 'myCards', argument: '' }
/** What is known of an owner that a need is held against. */
export const SUPPLIER: readonly FactRequest[] = [REGISTERED, PIRT_CASES, MY_CARDS]

/** The owner's product cards, oldest first. */
export const cardsOf = (facts: Facts): readonly ProductCard[] =>
  (facts[MY_CARDS.fact] ?? []) as unknown as readonly ProductCard[]

/** Certificates that need not be asked for: the number of the business, and a P-IRT number that is in force. */
export function knownCertificates(facts: Facts, today: string): readonly Certificate[] {
  const licensed = casesOf(facts).some(
    ({ number, expiry }) => number !== null && (expiry === null || isExpired(expiry, today) !== 'yes'),
  )
  return [
    ...(typeof registered(facts)['nib'] === 'string' ? (['nib'] as const) : []),
    ...(licensed ? (['pirt'] as const) : []),
  ]
}

/** What the owner can deliver, one for each product card; without any, what the registration tells. */
export function suppliersOf(facts: Facts, today: string, product?: string | null): readonly Supplier[] {
  const known = registered(facts)
  const base = {
    sector: typeof known['sector'] === 'string' ? known['sector'] : null,
    regency: typeof known['regency'] === 'string' ? known['regency'] : null,
  }
  const held = knownCertificates(facts, today)
  const told = [known['product'], product].filter((one) => typeof one === 'string')
  const plain: Supplier = { ...base, products: told, capacity: null, certificates: held }
  const cards = cardsOf(facts).map(({ product, capacity, unit, certificates }) => ({
    ...base,
    products: [product],
    capacity: { amount: capacity, unit },
    certificates: [...held, ...certificates],
  }))
  return [...cards, plain]
}

/** The need against the best of the owner’s cards, or against `product`; `today` is a day, `YYYY-MM-DD`. */
export const matchOf = (need: Need, facts: Facts, today: string, product?: string | null): Match =>
  bestMatch(need, suppliersOf(facts, today, product))

/** A line for each thing compared. */
export function reasonLines({ reasons }: Match): readonly Text[] {
  return reasons.map(({ kind, outcome, what = [] }) => ({
    key: `match:${kind}.${outcome}`,
    params: { what: certificateNames(what) },
  }))
}

/** As owners read them; what is no certificate of the list stays as it is. */
export const certificateNames = (certificates: readonly string[]): string =>
  certificates.map((one) => CERTIFICATES[one as Certificate] ?? one).join(', ')

/** Where a need is: a place, or the whole country. */
export const placeOf = (region: string | null): Text =>
  region === null ? { key: 'match:nationwide' } : { text: regionName(region) }

/** Everything that is known of a need. */
export function needLines(need: Need): readonly Text[] {
  const { volume, unit, period, certificates, months, closesOn } = need
  return [
    { key: 'content:heading', params: { title: need.product } },
    { key: 'need:company', params: { company: need.company } },
    {
      key: 'need:volume',
      params: {
        volume: quantityText({ amount: volume, unit }),
        period: { key: `need:period.${period}` },
      },
    },
    { key: 'need:quality', params: { quality: need.quality } },
    ...(certificates.length > 0
      ? [{ key: 'need:certificates', params: { certificates: certificateNames(certificates) } }]
      : []),
    { key: 'need:place', params: { place: placeOf(need.region) } },
    { key: 'need:since', params: { date: dateText(need.sinceOn) } },
    { key: 'need:pattern', params: { pattern: { key: `need:pattern.${need.pattern}` } } },
    months === null ? { key: 'need:lengthOpen' } : { key: 'need:length', params: { n: months } },
    closesOn === null
      ? { key: 'need:closesOpen' }
      : { key: 'need:closes', params: { date: dateText(closesOn) } },
    { key: 'need:source', params: { source: need.source, date: dateText(need.updatedOn) } },
  ]
}
