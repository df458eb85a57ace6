import { defineFlow } from '../define.ts'
import { choice } from '../prompts/choice.ts'
import type { Answer, Turn } from '../types.ts'

type Next = NonNullable<Turn['next']>

/** Where each line of the menu leads. */
const NEXT: { readonly [pick: string]: Next } = {
  fit: { flow: 'seek', answers: [{ step: 'mode', value: 'fit' }] },
  browse: { flow: 'seek', answers: [{ step: 'mode', value: 'all' }] },
  cards: { flow: 'cards', answers: [] },
  applications: { flow: 'applications', answers: [] },
  contracts: { flow: 'contracts', answers: [] },
  fairness: { flow: 'fairness', answers: [] },
}

/** Working with larger companies: what they need, the owner's own offers and contracts, and how to stay safe. */
export const partnership = defineFlow({
  name: 'partnership',
  version: 1,
  idle: true,
  steps: { pick: choice('fit', 'browse', 'cards', 'applications', 'contracts', 'fairness') },
  complete: ({ pick = 'browse' }) => ({ replies: [], next: NEXT[pick]! }),
})

/** The list of needs for a product that was named, or for a place. */
export const soughtFor = (told: {
  readonly product?: string
  readonly sector?: string
  readonly place?: string
}): readonly Answer[] => [
  { step: 'mode', value: 'all' },
  { step: 'words', value: told.product ?? null },
  { step: 'sector', value: told.product === undefined ? (told.sector ?? 'all') : 'all' },
  { step: 'place', value: told.place ?? 'any' },
]
