import { nearIndex, type NearIndex } from './near.ts'
import vocabulary from './vocabulary/dates.json' with { type: 'json' }

export type Unit = 'day' | 'week' | 'month' | 'year'

const months = new Map(vocabulary.months.flatMap((names, at) => names.map((name) => [name, at + 1] as const)))
const weekdays = new Map(vocabulary.weekdays.flatMap((names, at) => names.map((name) => [name, at] as const)))
const units = new Map(
  (Object.keys(vocabulary.units) as Unit[]).flatMap((unit) =>
    vocabulary.units[unit].map((name) => [name, unit] as const),
  ),
)
const days = new Map(Object.entries(vocabulary.days))
const LONGEST_DAY = 3

let typos: NearIndex | null = null

/** The month (1–12) that a word names, with a typo from five letters on; null for other words. */
export function monthOf(word: string): number | null {
  const known = months.get(word)
  if (known !== undefined) return known
  if (word.length < 5) return null
  typos ??= nearIndex(
    [...months.keys()].filter((name) => name.length >= 4),
    (length) => (length >= 8 ? 2 : 1),
  )
  const found = new Set(typos.near(word).map(({ word }) => months.get(word)!))
  return found.size === 1 ? [...found][0]! : null
}

/** The weekday (Sunday is 0) that a word names; null for other words. */
export function weekdayOf(word: string): number | null {
  return weekdays.get(word.replace(/nya$/, '')) ?? null
}

/** The unit of time that a word names; null for other words. */
export function unitOf(word: string): Unit | null {
  return units.get(word) ?? null
}

/** Whether words point ahead (`lagi`), to the next (`depan`) or back (`lalu`). */
export function says(tokens: readonly string[], direction: 'next' | 'ahead' | 'past'): boolean {
  return tokens.some((token) => vocabulary[direction].includes(token))
}

/** The days from today that words such as `besok` or `kemarin lusa` mean; null when there are none. */
export function spokenDay(tokens: readonly string[]): number | null {
  for (let length = LONGEST_DAY; length > 0; length--) {
    for (let at = 0; at + length <= tokens.length; at++) {
      const found = days.get(tokens.slice(at, at + length).join(' '))
      if (found !== undefined) return found
    }
  }
  return null
}
