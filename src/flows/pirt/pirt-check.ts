import { registered, REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf } from '../content.ts'
import { defineFlow } from '../define.ts'
import { foodGroup, groupOf, groupText, onlyGroup } from './pirt-groups.ts'
import { judgePirt, type PirtProduct } from './pirt-rules.ts'
import { choice } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { type Prompt, value } from '../prompts/prompt.ts'
import { shelfLife } from '../prompts/shelf-life.ts'
import { text } from '../prompts/text.ts'
import type { Answers, Facts, Text } from '../types.ts'

/** "Is it PIRT at all?": asks about one product until it is certain that it is not, or all that counts is told. */
export const pirtCheck = defineFlow({
  name: 'pirtCheck',
  version: 1,
  steps: {
    product: productName(),
    /** The group that the name of the product tells was not the right one. */
    regroup: given<boolean>(),
    group: foodGroup('product'),
    form: choice('dry', 'wet'),
    process: choice('plain', 'pasteurised', 'sterilised', 'unknown'),
    storage: choice('room', 'chilled', 'frozen'),
    shelfLife: shelfLife(),
    place: choice('home', 'elsewhere'),
    equipment: choice('manual', 'semi', 'automatic'),
    origin: choice('own', 'repacked', 'imported'),
    claims: choice('none', 'health', 'cure'),
  },
  when: {
    group: ({ regroup, product }, facts) => regroup === true || onlyGroup(product, facts) === null,
    form: (answers, facts) => isOpen(answers, facts) && groupOf(facts, idOf(answers, facts))?.form == null,
    process: (answers, facts) => isOpen(answers, facts) && told(answers, facts).form !== 'dry',
    storage: isOpen,
    shelfLife: isOpen,
    place: isOpen,
    equipment: isOpen,
    origin: isOpen,
    claims: isOpen,
  },
  params: {
    group: ({ product }) => ({ product: { text: product ?? '' } }),
    form: named,
    process: named,
    storage: named,
    shelfLife: named,
  },
  needs: () => [...contentNeeds('pirtGroups', 'pirtRules'), REGISTERED],
  prefill: () => [{ step: 'regroup', value: false }],
  complete: (answers, { facts }) => ({
    replies: [],
    next: {
      flow: 'pirtVerdict',
      answers: [
        { step: 'product', value: answers.product ?? '' },
        { step: 'told', value: { ...told(answers, facts) } as { readonly [fact: string]: string } },
      ],
    },
  }),
})

/** Whether the answers so far leave the verdict open. */
function isOpen(answers: Answers, facts: Facts): boolean {
  return judgePirt(contentOf(facts, 'pirtRules'), told(answers, facts)).outcome !== 'elsewhere'
}

/** What the answers tell, with what follows from the group. */
function told(answers: Answers, facts: Facts): PirtProduct {
  const group = idOf(answers, facts)
  const form = groupOf(facts, group)?.form ?? answers['form']
  const process = answers['process'] ?? (form === 'dry' ? 'plain' : undefined)
  const { storage, shelfLife, place, equipment, origin, claims } = answers
  const all = { group, form, process, storage, shelfLife, place, equipment, origin, claims }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

const idOf = ({ group, product }: Answers, facts: Facts) => group ?? onlyGroup(product, facts)?.id

/** The product and its group, for the first questions about it. */
function named(answers: Answers, { facts }: { readonly facts: Facts }): { readonly [gap: string]: Text } {
  return {
    product: { text: String(answers['product'] ?? '') },
    group: groupText(idOf(answers, facts), facts),
  }
}

/** A product in the owner's words; the registered one is offered. */
function productName(): Prompt<string> {
  const typed = text({ min: 3, max: 80 })
  return {
    ...typed,
    options({ facts }) {
      const product = registered(facts)['product']
      return typeof product === 'string' ? [{ value: 'registered', label: { text: product } }] : []
    },
    read(input, at) {
      const product = registered(at.facts)['product']
      if (input.type === 'choice' && typeof product === 'string') return value(product)
      return typed.read(input, at)
    },
  }
}
