import type { Applicant, Condition, Provenance, Rule } from '../content.ts'
import type { Text } from '../types.ts'

type RuleOutcome = 'passed' | 'failed' | 'ask'

/** One rule and what became of it. */
interface Judged {
  readonly rule: Rule
  readonly outcome: RuleOutcome
}

/** Whether a product fits: `ask` when nothing stands against it but something is for the lender to say. */
export interface Verdict {
  readonly outcome: 'fits' | 'ask' | 'no'
  readonly rules: readonly Judged[]
}

/**
 * Holds an applicant against rules that are data. A rule that is uncertain, or about something not told, is never a
 * reason to refuse: it is left to the lender. Nor is what nobody has confirmed ever promised to fit.
 */
export function judge(
  { status, rules }: Pick<Provenance, 'status'> & { readonly rules: readonly Rule[] },
  applicant: Applicant,
): Verdict {
  const judged = rules
    .filter(({ when }) => when === undefined || holds(when, applicant) === true)
    .map((rule) => ({ rule, outcome: outcomeOf(rule, applicant) }))
  const outcomes = judged.map(({ outcome }) => outcome)
  if (outcomes.includes('failed')) return { outcome: 'no', rules: judged }
  const sure = status === 'published' && !outcomes.includes('ask')
  return { outcome: sure ? 'fits' : 'ask', rules: judged }
}

function outcomeOf({ any, doubt = [], uncertain }: Rule, applicant: Applicant): RuleOutcome {
  const met = any.map((condition) => holds(condition, applicant))
  if (doubt.some((condition) => holds(condition, applicant) === true)) return 'ask'
  if (met.includes(true)) return uncertain ? 'ask' : 'passed'
  return uncertain || met.includes(null) ? 'ask' : 'failed'
}

/** Null when it was not told. */
function holds({ fact, in: values, min, max, above }: Condition, applicant: Applicant): boolean | null {
  const told = applicant[fact]
  if (told === undefined) return null
  if (values) return typeof told !== 'number' && values.includes(told)
  if (typeof told !== 'number') return false
  return (
    (min === undefined || told >= min) &&
    (max === undefined || told <= max) &&
    (above === undefined || told > above)
  )
}

/** Whether knowing a fact could still change what is said about any of these. */
export function matters(
  fact: keyof Applicant,
  judgeds: readonly (Pick<Provenance, 'status'> & { readonly rules: readonly Rule[] })[],
  applicant: Applicant,
): boolean {
  return judgeds
    .map((one) => judge(one, applicant))
    .filter(({ outcome }) => outcome !== 'no')
    .flatMap(({ rules }) => rules)
    .some(
      ({ rule, outcome }) =>
        outcome === 'ask' && !rule.uncertain && rule.any.some((condition) => condition.fact === fact),
    )
}

/** A line for each rule: met, not met with what to do about it, or for the lender to say; with its source. */
export function ruleLines({ rules }: Verdict): readonly Text[] {
  return rules.map(({ rule, outcome }) => {
    const helps = outcome === 'failed' || (outcome === 'ask' && rule.uncertain)
    const line = helps && rule.fix ? `${outcome}.fix` : outcome
    return {
      key: `content:rule.${line}`,
      params: {
        says: { wording: rule.says },
        source: rule.source,
        ...(rule.fix && { fix: { wording: rule.fix } }),
      },
    }
  })
}
