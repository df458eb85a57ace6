import type { Choice, Input } from '../flows/types.ts'
import { matchLabel } from '../flows/understand/match.ts'
import { readPick } from '../flows/understand/picks.ts'
import type { Language } from './channel.ts'
import type { Texts } from './texts.ts'

/** What can be picked in answer to a question: all of it by name, and by number what is on the screen. */
export interface Offer {
  readonly choices: readonly Choice[]
  readonly shown: readonly Choice[]
}

/**
 * What a typed text picks among the choices on offer: by its number, label, synonym or a near miss of them.
 * Null when it picks none, so that the question may read it otherwise. At a `menu`, where any wish may be written, a
 * sentence picks none by one word in it.
 */
export function readChoice(
  text: string,
  offer: Offer,
  {
    language,
    texts,
    at,
  }: { readonly language: Language; readonly texts: Texts; readonly at: 'question' | 'menu' },
): Input | null {
  const picks = offer.shown.filter((choice) => !choice.action)
  const numbered = picks.length > 0 ? readPick(text, picks.length) : null
  if (numbered?.type === 'value' && numbered.value.length === 1) return tap(picks[numbered.value[0]!]!)
  const choices = allOf(offer)
  if (choices.length === 0) return null
  const named = choices.map(({ label }) => texts.names(language, label))
  const said = bare(text)
  const exact = choices[named.findIndex((words) => words.includes(said))]
  if (exact) return tap(exact)
  const matched = matchLabel(
    text,
    named.map((words, index) => ({ value: String(index), words })),
    at,
  )
  if (matched.type === 'value') return tap(choices[Number(matched.value)]!)
  if (matched.type !== 'ask') return null
  const near = matched.options.map((index) => choices[Number(index)]!)
  return near.some((choice) => choice.action)
    ? null
    : { type: 'candidates', values: near.map((choice) => choice.value) }
}

/** The choice whose very label or synonym a text is. */
export function namedChoice(text: string, offer: Offer, language: Language, texts: Texts): Choice | null {
  const said = bare(text)
  return allOf(offer).find(({ label }) => texts.names(language, label).includes(said)) ?? null
}

/** The way to the other pages of a list is on the screen only. */
const allOf = ({ choices, shown }: Offer): readonly Choice[] => [...new Set([...choices, ...shown])]

const bare = (text: string): string => text.trim().toLowerCase()

const tap = ({ flow, step, value }: Choice): Input => ({ type: 'choice', flow, step, value })
