import type { Reading } from '../types.ts'
import { readNumber } from './numbers.ts'
import { readPeriod } from './rupiah.ts'
import { fold } from './text.ts'
import vocabulary from './vocabulary/units.json' with { type: 'json' }

export const UNITS = ['kg', 'piece', 'pack', 'box', 'litre', 'metre', 'portion'] as const
export type Unit = (typeof UNITS)[number]

/** So much of something. */
export type Quantity = {
  readonly amount: number
  readonly unit: Unit
}

/** What each word for a unit means: the unit it is counted in, and how many of it. */
const MEANINGS = new Map<string, { readonly unit: Unit; readonly factor: number }>(
  UNITS.flatMap((unit) =>
    Object.entries<number>(vocabulary[unit]).map(([word, factor]) => [word, { unit, factor }] as const),
  ),
)

/** How often a month a period comes: 26 working days, and a year's twelfth. */
const A_MONTH = { day: 26, week: 52 / 12, month: 1, year: 1 / 12 } as const

const PERIOD =
  /(?:\b(?:per|se|sa|sak|tiap|setiap|unggal|saben|a|every|each)\s?|\/\s?)(?:hari|hr|dina|dinten|day|minggu|mgg|week|bulan|bln|wulan|sasih|month|tahun|thn|taun|year)(?:an|nya)?\b|\b(?:daily|weekly|monthly|yearly)\b/g

/** A thousand thousands of anything is more than a small business makes in a month. */
const LARGEST = 10_000_000

/**
 * How much a month: `200 kg`, `setengah ton`, `5 kodi`, `20 bungkus sehari`. A period named in it is brought to a
 * month; without a unit the number is unread.
 */
export function readMonthly(text: string): Reading<Quantity> {
  const folded = fold(text).replace(/\b\p{L}{3,}2\b/gu, ' ')
  const period = readPeriod(folded) ?? 'month'
  const plain = folded.replace(PERIOD, ' ')
  const found = unitIn(plain)
  if (!found) {
    const number = readNumber(plain)
    return number.type === 'unread' ? number : { type: 'unread', reason: 'noUnit' }
  }
  const number = found.single ? ({ type: 'value', value: 1 } as const) : readNumber(found.rest)
  if (number.type !== 'value') return number.type === 'ask' ? { type: 'unread', reason: 'range' } : number
  const amount = Math.round(number.value * found.factor * A_MONTH[period])
  if (amount < 1) return { type: 'unread', reason: 'tooSmall', params: { min: 1 } }
  if (amount > LARGEST) return { type: 'unread', reason: 'tooLarge', params: { max: LARGEST } }
  return { type: 'value', value: { amount, unit: found.unit } }
}

/** The first word for a unit, and what is left without it. `sekilo` is one of it. */
function unitIn(text: string) {
  for (const [word] of text.matchAll(/\p{L}+/gu)) {
    const whole = MEANINGS.get(word)
    const bare = whole ? undefined : MEANINGS.get(/^s[ae](?=.{3})(.+)$/.exec(word)?.[1] ?? '')
    const meaning = whole ?? bare
    if (meaning) return { ...meaning, single: bare !== undefined, rest: text.replace(word, ' ') }
  }
  return null
}
