import type { Reading } from '../types.ts'
import { amountsIn, type Amount } from './amounts.ts'
import vocabulary from './vocabulary/money.json' with { type: 'json' }
import { nearIndex } from './near.ts'
import { fold, words } from './text.ts'

/** Above this, in rupiah, no micro, small or medium enterprise speaks of its own money. */
const LARGEST = 10e12

/** Amounts without a unit below this many rupiah were meant in thousands or millions. */
const BARE = 1_000
/** Nor has anyone so little where money is asked that a business runs on; a year may slip in there (`2018`). */
const DOUBTFUL = 10_000

export type Period = 'day' | 'week' | 'month' | 'year'

const NAMES = {
  day: 'hari|hr|ari|dina|dino|dinten|poe|day',
  week: 'minggu|mgg|mggu|pekan|week',
  month: 'bulan|bln|bl|wulan|sasi|month',
  year: 'tahun|thn|th|taun|warsa|year',
} as const satisfies Readonly<Record<Period, string>>
const EVERY = String.raw`(?:\b(?:per|se|sa|sak|p|tiap|setiap|saban|saben|unggal|every|each|a|satu|1|one|dalam|sabendino)\b ?|\b(?:per|se|sa|sak)|/ ?|@ ?)`
const PERIODS = (Object.entries(NAMES) as [Period, string][]).map(([period, names]) => ({
  period,
  pattern: new RegExp(
    `${EVERY}(?:${names})(?:an|e|na|nya|ne|s)?\\b|\\b(?:${names})an\\b|\\b${period === 'day' ? 'dai' : period}ly\\b`,
  ),
}))

/**
 * Whole rupiah from an answer to "how much?": digits, words and slang mixed, with whatever stands around them.
 * `M` is miliar. Ranges and vague words are unread; a bare small number asks for its unit, where `much` is expected also
 * one of some thousands.
 */
export function readRupiah(
  text: string,
  { much = false }: { readonly much?: boolean } = {},
): Reading<number> {
  const folded = fold(text)
  const found = amountsIn(folded)
  if (found.foreign) return { type: 'unread', reason: 'unreadable' }
  if (found.amounts.length === 0)
    return { type: 'unread', reason: isVague(folded, found.vague) ? 'vague' : 'notANumber' }
  if (found.negative) return { type: 'unread', reason: 'negative' }
  if (found.range) return { type: 'unread', reason: 'range' }
  const options = [...new Set(found.amounts.flatMap((amount) => meanings(amount, much)))]
  if (options.some((value) => !Number.isSafeInteger(value))) return { type: 'unread', reason: 'notWhole' }
  if (options.some((value) => value > LARGEST)) return { type: 'unread', reason: 'tooLarge' }
  return options.length === 1
    ? { type: 'value', value: options[0]! }
    : { type: 'ask', options: options.slice(0, 4) }
}

const GLUED = new Map(
  (Object.entries(NAMES) as [Period, string][]).flatMap(([period, names]) =>
    names
      .split('|')
      .flatMap((name) => ['per', 'se', 'sa', 'sak'].map((each) => [each + name, period] as const)),
  ),
)
const typos = nearIndex(GLUED.keys(), (length) => (length >= 5 ? 1 : 0))

/**
 * The stretch of time that an amount is for (`sehari`, `/bln`, `per tahun`), also mistyped (`sebuln`); null when none or
 * several are named.
 */
export function readPeriod(text: string): Period | null {
  const folded = fold(text)
  const named = PERIODS.filter(({ pattern }) => pattern.test(folded)).map(({ period }) => period)
  const found = named.length > 0 ? named : words(folded).flatMap(mistyped)
  return new Set(found).size === 1 ? found[0]! : null
}

const mistyped = (word: string): readonly Period[] => typos.near(word).map(({ word }) => GLUED.get(word)!)

function meanings({ values, scaled, exact }: Amount, much: boolean): readonly number[] {
  return values.flatMap((value) => {
    const rounded = Math.round(value * 100) / 100
    if (scaled || exact || value === 0 || rounded >= (much ? DOUBTFUL : BARE)) return [rounded]
    if (rounded >= BARE) return [rounded, rounded * 1e3, rounded * 1e6]
    if (!Number.isInteger(rounded)) return [rounded * 1e6, rounded * 1e9]
    return rounded >= 100 ? [rounded * 1e3, rounded * 1e6] : [rounded * 1e6, rounded * 1e3, rounded * 1e9]
  })
}

function isVague(folded: string, sized: boolean): boolean {
  const padded = ` ${folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `
  return sized || vocabulary.vague.some((words) => padded.includes(` ${words} `))
}
