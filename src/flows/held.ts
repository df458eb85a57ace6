import { applicationsOf, MY_APPLICATIONS } from './partnership/applications.ts'
import { reviewLines } from './changes.ts'
import { MY_CLUSTERS, myClustersOf } from './clusters/clusters.ts'
import { contractsOf, MY_CONTRACTS } from './partnership/contracts.ts'
import { MY_NOMINATION, nominationOf } from './nominations/nominations.ts'
import { cardsOf, certificateNames, MY_CARDS } from './partnership/partners.ts'
import { dateText } from './prompts/date.ts'
import { quantityText } from './prompts/quantity.ts'
import { registration } from './registration/registration.ts'
import type { Answer, FactRequest, Facts, Text, TurnContext } from './types.ts'

/** What `held` tells of. */
export const HELD: readonly FactRequest[] = [
  { fact: 'registrationAnswers', argument: '' },
  { fact: 'consents', argument: '' },
  MY_CLUSTERS,
  MY_CARDS,
  MY_APPLICATIONS,
  MY_CONTRACTS,
  MY_NOMINATION,
]

/** A line for all that is held: the registration, masked as always, the consents, and what came of it. */
export function held(ctx: TurnContext): readonly Text[] {
  const answers = (ctx.facts['registrationAnswers'] ?? []) as unknown as readonly Answer[]
  if (answers.length === 0) return [{ key: 'profile:nothing' }]
  const run = { flow: '', version: 1, status: 'open', asked: null, answers, undone: [], misses: 0 } as const
  const { facts } = ctx
  return [
    ...reviewLines(registration, run, ctx),
    ...consents(facts),
    ...clusters(facts),
    ...cards(facts),
    ...applications(facts),
    ...contracts(facts),
    ...nomination(facts),
  ]
}

const line = (label: string, value: Text | string): Text => ({
  key: 'common:line',
  params: { label: { key: label }, value },
})

function consents(facts: Facts): readonly Text[] {
  const given = facts['consents'] as { readonly [purpose: string]: number } | null | undefined
  return ['sharing', 'messages'].map((purpose) =>
    line(`registration:${purpose}.label`, {
      key: `registration:${purpose}.${given?.[purpose] ? 'yes' : 'no'}`,
    }),
  )
}

const clusters = (facts: Facts): readonly Text[] =>
  myClustersOf(facts).map(({ name }) => line('clusterList:pick.label', name))

const cards = (facts: Facts): readonly Text[] =>
  cardsOf(facts).map(({ product, capacity, unit, certificates, photos }) =>
    line('cards:pick.label', {
      key: 'profile:card',
      params: {
        product,
        capacity: quantityText({ amount: capacity, unit }),
        certificates: certificates.length > 0 ? { text: certificateNames(certificates) } : { text: '–' },
        n: photos,
      },
    }),
  )

const applications = (facts: Facts): readonly Text[] =>
  applicationsOf(facts).map(({ product, company, state, changedOn, reason }) =>
    line('applications:pick.label', {
      key: reason === null ? 'profile:application' : 'profile:applicationBecause',
      params: {
        product,
        company,
        state: { key: `applications:state.${state}`, params: { date: dateText(changedOn) } },
        ...(reason !== null && { reason }),
      },
    }),
  )

const contracts = (facts: Facts): readonly Text[] =>
  contractsOf(facts).flatMap(({ product, company, startsOn, endsOn, expects, notes }) => [
    line('contracts:pick.label', {
      key: 'profile:contract',
      params: { product, company, from: dateText(startsOn), until: dateText(endsOn), expects },
    }),
    ...notes.map(({ year, quality, management }) => ({
      key: 'contracts:note',
      params: { year, quality, management },
    })),
  ])

function nomination(facts: Facts): readonly Text[] {
  const known = nominationOf(facts)
  if (!known) return []
  const { organisation, state } = known
  const stage = { key: `nomination:stage.${state}` }
  return [line('nomination:answer.label', { key: 'profile:nomination', params: { organisation, stage } })]
}
