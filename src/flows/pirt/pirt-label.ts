import { contentNeeds, contentOf, sourceLine } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { inOrder } from './pirt-cases.ts'
import type { PirtLabelItem } from './pirt-content.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { Answers, Facts, Text } from '../types.ts'

const itemsOf = (facts: Facts): readonly PirtLabelItem[] => inOrder(contentOf(facts, 'pirtLabels'))

/** The answers so far by item. */
const found = ({ found }: Answers) => (found ?? {}) as { readonly [item: string]: string }

/** The item in question: the first one without an answer. */
const itemIn = (answers: Answers, facts: Facts): PirtLabelItem | undefined =>
  itemsOf(facts).find(({ id }) => found(answers)[id] === undefined)

/** A label gone through item by item; each round asks about one. At the end: what to mend. */
export const pirtLabel = defineFlow({
  name: 'pirtLabel',
  version: 1,
  steps: {
    found: given<{ readonly [item: string]: string }>(),
    has: choiceOf(({ answers }) => [
      { value: 'yes' },
      { value: 'no' },
      ...(Object.keys(found(answers)).length > 0
        ? [{ value: 'previous', label: { key: 'pirtLabel:has.previous' }, action: true }]
        : []),
    ]),
  },
  params: {
    has(answers, { facts }) {
      const item = itemIn(answers, facts)
      return {
        n: Object.keys(found(answers)).length + 1,
        count: itemsOf(facts).length,
        item: item ? { wording: item.title } : { text: '' },
        must: { key: item?.mandatory ? 'pirtLabel:must' : 'pirtLabel:may' },
      }
    },
  },
  needs: () => contentNeeds('pirtLabels'),
  prefill: () => [{ step: 'found', value: {} }],
  complete(answers, { facts }): Completion {
    const item = itemIn(answers, facts)
    const { has } = answers
    const known = found(answers)
    const now = has === 'previous' ? withoutLast(known) : { ...known, ...(item && has && { [item.id]: has }) }
    if (itemsOf(facts).some(({ id }) => now[id] === undefined)) {
      return { replies: [], next: { flow: 'pirtLabel', answers: [{ step: 'found', value: now }] } }
    }
    return {
      replies: [{ text: result(now, facts), choices: [goTo('pirtLabel'), goTo('pirt'), goTo('home')] }],
    }
  },
})

/** The items were answered in their order. */
const withoutLast = (known: { readonly [item: string]: string }) =>
  Object.fromEntries(Object.entries(known).slice(0, -1))

function result(answers: { readonly [item: string]: string }, facts: Facts): readonly Text[] {
  const items = itemsOf(facts)
  const missing = items.filter(({ id }) => answers[id] === 'no')
  const toMend = missing.filter(({ mandatory }) => mandatory)
  const optional = missing.filter(({ mandatory }) => !mandatory)
  const mandatory = items.filter((item) => item.mandatory).length
  return [
    toMend.length === 0
      ? { key: 'pirtLabel:passed', params: { count: mandatory } }
      : { key: 'pirtLabel:failed', params: { count: mandatory, n: mandatory - toMend.length } },
    ...(toMend.length > 0 ? [{ key: 'common:lines', params: { lines: toMend.map(line('mend')) } }] : []),
    ...(optional.length > 0
      ? [{ key: 'pirtLabel:optional', params: { items: optional.map(line('note')) } }]
      : []),
    { key: 'pirtLabel:noClaims' },
    ...items.slice(0, 1).map(sourceLine),
  ]
}

const line =
  (kind: 'mend' | 'note') =>
  ({ title, text }: PirtLabelItem): Text => ({
    key: `pirtLabel:${kind}`,
    params: { title: { wording: title }, text: { wording: text } },
  })
