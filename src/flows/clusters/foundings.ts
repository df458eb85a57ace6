import type { CooperativeStep } from './cluster-content.ts'
import { contentNeeds, contentOf } from '../content.ts'
import { clusterOf, needCluster } from './clusters.ts'
import { inOrder } from '../pirt/pirt-cases.ts'
import type { FactRequest, Facts, Text } from '../types.ts'

/** The step that is done when enough founders have confirmed, and the one that makes it a legal entity. */
const FOUNDERS = 'founders'
const NAMING = 'meeting'

/** A cooperative in the making, or made, of a cluster's members. */
export interface Founding {
  readonly id: string
  readonly name: string | null
  readonly establishedOn: string | null
  readonly secondary: {
    readonly name: string | null
    readonly establishedOn: string | null
    readonly cooperatives: number
  } | null
  /** How many have confirmed. */
  readonly founders: number
  readonly mine: 'confirmed' | 'declined' | null
  readonly steps: readonly {
    readonly step: string
    readonly doneOn: string | null
    readonly number: string | null
    /** The business of whoever looks after it. */
    readonly responsible: string | null
    readonly own: boolean
  }[]
  readonly documents: readonly {
    readonly kind: string
    readonly state: 'received' | 'checked' | 'rejected'
    readonly reason: string | null
  }[]
}

/** The founding of the cluster’s cooperative; null when none has begun. */
export const foundingOf = (facts: Facts): Founding | null =>
  (facts['founding'] ?? null) as unknown as Founding | null

/** What every conversation about a founding needs. */
export const needFounding = (cluster = ''): readonly FactRequest[] => [
  ...contentNeeds('cooperativeSteps', 'cooperativeLevels'),
  needCluster(cluster),
  { fact: 'founding', argument: cluster },
]

/** The steps to a cooperative of that level, in order. */
export const stepsOf = (facts: Facts, level = 'primary'): readonly CooperativeStep[] =>
  inOrder(contentOf(facts, 'cooperativeSteps')).filter(({ levels }) => levels.includes(level))

/** Undefined for a step that is no content any more. */
export const stepOf = (facts: Facts, id: string | undefined): CooperativeStep | undefined =>
  contentOf(facts, 'cooperativeSteps').find((step) => step.id === id)

/** The least number of founders. */
export const minimumOf = (facts: Facts, level = 'primary'): number =>
  contentOf(facts, 'cooperativeLevels').find(({ id }) => id === level)?.minimum ?? 0

/** Whether the owner leads the cluster that the conversation is about. */
export const isLeader = (facts: Facts): boolean => {
  const mine = clusterOf(facts)?.mine
  return mine?.state === 'member' && mine.role === 'leader'
}

/** Whether enough members have said that they found it (the level’s minimum, which is content with its source). */
const hasFounders = (facts: Facts): boolean => (foundingOf(facts)?.founders ?? 0) >= minimumOf(facts)

/** Whether a step is done: founders are counted, the others are said to be. */
export function isDone(step: string, facts: Facts): boolean {
  if (step === FOUNDERS) return hasFounders(facts) || foundingOf(facts)?.establishedOn != null
  return foundingOf(facts)?.steps.some((one) => one.step === step && one.doneOn !== null) ?? false
}

/** The first step that is not done. */
export const nextOf = (facts: Facts): CooperativeStep | undefined =>
  stepsOf(facts).find(({ id }) => !isDone(id, facts))

/** Whether a leader may say that it is done: what comes after the founders needs enough of them. */
export function canFinish({ id, order }: CooperativeStep, facts: Facts): boolean {
  const founders = stepOf(facts, FOUNDERS)?.order ?? 0
  return id !== FOUNDERS && (order < founders || hasFounders(facts))
}

/** The step that gives it its name. */
export const isNaming = (step: string | undefined): boolean => step === NAMING

/** One step as it is told: what to do, who does it and what to prepare. */
export function stepText(step: CooperativeStep, steps: readonly CooperativeStep[]): readonly Text[] {
  const { title, text, prepare, responsible } = step
  const papers: readonly Text[] = prepare.map((paper) => ({
    key: 'content:bullet',
    params: { title: { wording: paper } },
  }))
  return [
    { key: 'cooperativeSteps:step', params: { n: steps.indexOf(step) + 1, title: { wording: title } } },
    { wording: text },
    { key: 'cooperativeSteps:by', params: { who: { wording: responsible } } },
    ...(papers.length > 0 ? [{ key: 'cooperativeSteps:prepare', params: { papers } }] : []),
  ]
}
