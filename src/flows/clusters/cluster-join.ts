import { mayKeep, registered, REGISTERED } from '../financing/applicant.ts'
import { about, clusterOf, isFull, MY_CLUSTERS, myClustersOf, needCluster } from './clusters.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { choiceOf, consent } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import { region } from '../prompts/region.ts'
import { review } from '../prompts/review.ts'
import { text } from '../prompts/text.ts'
import { registerFirst, TO_REGISTRATION } from '../registration/register-first.ts'
import { SECTORS } from '../sectors.ts'
import type { Facts, Text } from '../types.ts'

/** Raised with every change to what the consent text promises. */
const CONSENT_VERSION = 1

/** A request to join, or a place in the queue of a full cluster: its leader is shown who asks, so that is consented to. */
export const clusterJoin = defineFlow({
  name: 'clusterJoin',
  version: 1,
  steps: { cluster: given<string>(), first: registerFirst(), consent: consent() },
  when: {
    first: (_, facts) => !mayKeep(facts) && canAsk(facts),
    consent: (_, facts) => mayKeep(facts) && canAsk(facts),
  },
  detours: { first: TO_REGISTRATION },
  params: {
    first: (_, { facts }) => ({ name: clusterOf(facts)?.name ?? '' }),
    consent: (_, { facts }) => ({ name: clusterOf(facts)?.name ?? '' }),
  },
  effects: {
    consent: ({ consent }) => [
      {
        type: 'recordConsent',
        purpose: 'cluster',
        given: consent === 'agree',
        wordingKey: 'clusterJoin:consent',
        wordingVersion: CONSENT_VERSION,
      },
    ],
  },
  ends: ({ consent }) => (consent === 'decline' ? { key: 'clusterJoin:declined' } : null),
  needs: ({ cluster = '' }) => [needCluster(cluster)],
  complete({ cluster = '', first }, { facts }): Completion {
    const known = clusterOf(facts)
    if (first === 'later') return { replies: [], next: { flow: 'clusterCard', answers: about(cluster) } }
    if (!known || !canAsk(facts)) return said([{ key: 'clusterJoin:cannot' }])
    const claim = isFull(known) ? 'waiting' : 'asked'
    return {
      ...said([{ key: `clusterJoin:done.${claim}`, params: { name: known.name } }]),
      effects: [{ type: 'joinCluster', cluster, claim }],
    }
  },
})

function canAsk(facts: Facts): boolean {
  const known = clusterOf(facts)
  const state = known?.mine?.state
  const within = state === 'asked' || state === 'waiting' || state === 'member'
  return known !== null && known.accepting && !known.closed && known.stage !== 'proposed' && !within
}

/** A cluster that is not there yet ("calon klaster"): whoever proposes it leads it, once an officer says yes. */
export const clusterPropose = defineFlow({
  name: 'clusterPropose',
  version: 1,
  steps: {
    first: registerFirst(),
    name: text({ min: 3, max: 60 }),
    sector: choiceOf(() =>
      SECTORS.map((value) => ({ value, label: { key: `registration:sector.${value}` } })),
    ),
    regency: region('regency'),
    sells: text({ min: 3, max: 200 }),
    buyers: optional(text({ min: 3, max: 200 })),
    confirm: review(),
  },
  when: {
    first: (_, facts) => !mayKeep(facts),
    ...Object.fromEntries(
      ['name', 'sector', 'regency', 'sells', 'buyers', 'confirm'].map((step) => [
        step,
        (_: unknown, facts: Facts) => mayPropose(facts),
      ]),
    ),
  },
  detours: { first: TO_REGISTRATION },
  needs: () => [REGISTERED, MY_CLUSTERS],
  prefill(facts) {
    const { sector, regency } = registered(facts)
    return [
      ...(typeof sector === 'string' ? [{ step: 'sector', value: sector }] : []),
      ...(typeof regency === 'string' ? [{ step: 'regency', value: regency }] : []),
    ]
  },
  complete(
    { first, name = '', sector = 'other', regency = '', sells = '', buyers = null },
    { facts, code },
  ): Completion {
    if (first === 'later') return { replies: [], next: { flow: 'cluster', answers: [] } }
    if (!mayPropose(facts)) return said([{ key: 'clusterPropose:already' }])
    return {
      ...said([{ key: 'clusterPropose:done', params: { name } }]),
      effects: [{ type: 'proposeCluster', id: code, name, sector, regency, sells, buyers }],
    }
  },
})

const mayPropose = (facts: Facts): boolean =>
  mayKeep(facts) && !myClustersOf(facts).some(({ stage }) => stage === 'proposed')

const said = (words: readonly Text[]): Completion => ({
  replies: [{ text: words, choices: [goTo('cluster'), goTo('home')] }],
})
