import type { FactRequest, Facts } from '../types.ts'

/** The way of an owner who was proposed, in order. */
export const PATH = ['proposed', 'accepted', 'trained', 'bankReady', 'financed'] as const
export const NOMINATION_STATES = [...PATH, 'declined', 'expired'] as const
export type NominationState = (typeof NOMINATION_STATES)[number]

/** How long an owner has to answer, in days. */
export const ANSWER_DAYS = 14

/** How an owner was proposed, and how far they are. */
export interface Nomination {
  readonly id: string
  readonly organisation: string
  readonly state: NominationState
  readonly answerBy: string
  readonly reason: string | null
  readonly steps: readonly { readonly state: string; readonly on: string }[]
}

/** An organisation as its representative sees it in chat. */
export interface Represented {
  readonly organisation: string
  readonly quotas: readonly { readonly province: string; readonly quota: number; readonly used: number }[]
  readonly nominations: readonly {
    readonly business: string
    readonly regency: string
    readonly state: NominationState
  }[]
}

/** A business that may be proposed, or why not. */
export interface Nominee {
  readonly number: string
  readonly business: string
  readonly regency: string
  readonly verdict: 'open' | 'taken' | 'full'
}

export const MY_NOMINATION: FactRequest = { fact: 'myNomination', argument: '' }
export const REPRESENTED: FactRequest = { fact: 'represented', argument: '' }

/** The owner’s own; null without one. */
export const nominationOf = (facts: Facts) => (facts['myNomination'] ?? null) as unknown as Nomination | null
/** The organisation that this contact speaks for; null for everybody else. */
export const representedIn = (facts: Facts) => (facts['represented'] ?? null) as unknown as Represented | null
/** The registration that a number was given of; null when there is none. */
export const nomineeIn = (facts: Facts) => (facts['nominee'] ?? null) as unknown as Nominee | null

/** What comes after a state on the way, or null at its end. */
export function nextState(state: NominationState): (typeof PATH)[number] | null {
  const at = PATH.findIndex((one) => one === state)
  return at < 0 ? null : (PATH[at + 1] ?? null)
}

/** What a state that was recorded by mistake goes back to, or null: what the owner answered stays. */
export function stateBefore(state: NominationState): (typeof PATH)[number] | null {
  const at = PATH.findIndex((one) => one === state)
  return at > PATH.indexOf('accepted') ? PATH[at - 1]! : null
}
