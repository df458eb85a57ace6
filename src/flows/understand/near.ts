import { slips } from './distance.ts'
import { restsOf } from './rests.ts'

/** A word found near another, and how many typing slips away it is. */
interface Near {
  readonly word: string
  readonly slips: number
}

/** Finds the known words nearest to a typed one. */
export interface NearIndex {
  /**
   * Known words within the slips that the typed word's length allows (or at most so many), nearest only; else those it
   * is short for.
   */
  near(word: string, atMost?: number): readonly Near[]
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
  const byRest = new Map<number, string[]>()
  const byConsonants = new Map<string, string[]>()
  const byLevel = new Map<number, string[]>()
  for (const word of new Set(known)) {
    if (allowed(word.length) > 0) for (const rest of restsOf(word)) put(byRest, rest, word)
    if (allowed(word.length) > 1) for (const rest of restsOf(level(word))) put(byLevel, rest, word)
    if (word.length > shortest) put(byConsonants, consonants(word), word)
  }
  return {
    near(word, atMost = 2) {
      const most = Math.min(atMost, allowed(word.length))
      const found = most === 0 ? [] : within(word, most, allowed, byRest, byLevel)
      return found.length > 0 ? found : shortFor(word, shortest, byConsonants)
    },
  }
}

function within(
  word: string,
  most: number,
  allowed: (length: number) => number,
  byRest: ReadonlyMap<number, readonly string[]>,
  byLevel: ReadonlyMap<number, readonly string[]>,
): readonly Near[] {
  const seen = new Map<string, number>()
  let least = most + 1
  const look = (rest: number, by: ReadonlyMap<number, readonly string[]>) => {
    const candidates = by.get(rest)
    if (candidates === undefined) return
    for (const candidate of candidates) {
      if (seen.has(candidate)) continue
      const count = slips(word, candidate, most)
      if (count > allowed(candidate.length)) {
        seen.set(candidate, most + 1)
        continue
      }
      seen.set(candidate, count)
      least = Math.min(least, count)
    }
  }
  for (const rest of restsOf(word)) look(rest, byRest)
  if (most > 1 && least > 1) for (const rest of restsOf(level(word))) look(rest, byLevel)
  const found: Near[] = []
  if (least <= most) for (const [word, slips] of seen) if (slips === least) found.push({ word, slips })
  return found
}

/** Of words one slip away, those with a letter left out or two that changed places, if any: others are one of hundreds. */
export function likeliest(typed: string, near: readonly Near[]): readonly Near[] {
  if (near.length < 2 || near[0]!.slips !== 1) return near
  const likely = near.filter(({ word }) => word.length === typed.length + 1 || isSwap(typed, word))
  return likely.length > 0 ? likely : near
}

/** Whether two neighbours of one word changed places in the other. */
export function isSwap(typed: string, word: string): boolean {
  if (typed.length !== word.length || typed === word) return false
  let at = 0
  while (typed[at] === word[at]) at++
  const swapped = typed.slice(0, at) + (typed[at + 1] ?? '') + typed[at]! + typed.slice(at + 2)
  return swapped === word
}

/** Words that have the same consonants and the typed vowels, among others left out: those with the fewest left out. */
function shortFor(
  word: string,
  shortest: number,
  byConsonants: ReadonlyMap<string, readonly string[]>,
): readonly Near[] {
  const skeleton = consonants(word)
  if (skeleton.length < shortest) return []
  const found = (byConsonants.get(skeleton) ?? []).filter(
    (candidate) => candidate.length > word.length && isWithin(word, candidate),
  )
  const least = Math.min(...found.map(({ length }) => length))
  return found.filter(({ length }) => length === least).map((word) => ({ word, slips: 1 }))
}

const consonants = (word: string): string => word.slice(0, 1) + word.slice(1).replace(/[aeiou]/g, '')

function isWithin(short: string, long: string): boolean {
  let at = 0
  for (const letter of long) if (letter === short[at]) at++
  return at === short.length
}

/** A word with one vowel for all: each region has its own (`palatihan`, `usaho`), and who writes so mistypes besides. */
const level = (word: string): string => word.replace(/[eiou]/g, 'a')

function put<K>(map: Map<K, string[]>, key: K, word: string): void {
  const found = map.get(key)
  if (found === undefined) map.set(key, [word])
  else found.push(word)
}
