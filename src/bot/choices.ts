import type { Choice, Input } from '../flows/types.ts'
import { matchLabel } from '../flows/understand/match.ts'
import { readPick } from '../flows/understand/picks.ts'
import type { Language } from './channel.ts'
import type { Texts } from './texts.ts'

/**
 * What a typed text picks among the choices on offer: by its number, label, synonym or a near miss of them.
 * Null when it picks none, so that the question may read it otherwise.
 */
export function readChoice(
  text: string,
  choices: readonly Choice[],
  language: Language,
  texts: Texts,
): Input | null {
  const picks = choices.filter((choice) => !choice.action)
  const numbered = picks.length > 0 ? readPick(text, picks.length) : null
  if (numbered?.type === 'value' && numbered.value.length === 1) return tap(picks[numbered.value[0]!]!)
  const labelled = choices.map((choice, index) => ({
    value: String(index),
    words: [...names(choice, language, texts)],
  }))
  const matched = matchLabel(text, labelled)
  if (matched.type === 'value') return tap(choices[Number(matched.value)]!)
  if (matched.type !== 'ask') return null
  const near = matched.options.map((index) => choices[Number(index)]!)
  return near.some((choice) => choice.action || choice.value.startsWith('~'))
    ? null
    : { type: 'candidates', values: near.map((choice) => choice.value) }
}

function names(choice: Choice, language: Language, texts: Texts): ReadonlySet<string> {
  return new Set([
    texts.label(language, choice.label),
    texts.label('id', choice.label),
    ...texts.synonyms(language, choice.label),
  ])
}

const tap = ({ flow, step, value }: Choice): Input => ({ type: 'choice', flow, step, value })
