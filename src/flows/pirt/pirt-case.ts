import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, sourceLine } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import {
  about,
  caseIn,
  changed,
  CHECKS,
  localLines,
  PIRT_CASES,
  PKP,
  type PirtCase,
  stepsOf,
  stepText,
  toCase,
} from './pirt-cases.ts'
import { documentLines } from './pirt-document.ts'
import { expiryText } from './pirt-explain.ts'
import { groupText } from './pirt-groups.ts'
import { choice, choiceOf } from '../prompts/choice.ts'
import { dateText } from '../prompts/date.ts'
import { readFile } from '../prompts/file.ts'
import { given } from '../prompts/given.ts'
import { pirtText } from '../prompts/pirt.ts'
import { optional } from '../prompts/prompt.ts'
import type { Facts, Json, Text } from '../types.ts'

/** The conversation that each action opens about the product. */
const FLOW_OF: { readonly [pick: string]: string } = {
  documents: 'pirtDocument',
  commitment: 'pirtCommitment',
  verified: 'pirtVerified',
  number: 'pirtNumber',
  drop: 'pirtDrop',
}

/** One product on its way to a P-IRT number: where it stands, what to prepare, and what comes next. */
export const pirtCase = defineFlow({
  name: 'pirtCase',
  version: 1,
  idle: true,
  about: 'case',
  steps: {
    case: given<string>(),
    now: optional(given<{ readonly [field: string]: Json }>()),
    pick: choiceOf(({ answers, facts }) =>
      actions(caseIn(answers, facts), facts).map((value) => ({
        value,
        label: { key: `pirtCase:pick.${value}` },
      })),
    ),
  },
  params: {
    pick: (answers, { facts, today }) => {
      const known = caseIn(answers, facts)
      return { card: known ? card(known, facts, today) : [{ key: 'pirtCase:gone' }] }
    },
  },
  needs: () => [...contentNeeds('pirtGroups', 'pirtSteps', 'pirtVariations'), PIRT_CASES, REGISTERED],
  prefill: () => [{ step: 'now', value: null }],
  files: ({ case: id, now }, sent) => {
    const reading = readFile(sent)
    const told = [
      { step: 'case', value: id ?? '' },
      { step: 'now', value: now ?? null },
    ]
    return {
      flow: 'pirtDocument',
      answers: reading.type === 'value' ? [...told, { step: 'file', value: reading.value }] : told,
    }
  },
  complete(answers, { facts }): Completion {
    const known = caseIn(answers, facts)
    const { pick = 'pirt' } = answers
    if (!known || pick === 'pirt') return { replies: [], next: { flow: 'pirt', answers: [] } }
    if (pick === 'done' || pick === 'undo') return move(known, pick === 'done' ? 1 : -1, facts)
    if (pick === 'training') return { replies: [], next: PKP }
    if (pick === 'labelCheck') return { replies: [], next: { flow: 'pirtLabel', answers: [] } }
    return { replies: [], next: { flow: FLOW_OF[pick]!, answers: about(known) } }
  },
})

function actions(known: PirtCase | undefined, facts: Facts): readonly string[] {
  if (!known) return ['pirt']
  const at = stepsOf(facts).findIndex(({ id }) => id === known.step)
  return [
    ...(at >= 0 ? ['done'] : []),
    ...(at === 0 ? [] : ['undo']),
    'documents',
    'commitment',
    'number',
    'verified',
    'labelCheck',
    'training',
    'drop',
    'pirt',
  ]
}

/** To the step after or before; signing the commitment sets a time limit, so that its day is asked for. */
function move(known: PirtCase, by: 1 | -1, facts: Facts): Completion {
  const steps = stepsOf(facts)
  const at = steps.findIndex(({ id }) => id === known.step)
  const step = by > 0 ? (steps[at + 1]?.id ?? 'done') : (steps.at(at === -1 ? -1 : at - 1)?.id ?? 'done')
  const { effects, next } = changed(known, { step })
  const signed = by > 0 && known.step === 'commitment' && known.deadlineOn === null
  return { replies: [], effects, next: signed ? { ...next, flow: 'pirtCommitment' } : next }
}

function card(known: PirtCase, facts: Facts, today: string): readonly Text[] {
  const steps = stepsOf(facts)
  const at = steps.findIndex(({ id }) => id === known.step)
  const step = steps[at]
  return [
    { key: 'pirtCase:title', params: { product: known.product, group: groupText(known.group, facts) } },
    ...steps.map(({ title }, index): Text => ({
      key: `pirtCase:step.${at < 0 || index < at ? 'done' : index === at ? 'now' : 'later'}`,
      params: { title: { wording: title } },
    })),
    ...dates(known, today),
    { key: 'pirtCase:verified', params: { n: known.verified.length, count: CHECKS.length } },
    ...documentLines(known, today),
    ...(step ? [...stepText(step), sourceLine(step)] : [{ key: 'pirtCase:finished' }]),
    ...localLines(facts).flatMap((one): readonly Text[] => [
      { key: 'pirtSteps:local', params: { title: { wording: one.title }, text: { wording: one.text } } },
      sourceLine(one),
    ]),
  ]
}

function dates({ deadlineOn, number, expiry }: PirtCase, today: string): readonly Text[] {
  const late = deadlineOn !== null && deadlineOn < today
  return [
    ...(deadlineOn === null
      ? []
      : [{ key: `pirtCase:deadline.${late ? 'past' : 'ahead'}`, params: { date: dateText(deadlineOn) } }]),
    ...(number === null
      ? []
      : [
          {
            key: 'pirtCase:number',
            params: { number: pirtText(number), expiry: expiry === null ? '' : expiryText(expiry) },
          },
        ]),
  ]
}

/** Takes a product and its papers off the list, after one more question. */
export const pirtDrop = defineFlow({
  name: 'pirtDrop',
  version: 1,
  steps: {
    case: given<string>(),
    now: optional(given<{ readonly [field: string]: Json }>()),
    sure: choice('drop', 'keep'),
  },
  params: { sure: (answers, { facts }) => ({ product: caseIn(answers, facts)?.product ?? '' }) },
  needs: () => [PIRT_CASES],
  prefill: () => [{ step: 'now', value: null }],
  complete(answers, { facts }): Completion {
    const known = caseIn(answers, facts)
    if (answers.sure === 'keep' && known) return { replies: [], next: toCase(known) }
    return {
      replies: [{ text: [{ key: 'pirtDrop:done' }], choices: [goTo('pirt'), goTo('home')] }],
      effects: [{ type: 'dropPirtCase', id: answers.case ?? '' }],
    }
  },
})
