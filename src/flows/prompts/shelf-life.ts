import type { Reading } from '../types.ts'
import { readNumber } from '../understand/numbers.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

const LIVES = ['short', 'week', 'long', 'unknown'] as const
/** Less than seven days, just seven, more, or not known. */
type ShelfLife = (typeof LIVES)[number]

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/\b(se|sa|sak)?(hari|dinten|dinteun|poe|days?)\b/i, 1],
  [/\b(se|sa|sak)?(minggu|minggon|weeks?)\b/i, 7],
  [/\b(se|sa|sak)?(bulan|bln|wulan|sasih|months?)\b/i, 30],
  [/\b(se|sa|sak)?(tahun|thn|taun|years?)\b/i, 365],
]

/** How long a food keeps: picked, or told in days, weeks, months or years ("4 hari", "seminggu"). */
export function shelfLife(): Prompt<ShelfLife> {
  return {
    options: () => LIVES.map((life) => ({ value: life })),
    read(input) {
      if (input.type === 'choice') {
        const found = LIVES.find((life) => life === input.value)
        return found ? value(found) : unread('needChoice')
      }
      const read = words(input)
      return 'unread' in read ? read.unread : told(read.text)
    },
    show: (life, at) => ({ key: `${at.flow}:${at.step}.${life}` }),
  }
}

function told(text: string): Reading<ShelfLife> {
  const unit = UNITS.find(([pattern]) => pattern.test(text))
  if (!unit) return unread('needChoice')
  const [pattern, length] = unit
  const once = pattern.exec(text)![1] !== undefined
  const count = once ? value(1) : readNumber(text.replace(pattern, ' '))
  if (count.type !== 'value') return count as Reading<ShelfLife>
  const days = count.value * length
  if (days === 7) return value('week')
  return value(days < 7 ? 'short' : 'long')
}
