import { slips } from './distance.ts'

/** A word found near another, and how many typing slips away it is. */
export interface Near {
  readonly word: string
  readonly slips: number
}

/** Finds the known words nearest to a typed one. */
export interface NearIndex {
  /** Known words within the slips that the typed word's length allows, nearest only; exact first. */
  near(word: string): readonly Near[]
}

/**
 * An index of words by what is left when letters are left out, so that a typo is found without comparing all words.
 * `allowed` says how many slips (0–2) a word of some length may have.
 */
export function nearIndex(known: Iterable<string>, allowed: (length: number) => number): NearIndex {
  const byRest = new Map<string, string[]>()
  for (const word of new Set(known)) {
    for (const rest of rests(word, allowed(word.length))) {
      const found = byRest.get(rest)
      if (found === undefined) byRest.set(rest, [word])
      else found.push(word)
    }
  }
  return {
    near(word) {
      let best = allowed(word.length)
      let found = new Map<string, number>()
      for (const rest of rests(word, best)) {
        for (const candidate of byRest.get(rest) ?? []) {
          if (found.has(candidate)) continue
          const count = slips(word, candidate, best)
          if (count > Math.min(best, allowed(candidate.length))) continue
          if (count < best) found = new Map([...found].filter(([, other]) => other <= count))
          best = count
          found.set(candidate, count)
        }
      }
      return [...found].map(([word, slips]) => ({ word, slips }))
    },
  }
}

/** The word itself and what remains of it without one, or two, of its letters. */
function rests(word: string, left: number): Set<string> {
  let layer = new Set([word])
  const all = new Set(layer)
  for (let count = 0; count < left; count++) {
    const next = new Set<string>()
    for (const one of layer) {
      for (let at = 0; at < one.length; at++) next.add(one.slice(0, at) + one.slice(at + 1))
    }
    for (const one of next) all.add(one)
    layer = next
  }
  return all
}
