import { type ClusterKind } from './cluster-content.ts'
import { contentOf } from '../content.ts'
import { choiceOf } from '../prompts/choice.ts'
import type { Answer, FactRequest, Facts, Text, Wording } from '../types.ts'
import { regionName } from '../understand/regions.ts'

/** The path of a cluster, in order. */
export const STAGES = ['proposed', 'forming', 'active', 'cooperative', 'secondary', 'exporting'] as const
type Stage = (typeof STAGES)[number]

/** A cluster as owners see it. */
export interface Cluster {
  readonly id: string
  readonly name: string
  readonly kind: 'export' | 'holding' | 'other'
  readonly sector: string
  readonly province: string | null
  readonly regency: string | null
  readonly stage: Stage
  readonly capacity: number
  readonly members: number
  readonly waiting: number
  /** How many its source counts. */
  readonly reported: number | null
  readonly accepting: boolean
  readonly closed: boolean
  readonly sells: Wording
  readonly buyers: Wording | null
  readonly gives: Wording | null
  readonly asks: Wording | null
  readonly anchor: string | null
  readonly exportingSince: string | null
  readonly source: string
  readonly sourceOn: string | null
  readonly status: 'published' | 'needs verification'
}

/** One cluster, with who leads it and what this owner is in it. */
export interface OneCluster extends Cluster {
  /** The businesses of its leaders. */
  readonly leaders: readonly string[]
  readonly requests: number
  readonly mine: {
    readonly state: 'asked' | 'waiting' | 'member' | 'refused' | 'left' | 'removed'
    readonly role: 'member' | 'leader'
    readonly reason: string | null
    readonly group: string | null
    readonly position: number
  } | null
}

/** A cluster that this owner is in, or on the way into. */
export interface OwnCluster extends Cluster {
  readonly state: 'asked' | 'waiting' | 'member'
  readonly role: 'member' | 'leader'
  /** Requests that wait for a leader. */
  readonly requests: number
}

/** Asks the shell for the clusters that this owner is in. */
export const MY_CLUSTERS: FactRequest = { fact: 'myClusters', argument: '' }

/** Those that the owner is in, has asked for or waits for; none when the fact was not loaded. */
export const myClustersOf = (facts: Facts): readonly OwnCluster[] =>
  (facts['myClusters'] ?? []) as unknown as readonly OwnCluster[]

/** Those whose member this owner is. */
export const joined = (facts: Facts): readonly OwnCluster[] =>
  myClustersOf(facts).filter(({ state, stage }) => state === 'member' && stage !== 'proposed')

/** Those that this owner leads, once they are approved. */
export const led = (facts: Facts): readonly OwnCluster[] =>
  joined(facts).filter(({ role }) => role === 'leader')

/** One of these clusters. */
export const clusterAmong = (list: (facts: Facts) => readonly Cluster[]) =>
  choiceOf(({ facts }) => list(facts).map(({ id, name }) => ({ value: id, label: { text: name } })))

/** The only one there is. */
export const onlyOf = (clusters: readonly Cluster[]): readonly Answer[] =>
  clusters.length === 1 ? [{ step: 'cluster', value: clusters[0]!.id }] : []

/** The cluster that the conversation is about; null when it is gone, or was not loaded. */
export const clusterOf = (facts: Facts): OneCluster | null =>
  (facts['cluster'] ?? null) as unknown as OneCluster | null

/** Without an id: no cluster, which is null as a fact. */
export const needCluster = (id = ''): FactRequest => ({ fact: 'cluster', argument: id })

/** No place is left. */
export const isFull = ({ members, capacity }: Cluster): boolean => members >= capacity

/** A cluster is opened with its id. */
export const about = (id: string): readonly Answer[] => [{ step: 'cluster', value: id }]

/** What owners call a stage of the path. */
export const stageText = (stage: Stage): Text => ({ key: `clusterCard:stage.${stage}` })

/** Where it is: a place, or the whole country. */
export function placeOf({ province, regency }: Cluster): Text {
  const code = regency ?? province
  return code === null ? { key: 'clusterCard:nation' } : { text: regionName(code) }
}

/** The kind’s content; undefined when it is not published. */
export const kindOf = (facts: Facts, { kind }: Cluster): ClusterKind | undefined =>
  contentOf(facts, 'clusterKinds').find(({ id }) => id === kind)
