import type { Provenance } from '../content.ts'
import type { Wording } from '../types.ts'

/** A kind of cluster that somebody in government set out: what it is, and how many members it should have. */
export interface ClusterKind extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly capacity: { readonly min: number; readonly max: number } | null
}

/** A level of cooperatives, with the least number of founders: people for a primary one, cooperatives for a secondary. */
export interface CooperativeLevel extends Provenance {
  readonly title: Wording
  readonly text: Wording
  readonly minimum: number
}

/** One step of a cooperative's founding. */
export interface CooperativeStep extends Provenance {
  readonly order: number
  readonly levels: readonly string[]
  readonly title: Wording
  readonly text: Wording
  readonly prepare: readonly Wording[]
  readonly responsible: Wording
  /** It ends with a paper that has a number. */
  readonly number: boolean
}

/** The kinds of content about clusters and cooperatives. */
export interface ClusterKinds {
  readonly clusterKinds: ClusterKind
  readonly cooperativeLevels: CooperativeLevel
  readonly cooperativeSteps: CooperativeStep
}
