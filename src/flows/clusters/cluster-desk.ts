import { about, clusterAmong, clusterOf, isFull, led, MY_CLUSTERS, needCluster, onlyOf } from './clusters.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { choiceOf, yesNo } from '../prompts/choice.ts'
import { grouped } from '../prompts/number.ts'
import { given } from '../prompts/given.ts'
import { text } from '../prompts/text.ts'
import type { Facts, Text } from '../types.ts'
import { dateOf } from '../training/sessions.ts'
import { regionName } from '../understand/regions.ts'

/** Somebody who asks to join, as the leader is shown them. */
interface Request {
  readonly id: string
  readonly state: 'asked' | 'waiting'
  readonly askedAt: number
  readonly name: string
  readonly business: string
  readonly product: string
  readonly sector: string
  readonly regency: string
  readonly district: string
  readonly class: string
}

const requestsOf = (facts: Facts): readonly Request[] =>
  (facts['clusterRequests'] ?? []) as unknown as readonly Request[]

const needs = (cluster = '') => [needCluster(cluster), { fact: 'clusterRequests', argument: cluster }]

/** The leader's desk: of the one cluster they lead, or of one of several. */
export const clusterDesk = defineFlow({
  name: 'clusterDesk',
  version: 1,
  idle: true,
  steps: { cluster: clusterAmong(led) },
  needs: () => [MY_CLUSTERS],
  prefill: (facts) => onlyOf(led(facts)),
  ends: (_, { facts }) => (led(facts).length > 0 ? null : { key: 'clusterDesk:notLeader' }),
  complete: ({ cluster = '' }) => ({ replies: [], next: { flow: 'clusterQueue', answers: about(cluster) } }),
})

/** Who asks to join a cluster. */
export const clusterQueue = defineFlow({
  name: 'clusterQueue',
  version: 1,
  idle: true,
  about: 'cluster',
  steps: {
    cluster: given<string>(),
    request: choiceOf(({ facts }) =>
      requestsOf(facts).map(({ id, state, business, regency }) => ({
        value: id,
        label: {
          key: `clusterQueue:option.${state}`,
          params: { business, place: { text: regionName(regency) } },
        },
      })),
    ),
  },
  when: { request: (_, facts) => requestsOf(facts).length > 0 },
  params: {
    request: (_, { facts }) => {
      const known = clusterOf(facts)
      return {
        name: known?.name ?? '',
        n: requestsOf(facts).length,
        members: grouped(known?.members ?? 0),
        capacity: grouped(known?.capacity ?? 0),
      }
    },
  },
  needs: ({ cluster }) => needs(cluster),
  complete({ cluster = '', request }): Completion {
    if (request === undefined) return said({ key: 'clusterQueue:none' })
    const answers = [...about(cluster), { step: 'request', value: request }]
    return { replies: [], next: { flow: 'clusterRequest', answers } }
  },
})

/** One request: who it is, and yes or no; a no says why. */
export const clusterRequest = defineFlow({
  name: 'clusterRequest',
  version: 1,
  steps: {
    cluster: given<string>(),
    request: given<string>(),
    decide: choiceOf(({ facts }) =>
      [...(roomIn(facts) ? ['accept'] : []), 'refuse', 'later'].map((value) => ({
        value,
        label: { key: `clusterRequest:decide.${value}` },
      })),
    ),
    reason: text({ min: 3, max: 300 }),
  },
  when: {
    decide: ({ request }, facts) => picked(request, facts) !== undefined,
    reason: ({ decide }) => decide === 'refuse',
  },
  params: {
    decide: ({ request }, { facts }) => ({
      card: card(picked(request, facts)),
      hint: roomIn(facts) ? { text: '' } : { key: 'clusterRequest:full' },
    }),
  },
  needs: ({ cluster }) => needs(cluster),
  complete({ request = '', decide, reason = null }, { facts }): Completion {
    const known = picked(request, facts)
    if (!known) return said({ key: 'clusterRequest:decided' })
    if (decide === 'later' || decide === undefined) return said({ key: 'clusterRequest:kept' })
    const accept = decide === 'accept'
    return {
      ...said({
        key: accept ? 'clusterRequest:accepted' : 'clusterRequest:refused',
        params: { business: known.business },
      }),
      effects: [{ type: 'decideRequest', member: request, accept, reason: accept ? null : reason }],
    }
  },
})

const picked = (id: string | undefined, facts: Facts) => requestsOf(facts).find((one) => one.id === id)

function roomIn(facts: Facts): boolean {
  const known = clusterOf(facts)
  return known !== null && !isFull(known)
}

function card(request: Request | undefined): readonly Text[] {
  if (!request) return []
  const { name, business, product, sector, regency, district, askedAt } = request
  return [
    line('ownerName', name),
    line('businessName', business),
    line('product', product),
    line('sector', { key: `registration:sector.${sector}` }),
    {
      key: 'common:line',
      params: {
        label: { key: 'clusterRequest:class' },
        value: { key: `clusterRequest:class.${request.class}` },
      },
    },
    line('district', { text: `${regionName(district)}, ${regionName(regency)}` }),
    { key: 'clusterRequest:askedOn', params: { date: dateOf(askedAt) } },
  ]
}

const line = (label: string, value: Text | string): Text => ({
  key: 'common:line',
  params: { label: { key: `registration:${label}.label` }, value },
})

/** Words of a leader to all members. */
export const clusterAnnounce = defineFlow({
  name: 'clusterAnnounce',
  version: 1,
  steps: { cluster: clusterAmong(led), body: text({ min: 5, max: 1000 }), sure: yesNo() },
  params: {
    sure: ({ cluster, body = '' }, { facts }) => ({ body, n: Math.max(0, membersOf(cluster, facts) - 1) }),
  },
  needs: () => [MY_CLUSTERS],
  prefill: (facts) => onlyOf(led(facts)),
  ends: (_, { facts }) => (led(facts).length > 0 ? null : { key: 'clusterDesk:notLeader' }),
  complete({ cluster = '', body = '', sure }): Completion {
    if (!sure) return said({ key: 'clusterAnnounce:dropped' })
    return {
      ...said({ key: 'clusterAnnounce:sent' }),
      effects: [{ type: 'announce', cluster, body }],
    }
  },
})

const membersOf = (cluster: string | undefined, facts: Facts): number =>
  led(facts).find(({ id }) => id === cluster)?.members ?? 0

const said = (words: Text): Completion => ({
  replies: [{ text: [words], choices: [goTo('clusterDesk'), goTo('cluster'), goTo('home')] }],
})
