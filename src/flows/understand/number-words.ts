import vocabulary from './vocabulary/numbers.json' with { type: 'json' }
import { nearIndex, type NearIndex } from './near.ts'

/** One piece of a number as it is spoken: `dua`, `belas`, `ratus`, `juta`, `setengah`, or digits. */
export type Part =
  | { readonly type: 'value'; readonly value: number; readonly digits?: string }
  | { readonly type: 'teen' }
  | { readonly type: 'times'; readonly value: number }
  | { readonly type: 'scale'; readonly value: number }
  | { readonly type: 'whole'; readonly value: number }
  | { readonly type: 'half'; readonly value: number }
  | { readonly type: 'point' }

let table: ReadonlyMap<string, Part> | null = null
let typos: NearIndex | null = null

const SIZES = [...Object.keys(vocabulary.times), ...Object.keys(vocabulary.scales)].filter(
  (size) => size.length > 1,
)
const ONE_APART = new RegExp(String.raw`\bs(?:e|a|ak)(?= (?:${SIZES.join('|')})\b)`, 'g')

/** Folded text in which the one before a size, typed apart from it (`se juta`, `sa ratus`), is a word of its own. */
export const withOneApart = (folded: string): string => folded.replace(ONE_APART, 'satu')

/**
 * The parts that a folded word stands for, also when several are written together (`limaratus`) or with a typo
 * (`sembilam`); short words may have a typo only `afterNumber` (`5 jtua`), as they resemble too much else.
 * Null for any other word.
 */
export function numberParts(word: string, afterNumber = false): readonly Part[] | null {
  const known = parts()
  const one = known.get(word)
  if (one !== undefined) return [one]
  if (word.length < 4) return null
  const together = split(word, known)
  if (together !== null) return together
  if (word.length < (afterNumber ? 4 : 7) || vocabulary.lookalikes.includes(word)) return null
  typos ??= nearIndex(vocabulary.core, (length) => (length >= 4 ? 1 : 0))
  const found = typos.near(word)
  return found.length === 1 ? [known.get(found[0]!.word)!] : null
}

function parts(): ReadonlyMap<string, Part> {
  if (table !== null) return table
  const all = new Map<string, Part>()
  for (const [word, value] of Object.entries({ ...vocabulary.values, ...vocabulary.small })) {
    all.set(word, { type: 'value', value })
  }
  for (const word of vocabulary.teens) all.set(word, { type: 'teen' })
  for (const [word, value] of Object.entries(vocabulary.times)) {
    all.set(word, { type: 'times', value })
  }
  for (const [word, value] of Object.entries(vocabulary.scales)) {
    all.set(word, { type: 'scale', value })
  }
  for (const [word, value] of Object.entries({ ...vocabulary.whole, ...vocabulary.slang })) {
    all.set(word, { type: 'whole', value })
  }
  for (const word of vocabulary.halves) all.set(word, { type: 'half', value: 0.5 })
  for (const word of vocabulary.quarter) all.set(word, { type: 'half', value: 0.25 })
  for (const word of vocabulary.point) all.set(word, { type: 'point' })
  table = all
  return all
}

/** Splits a word that is nothing but number words of at least three letters each, longest first. */
function split(word: string, known: ReadonlyMap<string, Part>): readonly Part[] | null {
  if (word === '') return []
  for (let length = word.length; length >= 2; length--) {
    const head = known.get(word.slice(0, length))
    if (head === undefined || (length < 3 && word.length > length)) continue
    const tail = split(word.slice(length), known)
    if (tail !== null) return [head, ...tail]
  }
  return null
}
