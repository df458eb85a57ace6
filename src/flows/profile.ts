import { reviewLines } from './changes.ts'
import { MY_CLUSTERS, myClustersOf } from './clusters.ts'
import { defineFlow } from './define.ts'
import { choiceOf } from './prompts/choice.ts'
import { registration } from './registration.ts'
import type { Answer, Facts, Text, TurnContext } from './types.ts'

/** What an owner can do with their own data (UU 27/2022 art. 5 to 9). */
const ACTIONS = [
  'registration',
  'permissions',
  'switches',
  'copy',
  'link',
  'language',
  'withdraw',
  'erase',
] as const

/** Everything that is held about this owner, and what they can do about it. */
export const profile = defineFlow({
  name: 'profile',
  version: 1,
  idle: true,
  steps: {
    action: choiceOf(({ facts }) =>
      ACTIONS.filter((action) => facts['registration'] || !['copy', 'withdraw'].includes(action)).map(
        (value) => ({
          value,
          label: { key: `profile:action.${value}` },
        }),
      ),
    ),
  },
  needs: () => [
    { fact: 'registrationAnswers', argument: '' },
    { fact: 'consents', argument: '' },
    MY_CLUSTERS,
  ],
  params: { action: (_, ctx) => ({ held: { key: 'common:lines', params: { lines: held(ctx) } } }) },
  complete: ({ action }) => ({ replies: [], next: { flow: action ?? 'home', answers: [] } }),
})

/** A line for all that is held: the registration, masked as always, and the consents. */
export function held(ctx: TurnContext): readonly Text[] {
  const answers = (ctx.facts['registrationAnswers'] ?? []) as unknown as readonly Answer[]
  if (answers.length === 0) return [{ key: 'profile:nothing' }]
  const run = { flow: '', version: 1, status: 'open', asked: null, answers, undone: [], misses: 0 } as const
  return [...reviewLines(registration, run, ctx), ...consents(ctx.facts), ...clusters(ctx.facts)]
}

const clusters = (facts: Facts): readonly Text[] =>
  myClustersOf(facts).map(({ name }) => ({
    key: 'common:line',
    params: { label: { key: 'clusterList:pick.label' }, value: name },
  }))

const consents = (facts: Facts): readonly Text[] => {
  const given = facts['consents'] as { readonly [purpose: string]: number } | null | undefined
  return (['sharing', 'messages'] as const).map((purpose) => ({
    key: 'common:line',
    params: {
      label: { key: `registration:${purpose}.label` },
      value: { key: `registration:${purpose}.${given?.[purpose] ? 'yes' : 'no'}` },
    },
  }))
}
