import type { Provenance } from '../content.ts'
import type { Wording } from '../types.ts'

/** A group of foods: one of the P-IRT list (`01`–`15`), or one that goes elsewhere. */
export interface PirtGroup extends Provenance {
  readonly title: Wording
  readonly examples: Wording
  readonly listed: boolean
  /** Words in the name of a product that tell its group. */
  readonly words: readonly string[]
  /** What all of the group are; null when it must be asked. */
  readonly form: 'dry' | 'wet' | null
}

export const PIRT_FACTS = [
  'group',
  'process',
  'storage',
  'shelfLife',
  'form',
  'place',
  'equipment',
  'origin',
  'claims',
] as const
export type PirtFact = (typeof PIRT_FACTS)[number]

/** One thing that a product must be to have a P-IRT number. */
export interface PirtRule extends Provenance {
  readonly order: number
  /** What is required. */
  readonly title: Wording
  /** Why it stands against a product, and what to do then. */
  readonly fix: Wording
  readonly fact: PirtFact
  /** Answers that do not meet it, and those that the health office must decide; all others meet it. */
  readonly failed: readonly string[]
  readonly doubt: readonly string[]
  /** Groups that it does not hold for. */
  readonly except: readonly string[]
  /** Where a product that fails it goes instead; null when it can be mended. */
  readonly route: string | null
}

/** Where a product goes that cannot have a P-IRT number. */
export interface PirtRoute extends Provenance {
  readonly title: Wording
  readonly text: Wording
}

/** One step on the way to the number. */
export interface PirtStep extends Provenance {
  readonly order: number
  readonly title: Wording
  readonly text: Wording
  readonly prepare: readonly Wording[]
}

/** One thing that stands on a label. */
export interface PirtLabelItem extends Provenance {
  readonly order: number
  readonly mandatory: boolean
  readonly title: Wording
  readonly text: Wording
}

/** What is done otherwise, or offered besides, in some places. */
export interface PirtVariation extends Provenance {
  readonly title: Wording
  readonly text: Wording
  /** Kemendagri codes. */
  readonly regions: readonly string[]
}

/** The kinds of content that the way to a P-IRT number is made of. */
export interface PirtKinds {
  readonly pirtGroups: PirtGroup
  readonly pirtRules: PirtRule
  readonly pirtRoutes: PirtRoute
  readonly pirtSteps: PirtStep
  readonly pirtLabels: PirtLabelItem
  readonly pirtVariations: PirtVariation
}
