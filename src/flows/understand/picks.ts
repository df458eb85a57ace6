import type { Reading } from '../types.ts'
import { numberParts } from './number-words.ts'
import { words } from './text.ts'
import vocabulary from './vocabulary/picks.json' with { type: 'json' }

/** Words of the longest phrase in the vocabulary. */
const LONGEST = 3

/** A number word, also made an ordinal in the languages of Java, Sumatra and Borneo: `tigo`, `katigo`, `kaping telu`. */
const ORDINAL = /^(?:kaping |k[ae] ?)?(\p{L}{3,})$/u

type Piece = { readonly at: number } | 'all' | 'except' | 'either' | 'through' | 'other'

/**
 * Which of `count` listed things were picked, counted from zero: numbers, letters, ordinals, the last, all, all but one.
 * Anything that is not plainly a pick is unread.
 */
export function readPick(text: string, count: number): Reading<readonly number[]> {
  const unread = { type: 'unread', reason: 'needChoice' } as const
  const pieces = piecesIn(tokens(text), count)
  if (pieces.length === 0 || pieces.includes('other')) return unread
  const picks = picked(pieces, count)
  if (picks.length === 0 || picks.some((at) => at < 0 || at >= count)) return unread
  if (pieces.includes('either')) return { type: 'ask', options: picks.map((at) => [at]) }
  return { type: 'value', value: [...new Set(picks)].toSorted((a, b) => a - b) }
}

/** A dash between numbers means "through"; elsewhere it parts words. */
function tokens(text: string): readonly string[] {
  return words(
    text.replace(/(\d)\s*[-–]\s*(\d)/g, '$1 sampai $2').replace(/(ke|no|nomor|nomer)[-.]?(\d)/gi, '$1 $2'),
  )
}

function piecesIn(tokens: readonly string[], count: number): readonly Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < tokens.length; at++) {
    const found = pieceAt(tokens, at, count)
    const isNoun = tokens[at] === 'one' && typeof pieces.at(-1) === 'object'
    if (found === null || isNoun) continue
    pieces.push(found.piece)
    at += found.length - 1
  }
  return pieces
}

function pieceAt(
  tokens: readonly string[],
  at: number,
  count: number,
): { piece: Piece; length: number } | null {
  for (let length = Math.min(LONGEST, tokens.length - at); length > 0; length--) {
    const piece = meaning(tokens.slice(at, at + length).join(' '), count)
    if (piece !== null) return { piece, length }
  }
  return vocabulary.filler.includes(tokens[at]!) ? null : { piece: 'other', length: 1 }
}

function meaning(phrase: string, count: number): Piece | null {
  if (/^\d{1,3}$/.test(phrase)) return { at: Number(phrase) - 1 }
  if (/^[a-h]$/.test(phrase) && phrase.charCodeAt(0) - 97 < count) return { at: phrase.charCodeAt(0) - 97 }
  const ordinal = vocabulary.ordinals.findIndex((names) => names.includes(phrase))
  if (ordinal >= 0) return { at: ordinal }
  const [nth, ...more] = numberParts(ORDINAL.exec(phrase)?.[1] ?? '') ?? []
  if (nth?.type === 'value' && more.length === 0) return { at: nth.value - 1 }
  if (vocabulary.last.includes(phrase)) return { at: count - 1 }
  if (vocabulary.beforeLast.includes(phrase)) return { at: count - 2 }
  if (vocabulary.all.includes(phrase)) return 'all'
  if (vocabulary.both.includes(phrase)) return count === 2 ? 'all' : 'other'
  if (vocabulary.except.includes(phrase)) return 'except'
  if (vocabulary.either.includes(phrase)) return 'either'
  return vocabulary.through.includes(phrase) ? 'through' : null
}

function picked(pieces: readonly Piece[], count: number): readonly number[] {
  const every = Array.from({ length: count }, (_, at) => at)
  const named = pieces.flatMap((piece) => (typeof piece === 'object' ? [piece.at] : []))
  if (pieces.includes('except')) return named.length === 0 ? [] : every.filter((at) => !named.includes(at))
  if (pieces.includes('all')) return every
  const [first, last] = named
  if (!pieces.includes('through') || first === undefined || last === undefined) return named
  return last < first || last >= count ? [] : every.slice(first, last + 1)
}
