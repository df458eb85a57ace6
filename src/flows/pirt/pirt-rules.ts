import type { PirtFact, PirtRule } from './pirt-content.ts'
import type { Text } from '../types.ts'

/** What was told about a product. What is missing was not asked, or not yet. */
export type PirtProduct = { readonly [fact in PirtFact]?: string }

/** `open`: nobody was asked yet. */
type Outcome = 'passed' | 'failed' | 'doubt' | 'open'

interface Judged {
  readonly rule: PirtRule
  readonly outcome: Outcome
}

/**
 * `fits`: nothing stands against a P-IRT number. `mend`: something must be put right first. `ask`: the health office
 * decides. `elsewhere`: it cannot have one, and `route` says where it goes.
 */
export interface PirtVerdict {
  readonly outcome: 'fits' | 'mend' | 'ask' | 'elsewhere'
  readonly route: string | null
  readonly rules: readonly Judged[]
}

/** Holds a product against rules that are data. A rule that nobody has confirmed never refuses: it asks. */
export function judgePirt(rules: readonly PirtRule[], product: PirtProduct): PirtVerdict {
  const judged = rules
    .filter(({ except }) => product.group === undefined || !except.includes(product.group))
    .toSorted((a, b) => a.order - b.order)
    .map((rule) => ({ rule, outcome: outcomeOf(rule, product[rule.fact]) }))
  const outcomes = judged.map(({ outcome }) => outcome)
  const away = judged.find(({ rule, outcome }) => outcome === 'failed' && rule.route !== null)
  if (away) return { outcome: 'elsewhere', route: away.rule.route, rules: judged }
  const unsure = judged.find(({ outcome }) => outcome === 'doubt' || outcome === 'open')
  if (unsure) return { outcome: 'ask', route: likely(unsure), rules: judged }
  return { outcome: outcomes.includes('failed') ? 'mend' : 'fits', route: null, rules: judged }
}

function outcomeOf({ failed, doubt, status }: PirtRule, told: string | undefined): Outcome {
  if (told === undefined) return 'open'
  if (doubt.includes(told)) return 'doubt'
  if (!failed.includes(told)) return 'passed'
  return status === 'published' ? 'failed' : 'doubt'
}

/** Where it probably goes, when the rule in doubt is one that nobody has confirmed. */
const likely = ({ rule }: Judged): string | null => (rule.status === 'published' ? null : rule.route)

/**
 * The rules worth reading: those that stand against it with what to do, those to ask about, and of those that are met
 * the ones about the product's own answers. "Not a …" is said only when it is one.
 */
export function pirtRuleLines({ rules }: PirtVerdict): readonly Text[] {
  return rules
    .filter(({ rule, outcome }) => outcome !== 'open' && (outcome !== 'passed' || tells(rule)))
    .toSorted((a, b) => WEIGHT[a.outcome] - WEIGHT[b.outcome])
    .map(({ rule, outcome }) => ({
      key: `content:rule.${LINE[outcome]}`,
      params: {
        says: { wording: rule.title },
        fix: { wording: rule.fix },
        source: rule.regulation === null ? rule.source : `${rule.source}; ${rule.regulation}`,
      },
    }))
}

const LINE = { failed: 'failed.fix', doubt: 'ask.fix', passed: 'passed', open: 'passed' } as const
const WEIGHT = { failed: 0, doubt: 1, passed: 2, open: 3 } as const

const tells = ({ fact, id }: PirtRule): boolean => fact !== 'group' || id === 'listed'
