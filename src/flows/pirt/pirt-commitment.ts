import { type Completion, defineFlow } from '../define.ts'
import { caseIn, changed, CHECKS, PIRT_CASES, toCase } from './pirt-cases.ts'
import { monthsFrom } from './pirt-expiry.ts'
import { choiceOf } from '../prompts/choice.ts'
import { date, dateText } from '../prompts/date.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import type { Json } from '../types.ts'

/** What the form says; the owner's own letter counts. */
const USUAL_MONTHS = 3

/** When the commitment was signed, and by when it must be kept. */
export const pirtCommitment = defineFlow({
  name: 'pirtCommitment',
  version: 1,
  steps: {
    case: given<string>(),
    now: optional(given<{ readonly [field: string]: Json }>()),
    signedOn: date({ min: '2015-01-01', max: 'today' }),
    deadline: optional(date({ min: '2015-01-01' })),
  },
  params: {
    deadline: ({ signedOn }) => ({
      usual: signedOn === undefined ? '' : dateText(monthsFrom(signedOn, USUAL_MONTHS)),
    }),
  },
  needs: () => [PIRT_CASES],
  prefill: () => [{ step: 'now', value: null }],
  complete({ signedOn, deadline, ...answers }, { facts }): Completion {
    const known = caseIn(answers, facts)
    if (!known || signedOn === undefined) return { replies: [], next: { flow: 'pirt', answers: [] } }
    const deadlineOn = deadline ?? monthsFrom(signedOn, USUAL_MONTHS)
    return { replies: [], ...changed(known, { commitmentOn: signedOn, deadlineOn }) }
  },
})

/** What the health office has passed of the four things it checks; each tap turns one over. */
export const pirtVerified = defineFlow({
  name: 'pirtVerified',
  version: 1,
  idle: true,
  steps: {
    case: given<string>(),
    now: optional(given<{ readonly [field: string]: Json }>()),
    pick: choiceOf(({ answers, facts }) => [
      ...CHECKS.map((check) => ({
        value: check,
        label: {
          key: `pirtVerified:${caseIn(answers, facts)?.verified.includes(check) ? 'yes' : 'no'}`,
          params: { what: { key: `pirtVerified:check.${check}` } },
        },
      })),
      { value: 'ready', action: true },
    ]),
  },
  needs: () => [PIRT_CASES],
  prefill: () => [{ step: 'now', value: null }],
  complete(answers, { facts }): Completion {
    const known = caseIn(answers, facts)
    const check = CHECKS.find((check) => check === answers.pick)
    if (!known) return { replies: [], next: { flow: 'pirt', answers: [] } }
    if (!check) return { replies: [], next: toCase(known) }
    const verified = known.verified.includes(check)
      ? known.verified.filter((one) => one !== check)
      : [...known.verified, check]
    const { effects, next } = changed(known, { verified })
    return { replies: [], effects, next: { ...next, flow: 'pirtVerified' } }
  },
})
