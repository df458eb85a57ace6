import type { Reading } from '../types.ts'
import { readNumber } from './numbers.ts'

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/\b(se|sa|sak)?(hari|dinten|dinteun|poe|days?)\b/i, 1],
  [/\b(se|sa|sak)?(minggu|minggon|weeks?)\b/i, 7],
  [/\b(se|sa|sak)?(bulan|bln|wulan|sasih|months?)\b/i, 30],
  [/\b(se|sa|sak)?(tahun|thn|th|taun|warsa|years?)(?:an)?\b/i, 365],
]

/** Days, from days, weeks, months or years ("4 hari", "seminggu", "2 tahun"). */
export function readDays(text: string): Reading<number> {
  const unit = UNITS.find(([pattern]) => pattern.test(text))
  if (!unit) return { type: 'unread', reason: 'unitMissing' }
  const [pattern, length] = unit
  if (pattern.exec(text)![1] !== undefined) return { type: 'value', value: length }
  const count = readNumber(text.replace(pattern, ' '))
  return count.type === 'value' ? { type: 'value', value: count.value * length } : count
}
