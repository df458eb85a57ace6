import { joined } from '../clusters/clusters.ts'
import type { Applicant, FinancingNeed, Product } from '../content.ts'
import { judge } from './eligibility.ts'
import { ageBand, runningBand } from '../prompts/bands.ts'
import { choice, yesNo } from '../prompts/choice.ts'
import type { Answer, Answers, Facts } from '../types.ts'
import { readNik } from '../understand/ids.ts'

/** What lenders ask about a person and the business, each asked only where a rule turns on it. */
export const questions = {
  running: runningBand(),
  supported: yesNo(),
  age: ageBand(),
  legality: choice('nib', 'sku', 'none'),
  taxNumber: yesNo(),
  record: choice('clean', 'late', 'unknown'),
  credit: choice('none', 'consumer', 'kur', 'business'),
  membership: choice('none', 'group', 'cooperative', 'board'),
  womensGroup: yesNo(),
}

/** The fact that each question tells. */
export const TELLS: { readonly [Q in keyof typeof questions]: keyof Applicant } = {
  running: 'monthsRunning',
  supported: 'supported',
  age: 'age',
  legality: 'legality',
  taxNumber: 'taxNumber',
  record: 'record',
  credit: 'credit',
  membership: 'membership',
  womensGroup: 'womensGroup',
}

const MONTHS = { no: 0, under6: 1, over6: 6 } as const

/** What the answers tell about an applicant. What was not asked stays open. */
export function applicantOf(answers: Answers): Applicant {
  const told = answers as {
    readonly running?: keyof typeof MONTHS
    readonly need?: FinancingNeed
  } & Applicant
  const { amount, running, supported, age, legality, taxNumber, record, credit, membership, womensGroup } =
    told
  const abroad = told.need === undefined ? undefined : told.need === 'abroad'
  const monthsRunning = running && MONTHS[running]
  const all = {
    amount,
    monthsRunning,
    supported,
    age,
    legality,
    taxNumber,
    record,
    credit,
    membership,
    womensGroup,
    abroad,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Asks the shell for what a registered owner has told already. */
export const REGISTERED = { fact: 'registrationAnswers', argument: '' } as const

/** Whether something may be kept for this owner: they have registered, which they consented to. */
export function mayKeep(facts: Facts): boolean {
  const known = facts['registration'] as { readonly status: string } | null | undefined
  return known != null && known.status !== 'withdrawn'
}

/** What a registration holds, by the step that was asked. */
export function registered(facts: Facts): { readonly [step: string]: Answer['value'] } {
  const answers = (facts[REGISTERED.fact] as readonly Answer[] | null | undefined) ?? []
  return Object.fromEntries(answers.map(({ step, value }) => [step, value]))
}

/** The questions that a registration answers already: a registered owner is not asked again. */
export function knownOf(facts: Facts, today: string): readonly Answer[] {
  const { yearStarted, nib, nik } = registered(facts)
  return [
    ...(typeof yearStarted === 'number' ? runningSince(yearStarted, today) : []),
    ...(typeof nib === 'string' ? [{ step: 'legality', value: 'nib' }] : []),
    ...(typeof nik === 'string' ? person(nik, today) : []),
    ...membershipOf(facts),
  ]
}

/** A member of a cluster here need not say so, until it is a cooperative, which they may also lead. */
const membershipOf = (facts: Facts): readonly Answer[] =>
  joined(facts).length > 0 && !inCooperative(facts) ? [{ step: 'membership', value: 'group' }] : []

/** A member of a cluster that has become a cooperative: whether they are on its board is theirs to say. */
const inCooperative = (facts: Facts): boolean =>
  joined(facts).some(({ stage }) => ['cooperative', 'secondary', 'exporting'].includes(stage))

/** What the answers tell; a member of a cooperative here is one, asked or not. */
export const applicantWith = (answers: Answers, facts: Facts): Applicant => ({
  ...(inCooperative(facts) && { membership: 'cooperative' }),
  ...applicantOf(answers),
})

/** Whether nothing turns on how somebody belongs to their cooperative: its board is judged like every member. */
export const isAnyMember = (facts: Facts, products: readonly Product[], told: Applicant): boolean =>
  inCooperative(facts) &&
  products.every((product) => {
    const [member, board] = (['cooperative', 'board'] as const).map((membership) =>
      judge(product, { ...told, membership }),
    )
    return member!.outcome === board!.outcome
  })

/** Only a year is known: a business begun this year, or late last year, may be younger than six months. */
function runningSince(year: number, today: string): readonly Answer[] {
  const months = (Number(today.slice(0, 4)) - year - 1) * 12 + Number(today.slice(5, 7)) - 1
  return months >= MONTHS.over6 ? [{ step: 'running', value: 'over6' }] : []
}

const GROWN = 21

function person(nik: string, today: string): readonly Answer[] {
  const reading = readNik(nik, today)
  if (reading.type !== 'value') return []
  const { birthDate, sex } = reading.value
  const grown = `${Number(birthDate.slice(0, 4)) + GROWN}${birthDate.slice(4)}` <= today
  return [
    ...(grown ? [{ step: 'age', value: 'adult' }] : []),
    ...(sex === 'male' ? [{ step: 'womensGroup', value: false }] : []),
  ]
}
