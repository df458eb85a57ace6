import type { ClusterKinds } from './clusters/cluster-content.ts'
import type { PirtKinds } from './pirt/pirt-content.ts'
import { dateText } from './prompts/date.ts'
import type { Facts, Text, Wording } from './types.ts'

/** Where something told to owners comes from, and whether an officer stands by it. */
export interface Provenance {
  readonly id: string
  readonly status: 'published' | 'needs verification'
  /** Who said it, and when. */
  readonly source: string
  readonly regulation: string | null
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly validFrom: string | null
  /** The day somebody last read it in its source; null for what nobody has confirmed yet. */
  readonly verifiedAt: string | null
  /** Whom to ask about it: shown with everything that is not confirmed. */
  readonly ask: Wording | null
}

/** A ministry, agency, bank or office that runs something. */
interface Agency extends Provenance {
  readonly title: Wording
  readonly kind: 'ministry' | 'agency' | 'company' | 'local'
}

export const PROGRAMME_NEEDS = [
  'capital',
  'training',
  'permit',
  'market',
  'export',
  'tools',
  'digital',
  'cooperative',
] as const
type ProgrammeNeed = (typeof PROGRAMME_NEEDS)[number]

/** What an agency offers to owners. */
export interface Programme extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly agency: string
  readonly needs: readonly ProgrammeNeed[]
  /** Sectors it is for; empty for all. */
  readonly sectors: readonly string[]
  /** Kemendagri codes of the places it is for; empty for the whole country. */
  readonly regions: readonly string[]
  readonly apply: Wording
  readonly until: string | null
  /** Programmes of others that give much the same. */
  readonly overlaps: readonly string[]
}

/** What an applicant is, as far as told. Amounts in whole rupiah. */
export interface Applicant {
  readonly amount?: number
  readonly monthsRunning?: number
  /** Coached, trained in running a business, in a business group, or with a family member in business. */
  readonly supported?: boolean
  readonly age?: 'adult' | 'married' | 'young'
  readonly legality?: 'nib' | 'sku' | 'none'
  readonly record?: 'clean' | 'late' | 'unknown'
  readonly credit?: 'none' | 'consumer' | 'kur' | 'business'
  readonly membership?: 'none' | 'group' | 'cooperative' | 'board'
  readonly womensGroup?: boolean
  readonly abroad?: boolean
  readonly taxNumber?: boolean
  readonly books?: boolean
}

/** Something about an applicant that is so or not. Bounds include themselves, but for `above`. */
export interface Condition {
  readonly fact: keyof Applicant
  readonly in?: readonly (string | boolean)[]
  readonly min?: number
  readonly max?: number
  readonly above?: number
}

/** One thing that a lender asks for. */
export interface Rule {
  readonly id: string
  /** Met when any of these is so. */
  readonly any: readonly Condition[]
  /** Only asked of applicants for whom this is so. */
  readonly when?: Condition
  /** Left to the lender when any of these is so. */
  readonly doubt?: readonly Condition[]
  readonly says: Wording
  /** What to do to meet it; null when nothing can be done. */
  readonly fix: Wording | null
  readonly source: string
  /** Sources disagree, or nobody has confirmed it: never a reason to refuse. */
  readonly uncertain?: boolean
}

export const FINANCING_NEEDS = ['working', 'equipment', 'start', 'group', 'cooperative', 'abroad'] as const
export type FinancingNeed = (typeof FINANCING_NEEDS)[number]

/** A way to be financed. */
export interface Product extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly needs: readonly FinancingNeed[]
  /** Yearly, effective. `certain` is false when the figure must be asked for anew. */
  readonly rate: { readonly percent: number; readonly certain: boolean } | null
  readonly rules: readonly Rule[]
  readonly documents: readonly Wording[]
  readonly apply: Wording
}

/** What owners ask about guarantees; the one with rules is the self-check of how bankable they are. */
export interface Guarantee extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly rules: readonly Rule[]
}

export const FAQ_TOPICS = [
  'registration',
  'permit',
  'halal',
  'financing',
  'guarantee',
  'cluster',
  'cooperative',
  'training',
  'partnership',
  'programmes',
  'data',
] as const
type FaqTopic = (typeof FAQ_TOPICS)[number]

/** A question that owners really ask. */
export interface Faq extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly topic: FaqTopic
  /** Other words with the same meaning, for the search. */
  readonly words: readonly string[]
}

export const TRAINING_TOPICS = [
  'pirt',
  'halal',
  'marketing',
  'financing',
  'management',
  'production',
  'cooperative',
  'partnership',
  'licence',
  'trademark',
] as const
export type TrainingTopic = (typeof TRAINING_TOPICS)[number]

/** What an agency teaches. When and where stands in its sessions, which officers enter. */
export interface Training extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly agency: string
  readonly topic: TrainingTopic
  /** What is taught, the same for all agencies that teach the same. */
  readonly theme: string
  readonly level: 'basic' | 'advanced'
}

interface Kinds extends PirtKinds, ClusterKinds {
  readonly agencies: Agency
  readonly programmes: Programme
  readonly products: Product
  readonly guarantees: Guarantee
  readonly faqs: Faq
  readonly trainings: Training
}
export type ContentKind = keyof Kinds
export type ContentOf<K extends ContentKind> = Kinds[K]

/** The items of a kind, as the shell loaded them from the content table, which checks their shape. */
export function contentOf<K extends ContentKind>(facts: Facts, kind: K): readonly ContentOf<K>[] {
  return (facts[kind] ?? []) as unknown as readonly ContentOf<K>[]
}

/** Asks the shell for the items of these kinds. */
export const contentNeeds = (...kinds: readonly ContentKind[]) =>
  kinds.map((kind) => ({ fact: kind, argument: '' }))

/** Where a thing told comes from and how old that is; for what is not confirmed, whom to ask first. */
export function sourceLine(item: Provenance): Text {
  const regulation: Text = item.regulation
    ? { key: 'content:regulation', params: { regulation: item.regulation } }
    : { text: '' }
  if (item.status === 'published' && item.verifiedAt !== null) {
    const date = dateText(item.verifiedAt)
    return { key: 'content:source', params: { source: item.source, regulation, date } }
  }
  const ask: Text = item.ask ? { wording: item.ask } : { key: 'content:officer' }
  return { key: 'content:unconfirmed', params: { ask } }
}

/** Its name, marked while it is not confirmed. */
export const titleOf = (item: Provenance & { readonly title: Wording }): Text =>
  item.status === 'published'
    ? { wording: item.title }
    : { key: 'content:marked', params: { title: { wording: item.title } } }
