import { registered, REGISTERED } from '../financing/applicant.ts'
import { about, type Cluster, MY_CLUSTERS, myClustersOf, type OwnCluster, placeOf } from './clusters.ts'
import { defineFlow } from '../define.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { venue } from '../prompts/venue.ts'
import { SECTORS } from '../sectors.ts'
import type { Answer, Answers, Facts, Text } from '../types.ts'
import { isRegion, regionName } from '../understand/regions.ts'

/** Where each line of the menu leads. */
const FLOW_OF: { readonly [pick: string]: string } = {
  find: 'clusterFind',
  propose: 'clusterPropose',
  cooperative: 'cooperative',
}

/** Clusters: the owner's own, and the way to find, propose or grow one. */
export const cluster = defineFlow({
  name: 'cluster',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...myClustersOf(facts).map((one) => ({
        value: one.id,
        label: ownLabel(one),
      })),
      ...Object.keys(FLOW_OF).map((value) => ({ value, label: { key: `cluster:pick.${value}` } })),
    ]),
  },
  params: {
    pick: (_, { facts }) => ({
      standing: { key: myClustersOf(facts).length > 0 ? 'cluster:some' : 'cluster:none' },
    }),
  },
  needs: () => [MY_CLUSTERS],
  complete: ({ pick = 'find' }) => ({
    replies: [],
    next: FLOW_OF[pick]
      ? { flow: FLOW_OF[pick], answers: [] }
      : { flow: 'clusterCard', answers: about(pick) },
  }),
})

/** Which clusters an owner looks for: those for their own business, or of another sector or place. */
export const clusterFind = defineFlow({
  name: 'clusterFind',
  version: 1,
  idle: true,
  steps: {
    sector: choiceOf(() => ['all', ...SECTORS].map((value) => ({ value, label: sectorLabel(value) }))),
    place: venue({ online: false }),
  },
  needs: () => [REGISTERED],
  prefill(facts) {
    const { sector, regency } = registered(facts)
    return [
      ...(typeof sector === 'string' ? [{ step: 'sector', value: sector }] : []),
      ...(typeof regency === 'string' ? [{ step: 'place', value: regency }] : []),
    ]
  },
  complete: ({ sector = 'all', place = 'any' }) => ({
    replies: [],
    next: { flow: 'clusterList', answers: wanted({ sector, place }) },
  }),
})

/** Ways on at the end of the list: what is asked anew. */
const TURNS: { readonly [pick: string]: string } = { otherSector: 'sector', otherPlace: 'place' }

/** The clusters found, the nearest first. */
export const clusterList = defineFlow({
  name: 'clusterList',
  version: 1,
  idle: true,
  steps: {
    sector: given<string>(),
    place: given<string>(),
    pick: choiceOf(({ facts }) => [
      ...found(facts).map((one) => ({ value: one.id, label: lineOf(one) })),
      ...[...Object.keys(TURNS), 'propose'].map((value) => ({
        value,
        label: { key: `clusterList:pick.${value}` },
        action: true,
      })),
    ]),
  },
  params: {
    pick: ({ sector = 'all', place = 'any' }, { facts }) => ({
      found:
        found(facts).length === 0
          ? { key: 'clusterList:none' }
          : { key: 'clusterList:found', params: { n: found(facts).length } },
      sector: sectorLabel(sector),
      place: isRegion(place) ? { text: regionName(place) } : { key: 'clusterFind:place.any' },
    }),
  },
  needs: ({ sector = 'all', place = 'any' }) => [
    {
      fact: 'clustersFound',
      argument: JSON.stringify({ sectors: sector === 'all' ? SECTORS : [sector], place }),
    },
  ],
  complete({ pick = '', ...filters }) {
    if (pick === 'propose') return { replies: [], next: { flow: 'clusterPropose', answers: [] } }
    const anew = TURNS[pick]
    return {
      replies: [],
      next: anew
        ? { flow: 'clusterFind', answers: [...wanted(filters), { step: anew, value: null }] }
        : { flow: 'clusterCard', answers: about(pick) },
    }
  },
})

const ownLabel = ({ name, state, requests }: OwnCluster): Text =>
  requests > 0
    ? { key: 'cluster:requests', params: { name, n: requests } }
    : { key: `cluster:own.${state}`, params: { name } }

const wanted = ({ sector = 'all', place = 'any' }: Answers): readonly Answer[] => [
  { step: 'sector', value: sector },
  { step: 'place', value: place },
]

const found = (facts: Facts): readonly Cluster[] =>
  (facts['clustersFound'] ?? []) as unknown as readonly Cluster[]

const lineOf = (one: Cluster): Text => ({
  key: 'clusterList:option',
  params: { name: one.name, place: placeOf(one) },
})

const sectorLabel = (sector: string): Text => ({
  key: sector === 'all' ? 'programmes:sector.all' : `registration:sector.${sector}`,
})
