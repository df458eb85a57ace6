import {
  clusterOf,
  isFull,
  kindOf,
  needCluster,
  type OneCluster,
  placeOf,
  STAGES,
  stageText,
  about,
} from './clusters.ts'
import { contentNeeds, sourceLine } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { choiceOf, yesNo } from '../prompts/choice.ts'
import { dateText } from '../prompts/date.ts'
import { grouped } from '../prompts/number.ts'
import { given } from '../prompts/given.ts'
import type { Facts, Text } from '../types.ts'
import { dateOf } from '../training/sessions.ts'

/** The conversation that each action opens about the cluster. */
const FLOW_OF: { readonly [act: string]: string } = {
  join: 'clusterJoin',
  wait: 'clusterJoin',
  leave: 'clusterLeave',
  withdraw: 'clusterLeave',
  cooperative: 'foundingSteps',
  desk: 'clusterQueue',
  announce: 'clusterAnnounce',
}

/** One cluster: what it is, gives and asks, how far it is, and what this owner can do about it. */
export const clusterCard = defineFlow({
  name: 'clusterCard',
  version: 1,
  idle: true,
  about: 'cluster',
  steps: {
    cluster: given<string>(),
    /** Whether it is asked what joining takes, rather than what the cluster is. */
    terms: given<boolean>(),
    act: choiceOf(({ facts }) =>
      actions(clusterOf(facts)).map((value) => ({ value, label: { key: `clusterCard:act.${value}` } })),
    ),
  },
  params: {
    act: ({ terms }, { facts }) => {
      const known = clusterOf(facts)
      return { card: terms && known ? termsOf(known) : card(known, facts) }
    },
  },
  prefill: () => [{ step: 'terms', value: false }],
  needs: ({ cluster = '' }) => [
    ...contentNeeds('clusterKinds'),
    needCluster(cluster),
    { fact: 'clusterNews', argument: cluster },
  ],
  complete({ cluster = '', act = '' }): Completion {
    if (act === 'terms')
      return {
        replies: [],
        next: { flow: 'clusterCard', answers: [...about(cluster), { step: 'terms', value: true }] },
      }
    const flow = FLOW_OF[act]
    return {
      replies: [],
      next: flow ? { flow, answers: about(cluster) } : { flow: 'clusterFind', answers: [] },
    }
  },
})

function actions(known: OneCluster | null): readonly string[] {
  if (!known || known.closed) return ['others']
  const { mine } = known
  switch (mine?.state) {
    case 'asked':
    case 'waiting':
      return ['withdraw', 'others']
    case 'member':
      if (known.stage === 'proposed') return ['withdraw', 'others']
      return [...(mine.role === 'leader' ? ['desk', 'announce'] : []), 'cooperative', 'leave', 'others']
    default:
      if (known.stage === 'proposed') return ['others']
      return [...(known.accepting ? [isFull(known) ? 'wait' : 'join'] : []), 'terms', 'others']
  }
}

function card(known: OneCluster | null, facts: Facts): readonly Text[] {
  if (!known || known.closed) return [{ key: 'clusterCard:gone' }]
  const kind = kindOf(facts, known)
  return [
    { key: 'content:heading', params: { title: known.name } },
    ...standing(known),
    {
      key: 'clusterCard:what',
      params: { sector: { key: `registration:sector.${known.sector}` }, place: placeOf(known) },
    },
    ...pathLines(known),
    ...sizeLines(known),
    ...tradeLines(known),
    ...(known.accepting ? [] : [{ key: 'clusterCard:elsewhere' }]),
    ...newsLines(facts),
    { key: 'clusterCard:source', params: { source: known.source, dated: dated(known) } },
    ...(kind ? [{ wording: kind.text }, sourceLine(kind)] : []),
  ]
}

/** What joining takes: what the cluster asks for, and how it goes. */
const termsOf = (known: OneCluster): readonly Text[] => [
  { key: 'clusterCard:terms', params: { name: known.name } },
  known.asks === null
    ? { key: 'clusterCard:noAsks' }
    : { key: 'clusterCard:asks', params: { words: { wording: known.asks } } },
  { key: known.accepting ? 'clusterCard:howToJoin' : 'clusterCard:elsewhere' },
  ...(known.accepting && isFull(known)
    ? [{ key: 'clusterCard:full', params: { waiting: known.waiting } }]
    : []),
]

/** The day of its source, where there is one. */
const dated = ({ sourceOn }: OneCluster): Text | string => {
  if (sourceOn === null) return ''
  const date = /^\d{4}-\d\d-\d\d$/.test(sourceOn) ? dateText(sourceOn) : sourceOn
  return { key: 'clusterCard:sourceOn', params: { date } }
}

/** What this owner is in it. */
function standing({ mine, stage }: OneCluster): readonly Text[] {
  switch (mine?.state) {
    case 'asked':
      return [{ key: 'clusterCard:mine.asked' }]
    case 'waiting':
      return [{ key: 'clusterCard:mine.waiting', params: { position: mine.position } }]
    case 'refused':
      return [{ key: 'clusterCard:mine.refused', params: { reason: mine.reason || '—' } }]
    case 'member': {
      const role = stage === 'proposed' ? 'proposer' : mine.role
      return [
        { key: `clusterCard:role.${role}` },
        ...(mine.group === null ? [] : [{ key: 'clusterCard:group', params: { group: mine.group } }]),
      ]
    }
    default:
      return []
  }
}

/** Where it is on its path, and what comes next. */
function pathLines({ stage, exportingSince }: OneCluster): readonly Text[] {
  const next = STAGES[STAGES.indexOf(stage) + 1]
  return [
    { key: 'clusterCard:path', params: { stage: stageText(stage) } },
    ...(next ? [{ key: `clusterCard:next.${next}` }] : []),
    ...(exportingSince === null
      ? []
      : [{ key: 'clusterCard:exporting', params: { date: dateText(exportingSince) } }]),
  ]
}

function sizeLines(known: OneCluster): readonly Text[] {
  const { members, capacity, reported, waiting, leaders } = known
  return [
    { key: 'clusterCard:members', params: { members: grouped(members), capacity: grouped(capacity) } },
    ...(reported === null ? [] : [{ key: 'clusterCard:reported', params: { n: grouped(reported) } }]),
    ...(isFull(known) ? [{ key: 'clusterCard:full', params: { waiting } }] : []),
    leaders.length > 0
      ? { key: 'clusterCard:leaders', params: { leaders: leaders.join(', ') } }
      : { key: 'clusterCard:noLeader' },
  ]
}

function tradeLines({ sells, buyers, gives, asks, anchor }: OneCluster): readonly Text[] {
  const told = { sells, buyers, gives, asks }
  return [
    ...Object.entries(told).flatMap(([what, words]): readonly Text[] =>
      words === null ? [] : [{ key: `clusterCard:${what}`, params: { words: { wording: words } } }],
    ),
    ...(anchor === null ? [] : [{ key: 'clusterCard:anchor', params: { anchor } }]),
  ]
}

function newsLines(facts: Facts): readonly Text[] {
  const news = (facts['clusterNews'] ?? []) as readonly { readonly at: number; readonly body: string }[]
  return news.map(({ at, body }) => ({ key: 'clusterCard:news', params: { date: dateOf(at), body } }))
}

/** Leaves a cluster, or takes back a request or proposal, after one more question. */
export const clusterLeave = defineFlow({
  name: 'clusterLeave',
  version: 1,
  steps: { cluster: given<string>(), sure: yesNo() },
  params: {
    sure: (_, { facts }) => {
      const known = clusterOf(facts)
      const alone = known?.mine?.role === 'leader' && known.leaders.length < 2
      return {
        name: known?.name ?? '',
        hint: alone ? { key: 'clusterLeave:alone' } : { text: '' },
      }
    },
  },
  needs: ({ cluster = '' }) => [needCluster(cluster)],
  complete: ({ cluster = '', sure }, { facts }) => ({
    replies: [
      {
        text: [
          {
            key: sure ? 'clusterLeave:done' : 'clusterLeave:kept',
            params: { name: clusterOf(facts)?.name ?? '' },
          },
        ],
        choices: [goTo('cluster'), goTo('home')],
      },
    ],
    effects: sure ? [{ type: 'leaveCluster', cluster }] : [],
  }),
})
