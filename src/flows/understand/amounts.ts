import { compose } from './compose.ts'
import { numberParts, withOneApart, type Part } from './number-words.ts'
import { readNumeral } from './numerals.ts'
import vocabulary from './vocabulary/money.json' with { type: 'json' }

/** One amount in a sentence. */
export interface Amount {
  /** What it may be, likeliest first. */
  readonly values: readonly number[]
  /** It had a unit (*ribu*, *juta*). */
  readonly scaled: boolean
  /** The currency was named after it: it is meant as written. */
  readonly exact: boolean
}

/** The amounts of a sentence and how they stand to each other. */
export interface Amounts {
  readonly amounts: readonly Amount[]
  readonly range: boolean
  readonly negative: boolean
  readonly foreign: boolean
  /** A size without a number (`jutaan`). */
  readonly vague: boolean
}

interface Token {
  readonly text: string
  readonly kind: 'digits' | 'word' | 'sign'
}

interface Spot extends Amount {
  readonly from: number
  readonly to: number
}

const TOKENS = /\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,']\d+)*(?:\/\d+(?!\d*[a-z]))?|\p{L}+|[-~/%$+<>€£]/gu

const currency = new Set(vocabulary.currency)
const foreign = new Set([...vocabulary.foreign, '$', '€', '£'])
const joiners = new Set([...vocabulary.joiners, '-', '~'])
const adders = new Set([...vocabulary.adders, '+'])
const counted = new Set([...vocabulary.counted, '%'])
const ordinal = new Set(vocabulary.ordinal)
const bounds = vocabulary.bounds.filter((words) => words !== 'min').map((words) => ` ${words} `)

/** Finds the amounts of money in folded text. Counts of other things (`3 bulan`, `10 orang`) are left out. */
export function amountsIn(folded: string): Amounts {
  const tokens = tokenise(folded)
  const spots = spotsIn(tokens).filter((spot) => !isCount(tokens, spot))
  const joined = join(tokens, spots)
  return {
    amounts: joined.amounts,
    range: joined.range || isBound(tokens) || /antara/.test(folded),
    negative: spots.some(({ from }) => isNegative(tokens, from)),
    foreign: tokens.some(({ text }) => foreign.has(text)),
    vague:
      spots.length === 0 &&
      tokens.some(({ text }) => numberParts(text)?.some((part) => part.type !== 'value')),
  }
}

function tokenise(folded: string): readonly Token[] {
  const text = withOneApart(folded)
    .replace(/(?<=\d[\do.,]*)o(?=[\do.,]|\b|rb|jt|k\b)/g, '0')
    .replace(/(?<!\d\p{L}*)(?<=\p{L}{2})2(?![\d.,])(?= |$|an|nya)/gu, '')
    .replace(/\bl(?=\d)/g, '1')
    .replace(/(\d)[.,]?-+(?=\s|$|[a-z])(?! ?\d)/g, '$1 ')
    .replace(/\bs\s?[./]\s?d\.?(?=\s|\d)/g, ' sampai ')
    .replace(/\b(rp|idr)\.?(?=\s?\d)/g, '$1 ')
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ')
  return (text.match(TOKENS) ?? []).map((token) => ({
    text: token,
    kind: /^\d/.test(token) ? 'digits' : /^\p{L}/u.test(token) ? 'word' : 'sign',
  }))
}

function spotsIn(tokens: readonly Token[]): readonly Spot[] {
  const spots: Spot[] = []
  for (let at = 0; at < tokens.length; at++) {
    const run = runFrom(tokens, at)
    if (run === null) continue
    const exact = ['rupiah', 'perak'].includes(tokens[run.to]?.text ?? '')
    spots.push(...run.amounts.map((amount) => ({ ...amount, exact, from: at, to: run.to })))
    at = run.to - 1
  }
  return spots
}

function runFrom(
  tokens: readonly Token[],
  from: number,
): { amounts: Omit<Amount, 'exact'>[]; to: number } | null {
  const parts: Part[] = []
  let other: Part[] | null = null
  let to = from
  for (; to < tokens.length; to++) {
    const token = tokens[to]!
    const next = tokens[to + 1]
    if (token.kind === 'sign') break
    if (token.kind === 'word') {
      if (parts.length === 0 && /^[kmt]$/.test(token.text)) break
      const found =
        parts.length > 0 && /^an?$/.test(token.text) ? [] : numberParts(token.text, parts.length > 0)
      if (found === null) break
      parts.push(...found)
      other?.push(...found)
      continue
    }
    const unit = next?.kind === 'word' ? numberParts(next.text, true)?.[0] : undefined
    const [first, second] = numeral(token.text, unit)
    if (first === undefined) break
    if (token.text.includes('/')) {
      parts.push({ type: 'half', value: first })
      continue
    }
    if (second !== undefined) other = [...parts, { type: 'value', value: second }]
    else other?.push({ type: 'value', value: first, digits: token.text })
    parts.push({ type: 'value', value: first, digits: token.text })
  }
  const { values, scaled } = compose(parts)
  if (values.length === 0) return null
  const doubtful = other === null ? [] : compose(other).values
  const last = values.length - 1
  return {
    amounts: values.map((value, at) => ({
      values: at === last && doubtful.length > 0 ? [value, doubtful.at(-1)!] : [value],
      scaled: scaled && at === last,
    })),
    to,
  }
}

/** `1.500rb` has thousands and `1,250 juta` decimals; `1.250 juta` may be either. */
function numeral(digits: string, unit: Part | undefined): readonly number[] {
  const scale = unit?.type === 'scale' ? unit.value : null
  if (/^0\d{8,}/.test(digits)) return []
  if (scale === 1_000)
    return readNumeral(digits, true)
      .toSorted((a, b) => b - a)
      .slice(0, 1)
  if (scale !== null && digits.includes(',')) return readNumeral(digits, true).slice(0, 1)
  return readNumeral(digits, scale !== null)
}

function isCount(tokens: readonly Token[], { from, to, scaled }: Spot): boolean {
  const before = tokens[from - 1]?.text ?? ''
  const after = tokens[to]?.text ?? ''
  if (scaled || currency.has(before)) return false
  if (counted.has(after) || ordinal.has(before)) return true
  return /^(tahun|thn|th)$/.test(before) && /^(19|20)\d\d$/.test(tokens[from]!.text)
}

function isNegative(tokens: readonly Token[], from: number): boolean {
  const named = currency.has(tokens[from - 1]?.text ?? '') ? from - 1 : from
  const before = tokens[named - 1]?.text ?? ''
  return (
    (before === '-' && named === 1) ||
    (before !== 'min' && vocabulary.negative.includes(before)) ||
    (before === 'min' && named === 1)
  )
}

function isBound(tokens: readonly Token[]): boolean {
  const padded = ` ${tokens.map(({ text }) => text).join(' ')} `
  return bounds.some((words) => padded.includes(words)) || /[<>]/.test(padded)
}

/** Amounts that follow each other: a range, a sum (`2 juta lebih 500 ribu`), or several. */
function join(
  tokens: readonly Token[],
  spots: readonly Spot[],
): { amounts: readonly Amount[]; range: boolean } {
  const amounts: Amount[] = []
  let range = false
  for (const [at, spot] of spots.entries()) {
    const before = spots[at - 1]
    const between = before === undefined ? [] : tokens.slice(before.to, spot.from).map(({ text }) => text)
    const linked = between.filter((word) => !currency.has(word))
    const last = amounts.at(-1)
    if (before !== undefined && (linked.some((word) => joiners.has(word)) || linked.length === 0))
      range = true
    if (
      last !== undefined &&
      linked.length === 1 &&
      adders.has(linked[0]!) &&
      last.values[0]! > spot.values[0]!
    ) {
      amounts[amounts.length - 1] = { ...last, values: [last.values[0]! + spot.values[0]!] }
    } else amounts.push(spot)
  }
  const [first] = spots
  const leading = first === undefined ? '' : (tokens[first.from - 1]?.text ?? '')
  return { amounts, range: range || (spots.length === 1 && /^(sampai|sampe|hingga|nganti)$/.test(leading)) }
}
