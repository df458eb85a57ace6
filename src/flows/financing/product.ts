import { type Applicant, contentNeeds, contentOf, type Product, sourceLine, titleOf } from '../content.ts'
import { type Completion, defineFlow } from '../define.ts'
import { judge, ruleLines } from './eligibility.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { Option } from '../prompts/prompt.ts'
import { optional } from '../prompts/prompt.ts'
import type { Answer, Facts, Reply, Text } from '../types.ts'

const find = (facts: Facts, id: unknown): Product | undefined =>
  contentOf(facts, 'products').find((product) => product.id === id)

/** One way to be financed: what it is, whether it fits and why, its papers, and what to do with it. */
export const product = defineFlow({
  name: 'product',
  version: 1,
  idle: true,
  about: 'product',
  steps: {
    product: choiceOf(({ facts }) =>
      contentOf(facts, 'products').map((product) => ({ value: product.id, label: titleOf(product) })),
    ),
    /** What is known of the applicant, once it was checked what fits. */
    applicant: optional(given<{ readonly [fact: string]: string | number | boolean }>()),
    /** Whether the product was described already. */
    seen: given<boolean>(),
    action: choiceOf(({ facts, answers }) =>
      actions(find(facts, answers['product']), answers['applicant'] != null),
    ),
  },
  params: {
    action: ({ product, applicant, seen }, { facts }) => {
      const found = find(facts, product)
      if (!found) return { card: { key: 'product:gone' } }
      return { card: seen ? [titleOf(found)] : card(found, applicant as Applicant | null | undefined) }
    },
  },
  needs: () => contentNeeds('products'),
  prefill: () => [
    { step: 'applicant', value: null },
    { step: 'seen', value: false },
  ],
  complete({ product: id = '', applicant, action }, { facts }) {
    const amount = applicant?.['amount']
    const known: readonly Answer[] = [
      { step: 'product', value: id },
      ...(amount === undefined ? [] : [{ step: 'amount', value: amount }]),
    ]
    switch (action) {
      case 'documents':
        return again(find(facts, id), { id, applicant: applicant ?? null })
      case 'simulator':
        return { replies: [], next: { flow: 'simulator', answers: known } }
      case 'interest':
        return { replies: [], next: { flow: 'interest', answers: known } }
      case 'fit':
        return { replies: [], next: { flow: 'fit', answers: [] } }
      default:
        return { replies: [], next: { flow: 'financing', answers: [{ step: 'way', value: 'browse' }] } }
    }
  },
})

function actions(product: Product | undefined, checked: boolean): readonly Option[] {
  const values = [
    ...(product && product.documents.length > 0 ? ['documents'] : []),
    ...(product?.rate ? ['simulator'] : []),
    ...(checked ? [] : ['fit']),
    ...(product ? ['interest'] : []),
    'others',
  ]
  return values.map((value) => ({ value, label: { key: `product:action.${value}` } }))
}

function card(product: Product, applicant: Applicant | null | undefined): readonly Text[] {
  const described: readonly Text[] = [
    { key: 'content:heading', params: { title: titleOf(product) } },
    { wording: product.text },
    { key: 'product:apply', params: { apply: { wording: product.apply } } },
  ]
  const verdict = applicant && judge(product, applicant)
  const judged: readonly Text[] = verdict
    ? [{ key: `product:verdict.${verdict.outcome}` }, ...ruleLines(verdict)]
    : []
  return [...described, ...judged, sourceLine(product), { key: 'product:fraud' }]
}

/** The papers to bring, and back to the product. */
function again(
  product: Product | undefined,
  { id, applicant }: { readonly id: string; readonly applicant: Answer['value'] },
): Completion {
  const papers: readonly Text[] = (product?.documents ?? []).map((document) => ({
    key: 'product:document',
    params: { document: { wording: document } },
  }))
  const reply: Reply | null = product
    ? {
        text: [
          { key: 'product:documents', params: { title: { wording: product.title }, papers } },
          sourceLine(product),
        ],
      }
    : null
  return {
    replies: reply ? [reply] : [],
    next: {
      flow: 'product',
      answers: [
        { step: 'product', value: id },
        { step: 'applicant', value: applicant },
        { step: 'seen', value: true },
      ],
    },
  }
}
