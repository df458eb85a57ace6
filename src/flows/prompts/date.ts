import { readDate } from '../understand/dates.ts'
import { type Prompt, unread, words } from './prompt.ts'

/** A day, `YYYY-MM-DD`, not before `min` nor after `max` where they are given. */
export function date({
  min,
  max,
}: { readonly min?: string; readonly max?: 'today' | string } = {}): Prompt<string> {
  return {
    read(input, at) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readDate(read.text, at.today)
      if (reading.type !== 'value') return reading
      const last = max === 'today' ? at.today : max
      if (last !== undefined && reading.value > last) return unread('inFuture', { max: dateText(last) })
      return min !== undefined && reading.value < min ? unread('tooLongAgo', { min: dateText(min) }) : reading
    },
    show: dateText,
  }
}

/** A day in the contact's own words: rendered through `common:date`. */
export function dateText(day: string) {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return { key: 'common:date', params: { day: date, month: { key: `common:month.${month}` }, year } }
}
