import type { Reading } from '../types.ts'
import { readDays } from '../understand/durations.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

const LIVES = ['short', 'week', 'long', 'unknown'] as const
/** Less than seven days, just seven, more, or not known. */
type ShelfLife = (typeof LIVES)[number]

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
  const days = readDays(text)
  if (days.type !== 'value') {
    return days.type === 'unread' && days.reason === 'unitMissing'
      ? unread('needChoice')
      : (days as Reading<never>)
  }
  if (days.value === 7) return value('week')
  return value(days.value < 7 ? 'short' : 'long')
}
