import { stems, withoutClitic } from './affixes.ts'
import { isSwap, likeliest, nearIndex, type NearIndex } from './near.ts'
import { apart, parted } from './run-together.ts'
import { fold, squeeze } from './text.ts'
import type { Vocabulary } from './vocabulary.ts'

/** How a typed word was recognised; `sureness` (0–1) is lower for typos. */
export interface Known {
  readonly word: string
  readonly sureness: number
}

/** Phrases by their words, one after the other. */
interface Branch {
  readonly next: Map<string, Branch>
  concepts: readonly string[] | null
}

/** The vocabulary made ready for look-up. */
export interface Lexicon {
  readonly vocabulary: Vocabulary
  /** The dictionary words that a typed word stands for; several when a typo is near to several, none when unknown. */
  known(typed: string): readonly Known[]
  /** The words of an unknown one that was typed without spaces, or null. */
  apart(typed: string): readonly string[] | null
  /** Whether a dictionary word is of other things than ours. */
  isCommon(word: string): boolean
  /** The concepts that a dictionary word belongs to. */
  conceptsOf(word: string): readonly string[]
  /** The longest phrase that begins at a place: its concepts and how many words it has. */
  phraseAt(
    forms: readonly (readonly string[])[],
    from: number,
  ): { concepts: readonly string[]; length: number } | null
}

/** How much each slip takes from the sureness of a word, by its letters: a long word is known through one. */
const DOUBT = [0, 0.5, 1.6]
/** A stem of this many letters may be there by chance in a word twice as long: a typo is likelier. */
const SHORT = 4
/** A word of so many letters is known by them when its ending is mistyped (`pelatihannyw`). */
const BEGINNING = 7
/** Of a word that is in no dictionary, so many stems are searched for typos. */
const TRIED = 10
/** Words that mean nothing and are said between others, even within a phrase (`ini tuh bot apa`). */
const PARTICLES = new Set(
  'itu tuh ntu teh mah sih si dong ya to tho lah kok se ki iki kuwi eta ieu tu'.split(' '),
)
/** Letters that digits are typed for. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
}

/** Builds the look-up of a vocabulary; costs some milliseconds, so keep it. */
export function lexiconOf(vocabulary: Vocabulary): Lexicon {
  const concepts = new Map<string, string[]>()
  const root: Branch = { next: new Map(), concepts: null }
  const spellings = new Map(Object.entries(vocabulary.spellings))
  const spelt = (word: string) => spellings.get(word) ?? word
  const add = (phrase: string, concept: string | null) => {
    const parts = fold(phrase).split(' ').map(spelt)
    for (const part of parts) if (!concepts.has(part)) concepts.set(part, [])
    if (concept === null) return
    if (parts.length === 1) concepts.get(parts[0]!)!.push(concept)
    else grow(root, parts, concept)
  }
  for (const [name, { words }] of Object.entries(vocabulary.concepts)) {
    for (const phrase of words.split(',')) add(phrase.trim(), name)
  }
  for (const word of vocabulary.plain.split(',')) add(word.trim(), null)
  for (const word of spellings.values()) add(word, null)
  const common = new Set(vocabulary.common.split(' ').filter((word) => !concepts.has(word)))
  for (const word of common) add(word, null)
  const typos = nearIndex(
    [...concepts.keys(), ...spellings.keys()].filter((word) => word.length >= 5),
    (length) => (length >= 8 ? 2 : length >= 4 ? 1 : 0),
    3,
  )
  const misspelt = misspellingsOf(concepts.keys())
  const isWord = (word: string) => concepts.has(spelt(word))
  const plain = new Set(vocabulary.plain.split(',').map((word) => word.trim()))
  const hostOf = (typed: string) => {
    const host = spelt(withoutClitic(typed) ?? '')
    const isHost = plain.has(host) || (host.length > SHORT && concepts.has(host) && !common.has(host))
    return isHost ? host : null
  }
  const readAnew = (typed: string) => recognise(typed, concepts, spelt, typos, misspelt, hostOf)
  const memo = new Map<string, readonly Known[]>()
  return {
    vocabulary,
    known(typed) {
      const found = memo.get(typed) ?? readAnew(typed)
      if (memo.size < 5_000) memo.set(typed, found)
      return found
    },
    apart: (typed) => apart(typed, isWord) ?? parted(typed, isWord, (word) => typos.near(word, 1).length > 0),
    isCommon: (word) => common.has(word),
    conceptsOf: (word) => concepts.get(word) ?? [],
    phraseAt: (forms, from) => longest(root, forms, from),
  }
}

function recognise(
  typed: string,
  concepts: ReadonlyMap<string, unknown>,
  spelt: (word: string) => string,
  typos: NearIndex,
  misspelt: ReadonlyMap<string, readonly string[]>,
  hostOf: (typed: string) => string | null,
): readonly Known[] {
  const written = forms(typed)
  for (const form of written) {
    const word = spelt(form)
    if (concepts.has(word)) return [{ word, sureness: 1 }]
  }
  const host = hostOf(typed)
  if (host !== null) return [{ word: host, sureness: 0.95 }]
  const roots = written.map(stems)
  const bare = stemOf(roots, concepts, spelt)
  const isShort = bare !== null && bare.length === SHORT && typed.length < 2 * SHORT
  if (bare !== null && (bare.length > SHORT || (isShort && !isSwapped(typed, typos))))
    return [{ word: bare, sureness: 0.95 }]
  for (const form of written) {
    const near = likeliest(form, typos.near(form))
    // Who leaves out vowels leaves out one sooner than two: `bng` is `bang`, not `bunga`.
    if (near.length > 0 && !(misspelt.has(typed) && near[0]!.word.length > typed.length + 1))
      return near
        .slice(0, 4)
        .map(({ word, slips }) => ({ word: spelt(word), sureness: 1 - DOUBT[slips]! / word.length }))
  }
  const short = misspelt.get(typed)
  if (short !== undefined) return short.slice(0, 4).map((word) => ({ word, sureness: 0.88 }))
  return bare === null
    ? inside(typed, roots.at(-1)!, concepts, spelt, typos)
    : [{ word: bare, sureness: 0.95 }]
}

/** A word of which only a part is known: a stem through a typo, or its beginning. */
function inside(
  typed: string,
  roots: readonly string[],
  concepts: ReadonlyMap<string, unknown>,
  spelt: (word: string) => string,
  typos: NearIndex,
): readonly Known[] {
  for (const stem of roots.slice(1, TRIED)) {
    const [first] = stem.length > SHORT && stem.length < typed.length ? typos.near(stem, 1) : []
    if (first?.slips === 1) return [{ word: spelt(first.word), sureness: 0.7 }]
  }
  for (const letters of [1, 2, 3]) {
    const beginning = spelt(typed.slice(0, -letters))
    if (typed.length - letters >= BEGINNING && concepts.has(beginning))
      return [{ word: beginning, sureness: 0.85 }]
  }
  return []
}

/** Whether two neighbours of a known word changed places: likelier than a short stem that is there by chance (`jangna`). */
function isSwapped(typed: string, typos: NearIndex): boolean {
  return typos.near(typed, 1).some(({ word }) => isSwap(typed, word))
}

function stemOf(
  roots: readonly (readonly string[])[],
  concepts: ReadonlyMap<string, unknown>,
  spelt: (word: string) => string,
): string | null {
  for (const root of roots) {
    const stem = root.find((stem) => concepts.has(spelt(stem)))
    if (stem !== undefined) return spelt(stem)
  }
  return null
}

/**
 * A word as typed, without held letters, without doubled ones, with letters for digits, and without the breath of Javanese
 * and Madurese (`ndhaptar`, `bhako`).
 */
function forms(typed: string): readonly string[] {
  if (!/\d|(.)\1|[bdgjt]h/.test(typed)) return [typed]
  const letters = /\p{L}/u.test(typed)
    ? typed.replace(/(?<=\p{L}{2})2(?=\p{L}*$)/u, '').replace(/\d/g, (digit) => LETTERS[digit] ?? digit)
    : typed
  const once = squeeze(letters)
  const single = once.replace(/(\p{L})\1/gu, '$1')
  return [...new Set([typed, letters, once, single, single.replace(/([bdgjt])h/g, '$1')])]
}

function grow(root: Branch, words: readonly string[], concept: string): void {
  let branch = root
  for (const word of words) {
    const next = branch.next.get(word) ?? { next: new Map(), concepts: null }
    branch.next.set(word, next)
    branch = next
  }
  branch.concepts = [...(branch.concepts ?? []), concept]
}

function longest(root: Branch, forms: readonly (readonly string[])[], from: number) {
  let best: { concepts: readonly string[]; length: number } | null = null
  const walk = (branch: Branch, length: number): void => {
    if (branch.concepts !== null && (best === null || length > best.length))
      best = { concepts: branch.concepts, length }
    go(branch, length)
  }
  const go = (branch: Branch, length: number): void => {
    const here = forms[from + length] ?? []
    for (const form of here) {
      const next = branch.next.get(form)
      if (next !== undefined) walk(next, length + 1)
    }
    if (length > 0 && PARTICLES.has(here[0] ?? '')) go(branch, length + 1)
  }
  walk(root, 0)
  return best as { concepts: readonly string[]; length: number } | null
}

/** Words of four letters by how they are typed in a hurry: two neighbours swapped, or the inner vowel left out. */
function misspellingsOf(words: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const word of words) {
    if (word.length !== 4) continue
    const swaps = [1, 2].map((at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2))
    for (const form of [...swaps, word[0] + word.slice(1, 3).replace(/[aeiou]/, '') + word[3]]) {
      found.set(form, [...(found.get(form) ?? []), word])
    }
  }
  return found
}
