import type { OwnerPlan, Period } from './plan.ts'
import { labelOf, questionIn, SKIP } from './questions.ts'
import type { Question, Seen, Step } from './questions.ts'

/** What an owner does next. */
export type Move = { readonly text: string } | { readonly tap: string; readonly label: string }

/** What starts a registration. */
export const ENTRY = 'daftar'

/** A typed answer, or a choice by its value. */
type Answer = { readonly say: string } | { readonly pick: string; readonly label?: string }

const yes = (given: boolean): Answer => ({ pick: given ? 'yes' : 'no' })
const orSkip = (value: string | null): Answer =>
  value === null ? { pick: '!skip', label: SKIP } : { say: value }
const at = ([code, name]: readonly [string, string]): Answer => ({ pick: code, label: name })

const BY_PERIOD: Readonly<Record<Period, string>> = {
  day: 'sehari',
  week: 'seminggu',
  month: 'sebulan',
  year: 'setahun',
}

/** What an owner answers to each question. */
const ANSWERS: Readonly<Record<Step, (plan: OwnerPlan) => Answer>> = {
  language: () => ({ pick: 'id' }),
  consent: () => ({ pick: 'agree' }),
  sharing: ({ sharing }) => yes(sharing),
  messages: ({ messages }) => yes(messages),
  ownerName: ({ ownerName }) => ({ say: ownerName }),
  nik: ({ nik }) => orSkip(nik),
  adult: () => ({ pick: 'yes' }),
  businessName: ({ businessName }) => ({ say: businessName }),
  product: ({ product }) => ({ say: product }),
  sector: ({ sector }) => ({ pick: sector }),
  province: ({ place }) => at(place.province),
  regency: ({ place }) => at(place.regency),
  district: ({ place }) => at(place.district),
  yearStarted: ({ yearStarted }) => ({ say: String(yearStarted) }),
  capital: ({ capital }) => ({ say: capital.said }),
  sales: ({ sales, period, periodSaid }) => ({
    say: periodSaid ? `${sales.said} ${BY_PERIOD[period]}` : sales.said,
  }),
  salesPeriod: ({ period }) => ({ pick: period }),
  workers: ({ workers }) => ({ say: String(workers) }),
  nib: ({ nib }) => orSkip(nib),
  export: (plan) => ({ pick: plan.export }),
  confirm: () => ({ pick: 'submit' }),
}

/** What an owner with a slip of the tongue says first. */
const SLIPS: Partial<Record<Step, (plan: OwnerPlan) => string | undefined>> = {
  nik: ({ badNik }) => (badNik ? '12345' : undefined),
  capital: ({ badAmount }) => (badAmount ? 'lumayan banyak' : undefined),
}

/** Steps that this owner is never asked, because of other answers. */
const LEFT_OUT: Partial<Record<Step, (plan: OwnerPlan) => boolean>> = {
  adult: ({ nik }) => nik !== null,
  salesPeriod: ({ periodSaid }) => periodSaid,
}

/** Whether this question can come up for this owner at all. */
export const isDue = (plan: OwnerPlan, step: Question['step']): boolean =>
  step !== 'other' && (step === 'registered' || !LEFT_OUT[step]?.(plan))

/** The slip that this owner makes at a question asked for the first time. */
export const slipOf = (plan: OwnerPlan, { step, refused }: Question): string | undefined =>
  refused || step === 'registered' || step === 'other' ? undefined : SLIPS[step]?.(plan)

/** The owner's answer to a message, or undefined when it asks nothing that is known here. */
export function moveFor(plan: OwnerPlan, seen: Seen, question = questionIn(seen)): Move | undefined {
  const { step } = question
  if (step === 'registered' || step === 'other') return undefined
  const slip = slipOf(plan, question)
  if (slip !== undefined) return { text: slip }
  const answer = ANSWERS[step](plan)
  if ('say' in answer) return { text: answer.say }
  const label = answer.label ?? labelOf(step, answer.pick)
  const button = seen.buttons.find(({ data }) => data === `registration:${step}:${answer.pick}`)
  if (plan.taps && button?.data) return { tap: button.data, label: button.text }
  return { text: (plan.taps && numberOf(label, seen)) || label }
}

/** The number before a choice where choices are drawn as numbered lines. */
const numberOf = (label: string, { text }: Seen): string | undefined =>
  text
    .split('\n')
    .map((line) => /^(\d+)\. (.+)$/u.exec(line))
    .find((match) => match?.[2] === label)?.[1]
