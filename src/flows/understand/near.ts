import { slips } from './distance.ts'

/** A word found near another, and how many typing slips away it is. */
interface Near {
  readonly word: string
  readonly slips: number
}

/** Finds the known words nearest to a typed one. */
export interface NearIndex {
  /** Known words within the slips that the typed word's length allows, nearest only; else those it is short for. */
  near(word: string): readonly Near[]
}

/**
 * An index of words by what is left when one letter is left out, so that typos are found without comparing all words,
 * and by their consonants, for those who leave out vowels (`bnyuwngi`), when there are `shortest` of these. `allowed`
 * says how many slips (0–2) a word of some length may have.
 */
export function nearIndex(
  known: Iterable<string>,
  allowed: (length: number) => number,
  shortest = 4,
): NearIndex {
  const byRest = new Map<string, string[]>()
  const byConsonants = new Map<string, string[]>()
  for (const word of new Set(known)) {
    if (allowed(word.length) > 0) for (const rest of rests(word)) put(byRest, rest, word)
    if (word.length > shortest) put(byConsonants, consonants(word), word)
  }
  return {
    near(word) {
      const most = allowed(word.length)
      const found = most === 0 ? [] : within(word, most, allowed, byRest)
      return found.length > 0 ? found : shortFor(word, shortest, byConsonants)
    },
  }
}

function within(
  word: string,
  most: number,
  allowed: (length: number) => number,
  byRest: ReadonlyMap<string, readonly string[]>,
): readonly Near[] {
  const seen = new Map<string, number>()
  for (const rest of rests(word)) {
    for (const candidate of byRest.get(rest) ?? []) {
      if (seen.has(candidate)) continue
      const count = slips(word, candidate, most)
      seen.set(candidate, count > allowed(candidate.length) ? most + 1 : count)
    }
  }
  const least = Math.min(most, ...seen.values())
  return [...seen].filter(([, count]) => count === least).map(([word, slips]) => ({ word, slips }))
}

/** Words that have the same consonants and the typed vowels, among others left out. */
function shortFor(
  word: string,
  shortest: number,
  byConsonants: ReadonlyMap<string, readonly string[]>,
): readonly Near[] {
  const skeleton = consonants(word)
  if (skeleton.length < shortest) return []
  return (byConsonants.get(skeleton) ?? [])
    .filter((candidate) => candidate.length > word.length && isWithin(word, candidate))
    .map((word) => ({ word, slips: 1 }))
}

const consonants = (word: string): string => word.slice(0, 1) + word.slice(1).replace(/[aeiou]/g, '')

function isWithin(short: string, long: string): boolean {
  let at = 0
  for (const letter of long) if (letter === short[at]) at++
  return at === short.length
}

/** The word itself and what remains of it without one of its letters. */
function rests(word: string): Set<string> {
  const all = new Set([word])
  for (let at = 0; at < word.length; at++) all.add(word.slice(0, at) + word.slice(at + 1))
  return all
}

function put(map: Map<string, string[]>, key: string, word: string): void {
  const found = map.get(key)
  if (found === undefined) map.set(key, [word])
  else found.push(word)
}
