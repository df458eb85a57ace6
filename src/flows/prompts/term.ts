import type { Text } from '../types.ts'
import { readNumber } from '../understand/numbers.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

const YEAR = /\b(?:se|sa|sak)?(?:tahun|thn|th|taun|warsa|years?|yrs?)(?:an)?\b/i
const MONTH = /\b(?:se|sa|sak)?(?:bulan|bln|bl|wulan|sasi|months?)(?:an)?\b/i
const ONE = /\b(?:se|sa|sak|a |one )(?:tahun|thn|taun|bulan|wulan|sasi|year|month)\b/i
/** A bare number this small could be years as well as months. */
const SMALL = 10

/** How long a loan runs, in months: "3 tahun", "36 bulan", "setahun", or one of a few whole years. */
export function term({ max }: { readonly max: number }): Prompt<number> {
  return {
    options: () =>
      [1, 2, 3, 4, 5].map((years) => ({ value: String(years * 12), label: termText(years * 12) })),
    read(input) {
      if (input.type === 'choice') return within(Number(input.value), max)
      const read = words(input)
      if ('unread' in read) return read.unread
      const unit = YEAR.test(read.text) ? 12 : MONTH.test(read.text) ? 1 : null
      const half = /setengah|satengah|half/i.test(read.text) && unit === 12 ? 0.5 : 0
      const reading = readNumber(read.text.replace(/setengah|satengah|\band a half\b|\bhalf\b/gi, ' '))
      const counted = reading.type === 'value' ? reading.value : ONE.test(read.text) ? 1 : half > 0 ? 0 : null
      if (counted === null) return reading
      if (unit !== null) return within(Math.round((counted + half) * unit), max)
      if (counted >= SMALL) return within(counted, max)
      return { type: 'ask', options: [counted * 12, counted] }
    },
    show: termText,
  }
}

/** Whole years as years, all else as months. */
export const termText = (months: number): Text =>
  months % 12 === 0
    ? { key: 'common:years', params: { n: months / 12 } }
    : { key: 'common:months', params: { n: months } }

function within(months: number, max: number) {
  if (!Number.isInteger(months)) return unread('notWhole')
  if (months < 1) return unread('tooSmall', { min: termText(1) })
  return months > max ? unread('tooLarge', { max: termText(max) }) : value(months)
}
