import type { Reading } from '../types.ts'
import { compose } from './compose.ts'
import { numberParts, withOneApart, type Part } from './number-words.ts'
import { readNumeral } from './numerals.ts'
import { fold } from './text.ts'

const JOINED = /\d+(?:[.,]\d+)*|\p{L}+|[-~]/gu
const RANGE = /^(-|~|sampai|sampe|sampek|sd|hingga|atau|to|or|nganti|nepi|dugi)$/

/**
 * A number from digits or words (`lima belas`, `selusin`, `25 orang`), in whatever else was written.
 * Two numbers are a range or unread; sizes without a number (`puluhan`) are vague.
 */
export function readNumber(text: string): Reading<number> {
  const folded = withOneApart(fold(text))
    .replace(/ and /g, ' ')
    .replace(/(?<=\p{L}{2})2(?!\d)/gu, '')
    .replace(/(?<=\d)o(?=[\do]|\b)/g, '0')
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ')
  const tokens = folded.replace(/\bs\/d\b/g, 'sampai').match(JOINED) ?? []
  const { runs, vague, joined } = runsIn(tokens)
  const values = runs.flatMap(({ values }) => values)
  const [first] = runs
  if (first === undefined) return { type: 'unread', reason: vague ? 'vague' : 'notANumber' }
  const sign = tokens[first.from - 1] ?? ''
  if (/^(-|minus|negatif)$/.test(sign) && first.from === 1) return { type: 'unread', reason: 'negative' }
  const different = [...new Set(values)]
  if (different.length === 1) return { type: 'value', value: different[0]! }
  if (joined || runs.length === 1) return { type: 'unread', reason: 'range' }
  return { type: 'ask', options: different.slice(0, 3) }
}

interface Run {
  readonly values: readonly number[]
  readonly from: number
}

function runsIn(tokens: readonly string[]): { runs: readonly Run[]; vague: boolean; joined: boolean } {
  const runs: Run[] = []
  let vague = false
  let joined = false
  for (let at = 0; at < tokens.length; at++) {
    const parts: Part[] = []
    const from = at
    for (; at < tokens.length; at++) {
      const found = partsOf(tokens, at, parts.length > 0)
      if (found === null) break
      parts.push(...found)
    }
    const composed = compose(parts)
    vague ||= composed.vague
    if (composed.values.length > 0) runs.push({ values: composed.values, from })
    if (runs.length > 0 && parts.length > 0) at--
    else if (runs.length > 0 && RANGE.test(tokens[at] ?? '') && hasNumberAfter(tokens, at)) joined = true
  }
  return { runs, vague, joined }
}

function hasNumberAfter(tokens: readonly string[], at: number): boolean {
  return at + 1 < tokens.length && partsOf(tokens, at + 1, false) !== null
}

/** So many people together: `berlima`, `batigo`; `bersatu` is no number. */
function together(word: string): readonly Part[] | null {
  const parts = numberParts(/^b(?:er|a)(.{3,})$/.exec(word)?.[1] ?? '')
  const [only] = parts ?? []
  return parts?.length === 1 && only?.type === 'value' && only.value > 1 ? parts : null
}

function partsOf(tokens: readonly string[], at: number, after: boolean): readonly Part[] | null {
  const token = tokens[at]!
  if (/^\d/.test(token)) {
    const next = tokens[at + 1] === undefined ? null : numberParts(tokens[at + 1]!, true)
    const [value] = readNumeral(token, next?.[0]?.type === 'scale')
    return value === undefined ? null : [{ type: 'value', value, digits: token }]
  }
  if (!after && /^[kmt]$/.test(token)) return null
  return numberParts(token, after) ?? (after ? null : together(token))
}
