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
  const named = choices.map((choice) => names(choice, language, texts))
  const said = text.trim().toLowerCase()
  const exact = named.findIndex((words) => words.includes(said))
  if (exact >= 0) return tap(choices[exact]!)
  const matched = matchLabel(
    text,
    named.map((words, index) => ({ value: String(index), words })),
  )
  if (matched.type === 'value') return tap(choices[Number(matched.value)]!)
  if (matched.type !== 'ask') return null
  const near = matched.options.map((index) => choices[Number(index)]!)
  return near.some((choice) => choice.action || choice.value.startsWith('~'))
    ? null
    : { type: 'candidates', values: near.map((choice) => choice.value) }
}

function names({ label }: Choice, language: Language, texts: Texts): readonly string[] {
  const shown = [texts.label(language, label), texts.label('id', label), ...texts.synonyms(language, label)]
  return [...new Set(shown.map((word) => word.toLowerCase()))]
}

const tap = ({ flow, step, value }: Choice): Input => ({ type: 'choice', flow, step, value })
