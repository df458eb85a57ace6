import { type Completion, defineFlow } from '../define.ts'
import { choiceOf } from '../prompts/choice.ts'
import { dateText } from '../prompts/date.ts'
import type { FactRequest, Facts, Text } from '../types.ts'

/** How long before its end a contract's owner is reminded to speak about going on, in days. */
export const RENEWAL_DAYS = 60

/** An agreement with a company. */
interface Contract {
  readonly id: string
  readonly product: string
  readonly company: string
  readonly expects: string
  readonly startsOn: string
  readonly endsOn: string
  readonly endedOn: string | null
  readonly endedBecause: string | null
  readonly notes: readonly { readonly year: number; readonly quality: string; readonly management: string }[]
}

/** Asks the shell for the owner's contracts. */
export const MY_CONTRACTS: FactRequest = { fact: 'myContracts', argument: '' }

/** The owner’s own, those that run first. */
export const contractsOf = (facts: Facts) =>
  (facts[MY_CONTRACTS.fact] ?? []) as unknown as readonly Contract[]

/** The owner's contracts: from when to when, what each side owes, and what each year taught. */
export const contracts = defineFlow({
  name: 'contracts',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...contractsOf(facts).map(({ id, product, company }) => ({
        value: id,
        label: { key: 'contracts:option', params: { product, company } },
      })),
      ...['fairness', 'officer', 'partnership'].map((value) => ({
        value,
        label: { key: `common:go.${value}` },
        action: true,
      })),
    ]),
  },
  params: {
    pick: (_, { facts }) => ({
      count: { key: contractsOf(facts).length > 0 ? 'contracts:some' : 'contracts:none' },
    }),
  },
  needs: () => [MY_CONTRACTS],
  complete({ pick = 'partnership' }, { facts, today }): Completion {
    const known = contractsOf(facts).find(({ id }) => id === pick)
    return known
      ? { replies: [{ text: card(known, today) }], next: { flow: 'contracts', answers: [] } }
      : { replies: [], next: { flow: pick, answers: [] } }
  },
})

function card(known: Contract, today: string): readonly Text[] {
  const { product, company, expects, startsOn, endsOn, notes } = known
  return [
    { key: 'contracts:title', params: { product, company } },
    { key: 'contracts:runs', params: { from: dateText(startsOn), until: dateText(endsOn) } },
    standing(known, today),
    { key: 'contracts:expects', params: { expects } },
    ...notes.map(({ year, quality, management }) => ({
      key: 'contracts:note',
      params: { year, quality, management },
    })),
    { key: 'contracts:keep' },
  ]
}

function standing({ startsOn, endsOn, endedOn, endedBecause }: Contract, today: string): Text {
  if (endedOn !== null)
    return { key: 'contracts:ended', params: { date: dateText(endedOn), reason: endedBecause ?? '' } }
  if (today < startsOn) return { key: 'contracts:ahead' }
  const days = Math.round((Date.parse(endsOn) - Date.parse(today)) / 86_400_000)
  if (days < 0) return { key: 'contracts:over' }
  return days <= RENEWAL_DAYS
    ? { key: 'contracts:ending', params: { n: days } }
    : { key: 'contracts:running' }
}
