import { mayKeep, registered } from '../financing/applicant.ts'
import { type Completion, defineFlow } from '../define.ts'
import {
  ASKED,
  cardsOf,
  certificateNames,
  knownCertificates,
  MY_CARDS,
  type ProductCard,
  SUPPLIER,
} from './partners.ts'
import { choiceOf } from '../prompts/choice.ts'
import { file } from '../prompts/file.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import { monthly, quantityText } from '../prompts/quantity.ts'
import { review } from '../prompts/review.ts'
import { several } from '../prompts/several.ts'
import { text } from '../prompts/text.ts'
import { registerFirst, TO_REGISTRATION } from '../registration/register-first.ts'
import type { Answer, Facts, Text, Turn, TurnContext } from '../types.ts'

/** More would not be looked at. */
const MOST = 10

/** What an owner can deliver: made once, shown with every application, and changed whenever it is no longer so. */
export const card = defineFlow({
  name: 'card',
  version: 1,
  steps: {
    /** The card that is changed, or null for a new one. */
    id: optional(given<string>()),
    /** The need that is applied for afterwards. */
    applyTo: optional(given<string>()),
    first: registerFirst(),
    product: text({ min: 3, max: 160 }),
    capacity: monthly(),
    certificates: several(ASKED),
    confirm: review(),
  },
  when: {
    first: (_, facts) => !mayKeep(facts),
    product: (_, facts) => mayKeep(facts),
    capacity: (_, facts) => mayKeep(facts),
    certificates: (_, facts) => mayKeep(facts),
    confirm: (_, facts) => mayKeep(facts),
  },
  detours: { first: TO_REGISTRATION },
  summary: ({ id }, ctx) => [
    ...knownLine(ctx),
    { key: 'card:photos', params: { n: cardsOf(ctx.facts).find((one) => one.id === id)?.photos ?? 0 } },
  ],
  needs: () => SUPPLIER,
  prefill: (facts) => [{ step: 'id', value: null }, { step: 'applyTo', value: null }, ...firstProduct(facts)],
  complete(
    { id, applyTo = null, first, product = '', capacity, certificates = [] },
    { facts, code },
  ): Completion {
    if (first === 'later') return { replies: [], next: { flow: 'partnership', answers: [] } }
    if (id == null && cardsOf(facts).length >= MOST)
      return { replies: [{ text: [{ key: 'card:tooMany' }] }], next: afterwards(null) }
    const kept = id ?? code
    return {
      replies: [{ text: [{ key: 'card:kept' }] }],
      effects: [
        {
          type: 'keepCard',
          id: kept,
          product,
          capacity: capacity?.amount ?? 1,
          unit: capacity?.unit ?? 'piece',
          certificates,
        },
      ],
      next: {
        flow: 'cardPhoto',
        answers: [
          { step: 'card', value: kept },
          { step: 'applyTo', value: applyTo },
        ],
      },
    }
  },
})

/** Pictures for a card, as many as the owner sends; the newest few are kept. They are looked at after the turn. */
export const cardPhoto = defineFlow({
  name: 'cardPhoto',
  version: 1,
  steps: {
    card: given<string>(),
    applyTo: optional(given<string>()),
    file: optional(file({ types: ['image/jpeg', 'image/png'] })),
  },
  complete({ card = '', applyTo = null, file }, { code }): Completion {
    if (file == null) return { replies: [], next: afterwards(applyTo) }
    return {
      replies: [{ text: [{ key: 'cardPhoto:received' }] }],
      effects: [{ type: 'receivePhoto', id: code, card, file }],
      next: {
        flow: 'cardPhoto',
        answers: [
          { step: 'card', value: card },
          { step: 'applyTo', value: applyTo },
        ],
      },
    }
  },
})

/** The owner's product cards. */
export const cards = defineFlow({
  name: 'cards',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...cardsOf(facts).map((one) => ({
        value: one.id,
        label: {
          key: 'cards:option',
          params: {
            product: one.product,
            capacity: quantityText({ amount: one.capacity, unit: one.unit }),
          },
        },
      })),
      { value: 'new', label: { key: 'cards:pick.new' }, action: true },
      { value: 'partnership', label: { key: 'common:go.partnership' }, action: true },
    ]),
  },
  params: {
    pick: (_, { facts }) => ({ count: { key: cardsOf(facts).length > 0 ? 'cards:some' : 'cards:none' } }),
  },
  needs: () => [MY_CARDS],
  complete({ pick }, { facts }): Completion {
    const chosen = cardsOf(facts).find(({ id }) => id === pick)
    if (chosen) return { replies: [], next: { flow: 'card', answers: cardAnswers(chosen) } }
    return { replies: [], next: { flow: pick === 'new' ? 'card' : 'partnership', answers: [] } }
  },
})

/** A card as answers of its conversation, which then reads it back to be changed. */
export const cardAnswers = ({
  id,
  product,
  capacity,
  unit,
  certificates,
}: ProductCard): readonly Answer[] => [
  { step: 'id', value: id },
  { step: 'product', value: product },
  { step: 'capacity', value: { amount: capacity, unit } },
  { step: 'certificates', value: certificates },
]

/** A card as companies see it. */
export function cardLines(one: ProductCard, ctx: TurnContext): readonly Text[] {
  const held = [...knownCertificates(ctx.facts, ctx.today), ...one.certificates]
  const certificates = held.length > 0 ? { text: certificateNames(held) } : { key: 'card:certificates.none' }
  return [
    { key: 'common:line', params: { label: { key: 'card:product.label' }, value: one.product } },
    {
      key: 'common:line',
      params: {
        label: { key: 'card:capacity.label' },
        value: quantityText({ amount: one.capacity, unit: one.unit }),
      },
    },
    { key: 'common:line', params: { label: { key: 'card:certificates.label' }, value: certificates } },
    { key: 'card:photos', params: { n: one.photos } },
  ]
}

/** The first card is most likely of what the owner registered with. */
function firstProduct(facts: Facts): readonly Answer[] {
  const { product } = registered(facts)
  return typeof product === 'string' && cardsOf(facts).length === 0
    ? [{ step: 'product', value: product }]
    : []
}

function knownLine({ facts, today }: TurnContext): readonly Text[] {
  const known = knownCertificates(facts, today)
  return known.length > 0 ? [{ key: 'card:known', params: { certificates: certificateNames(known) } }] : []
}

const afterwards = (need: string | null): NonNullable<Turn['next']> =>
  need === null ? { flow: 'cards', answers: [] } : { flow: 'apply', answers: [{ step: 'need', value: need }] }
