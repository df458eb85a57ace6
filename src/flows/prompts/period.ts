import type { Text } from '../types.ts'
import { readDate } from '../understand/dates.ts'
import { dateText } from './date.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

const DAY = 86_400_000
const PERIODS = ['any', 'week', 'month', 'nextMonth'] as const
type Period = (typeof PERIODS)[number]
const SPAN = /^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/

/** When something should be, as `any` or as `<first day>/<last day>`: a week, a month, or one day that is typed. */
export function period(): Prompt<string> {
  return {
    options: () => PERIODS.map((value) => ({ value })),
    read(input, { today }) {
      if (input.type === 'choice') {
        const picked = PERIODS.find((one) => one === input.value)
        return picked ? value(spanOf(picked, today)) : unread('needChoice')
      }
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readDate(read.text, today)
      return reading.type === 'value' ? value(`${reading.value}/${reading.value}`) : reading
    },
    show: (answer, at) => (answer === 'any' ? { key: `${at.flow}:${at.step}.${answer}` } : spanText(answer)),
    stands: (answer) => answer === 'any' || SPAN.test(answer),
  }
}

/** `28 November 2026`, or the first and last day. */
export function spanText(span: string): Text {
  const [first, last] = span.split('/') as [string, string]
  return first === last
    ? dateText(first)
    : { key: 'common:span', params: { from: dateText(first), until: dateText(last) } }
}

/** The days as milliseconds, wide enough for all of Indonesia's time zones. */
export function spanBounds(span: string): { readonly from: number; readonly until: number } {
  if (span === 'any') return { from: 0, until: Number.MAX_SAFE_INTEGER }
  const [first, last] = span.split('/') as [string, string]
  return { from: Date.parse(first) - DAY / 2, until: Date.parse(last) + DAY }
}

function spanOf(period: Period, today: string): string {
  const [year, month] = today.split('-').map(Number) as [number, number]
  switch (period) {
    case 'any':
      return 'any'
    case 'week':
      return `${today}/${dayOf(Date.parse(today) + 6 * DAY)}`
    case 'month':
      return `${today}/${dayOf(Date.UTC(year, month, 0))}`
    case 'nextMonth':
      return `${dayOf(Date.UTC(year, month, 1))}/${dayOf(Date.UTC(year, month + 1, 0))}`
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
