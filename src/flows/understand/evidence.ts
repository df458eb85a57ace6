import type { Known, Lexicon } from './lexicon.ts'
import { placesIn } from './places.ts'
import { words } from './text.ts'
import { hitsByOrder } from './word-order.ts'

/** A concept that a sentence holds. */
export interface Hit {
  readonly concept: string
  /** The words that stood for it. */
  readonly text: string
  readonly from: number
  readonly to: number
  /** 0–1, lower where it was read through a typo. */
  readonly sureness: number
}

/** What a sentence holds, before it is weighed. */
export interface Evidence {
  readonly tokens: readonly string[]
  readonly hits: readonly Hit[]
  /** Words that are in no dictionary. */
  readonly unknown: readonly string[]
  /** How many words are everyday words of other things. */
  readonly common: number
  /** How many (0–1) of the known words were known through a typo. */
  readonly slipped: number
  /** Codes of the places named, and where. */
  readonly places: readonly {
    readonly codes: readonly string[]
    readonly from: number
    readonly to: number
  }[]
}

/** Wishes stand at the beginning of what people write: later words are left unread. */
const LONGEST = 80

/** The concept of money named with its unit, however it is written. */
const AMOUNT = 'amount'
const MONEY = /^\d+(?:rb|ribu|jt|juta|m)(?:an)?\d*$/

const NUMBER = /^\d+(?:rb|ribu|jt|juta|k|m|t|an|x|kg|th|thn|bln|bl|hr)*$/

/** Letters that words typed without spaces have at least. */
const RUN_TOGETHER = 8

/** Finds the concepts, places and unknown words of a text. */
export function evidenceIn(text: string, lexicon: Lexicon): Evidence {
  const written = words(text)
  const tokens = (written.length > 0 ? written : signs(text)).slice(0, LONGEST)
  const found = evidenceOf(tokens, lexicon)
  const parted = new Map(
    found.unknown.flatMap((word) => {
      const parts = word.length < RUN_TOGETHER ? null : lexicon.apart(word)
      return parts === null ? [] : [[word, parts] as const]
    }),
  )
  if (parted.size === 0) return found
  return evidenceOf(
    tokens.flatMap((token) => parted.get(token) ?? token),
    lexicon,
  )
}

function evidenceOf(tokens: readonly string[], lexicon: Lexicon): Evidence {
  const known = tokens.map((token) => (NUMBER.test(token) ? [] : lexicon.known(token)))
  const places = placesIn(tokens, (at) => known[at]!.some(({ sureness }) => sureness >= 0.95))
  const inPlace = new Set(
    places.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)),
  )
  const forms = tokens.map((token, at) =>
    inPlace.has(at) ? [] : [...new Set([token, ...known[at]!.map(({ word }) => word)])],
  )
  const hits: Hit[] = []
  for (const [at, token] of tokens.entries()) {
    if (MONEY.test(token)) hits.push({ concept: AMOUNT, text: token, from: at, to: at + 1, sureness: 1 })
  }
  for (let at = 0; at < tokens.length; at++) {
    const phrase = lexicon.phraseAt(forms, at)
    const to = at + (phrase?.length ?? 1)
    const span = { text: tokens.slice(at, to).join(' '), from: at, to }
    if (phrase !== null) {
      const sureness = Math.min(...tokens.slice(at, to).map((_, on) => sureOf(known[at + on]!)))
      hits.push(...phrase.concepts.map((concept) => ({ concept, sureness, ...span })))
      at = to - 1
    } else if (!inPlace.has(at)) {
      hits.push(...meanings(known[at]!, lexicon).map((meaning) => ({ ...meaning, ...span })))
    }
  }
  hits.push(...hitsByOrder(tokens, hits))
  const unknown = tokens.filter(
    (token, at) => known[at]!.length === 0 && !inPlace.has(at) && !NUMBER.test(token) && token.length > 1,
  )
  const read = known.filter((words) => words.length > 0)
  const slipped = read.filter((words) => words[0]!.sureness < 0.95).length / Math.max(1, read.length)
  const common = known.filter(([first]) => first !== undefined && lexicon.isCommon(first.word)).length
  return { tokens, hits, unknown, places, slipped, common }
}

/** What a word may mean. A typo near to several words is unclear only as far as these mean different things. */
function meanings(found: readonly Known[], lexicon: Lexicon): readonly Pick<Hit, 'concept' | 'sureness'>[] {
  if (found.length === 0) return []
  const concepts = found.map(({ word }) => lexicon.conceptsOf(word))
  const different = new Set(concepts.map((names) => names.join())).size
  return found.flatMap(({ sureness }, at) =>
    concepts[at]!.map((concept) => ({ concept, sureness: sureness / Math.sqrt(different) })),
  )
}

const signs = (text: string): readonly string[] => [...new Set(text.match(/\p{Extended_Pictographic}/gu))]

const sureOf = (known: readonly { readonly sureness: number }[]): number => known[0]?.sureness ?? 1
