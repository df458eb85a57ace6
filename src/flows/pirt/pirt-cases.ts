import { contentOf, type Provenance } from '../content.ts'
import { registered } from '../financing/applicant.ts'
import type { PirtStep, PirtVariation } from './pirt-content.ts'
import type { Answer, Answers, Effect, FactRequest, Facts, Json, Text, Turn } from '../types.ts'

export const DOCUMENT_KINDS = ['commitment', 'picture', 'nib', 'training', 'certificate'] as const
type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** What the health office checks after the number is issued. */
export const CHECKS = ['product', 'label', 'training', 'place'] as const

/** A paper sent for a product. `received`: it is still to be looked at. */
export interface PirtDocument {
  readonly kind: DocumentKind
  readonly state: 'received' | 'checked' | 'accepted' | 'rejected'
  readonly reason: string | null
  readonly [field: string]: Json
}

/** A product on its way to a P-IRT number. */
export interface PirtCase {
  readonly id: string
  readonly product: string
  readonly group: string
  /** The id of the step in hand, or `done`. */
  readonly step: string
  readonly commitmentOn: string | null
  readonly deadlineOn: string | null
  readonly number: string | null
  /** A day, or the year. */
  readonly expiry: string | null
  readonly verified: readonly string[]
  readonly version: number
  readonly documents: readonly PirtDocument[]
  readonly [field: string]: Json
}

/** Where the food safety training that the commitment promises is found and booked. */
export const PKP: NonNullable<Turn['next']> = {
  flow: 'training',
  answers: [{ step: 'topic', value: 'pirt' }],
}

/** Asks the shell for the owner's products. */
export const PIRT_CASES: FactRequest = { fact: 'pirtCases', argument: '' }

/** The owner's products, oldest first. */
export const casesOf = (facts: Facts): readonly PirtCase[] =>
  (facts['pirtCases'] ?? []) as unknown as readonly PirtCase[]

/** The product of a conversation: as it is stored, or as the conversation has just changed it. */
export function caseIn({ case: id, now }: Answers, facts: Facts): PirtCase | undefined {
  const stored = casesOf(facts).find((one) => one.id === id)
  const changed = now as PirtCase | null | undefined
  if (!changed || changed.id !== id) return stored
  return stored && stored.version >= changed.version ? stored : changed
}

/** A new product, at its first step. */
export function newCase(id: string, product: string, group: string, facts: Facts): PirtCase {
  const nothing = { commitmentOn: null, deadlineOn: null, number: null, expiry: null }
  const step = stepsOf(facts)[0]?.id ?? 'done'
  return { id, product, group, step, ...nothing, verified: [], version: 0, documents: [] }
}

/** What keeps a product with these changes, and the way back to its page. */
export function changed(
  known: PirtCase,
  changes: Partial<PirtCase>,
): { readonly effects: readonly Effect[]; readonly next: NonNullable<Turn['next']> } {
  const now = { ...known, ...changes, version: known.version + 1 } as PirtCase
  const { documents: _documents, version: _version, ...kept } = now
  return { effects: [{ type: 'keepPirtCase', ...kept }], next: toCase(now) }
}

/** The page of a product, as it is now. */
export function toCase(now: PirtCase): NonNullable<Turn['next']> {
  return { flow: 'pirtCase', answers: about(now) }
}

/** What a conversation about a product is opened with. */
export const about = (now: PirtCase): readonly Answer[] => [
  { step: 'case', value: now.id },
  { step: 'now', value: now },
]

/** The steps to the number, in order. */
export const stepsOf = (facts: Facts): readonly PirtStep[] => inOrder(contentOf(facts, 'pirtSteps'))

/** By the place that the content gives each. */
export const inOrder = <T extends Provenance & { readonly order: number }>(
  items: readonly T[],
): readonly T[] => items.toSorted((a, b) => a.order - b.order)

/** What is done otherwise where the owner lives, with its source. */
export function localLines(facts: Facts): readonly PirtVariation[] {
  const regency = registered(facts)['regency']
  return contentOf(facts, 'pirtVariations').filter(
    ({ regions, status }) => status === 'published' && regions.some((code) => code === regency),
  )
}

/** One step as it is told: what to do and what to prepare. */
export function stepText({ title, text, prepare, order }: PirtStep): readonly Text[] {
  const papers: readonly Text[] = prepare.map((paper) => ({
    key: 'pirtSteps:paper',
    params: { paper: { wording: paper } },
  }))
  return [
    { key: 'pirtSteps:step', params: { n: order, title: { wording: title } } },
    { wording: text },
    ...(papers.length > 0 ? [{ key: 'pirtSteps:prepare', params: { papers } }] : []),
  ]
}
