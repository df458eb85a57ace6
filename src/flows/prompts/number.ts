import type { Text } from '../types.ts'
import { readNumber } from '../understand/numbers.ts'
import { readPeriod, readRupiah } from '../understand/rupiah.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

interface Bounds {
  readonly min: number
  readonly max: number
}

/** A whole number between `min` and `max`, in digits or words. */
export function number({ min, max }: Bounds): Prompt<number> {
  return {
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readNumber(read.text)
      if (reading.type !== 'value') return reading
      if (!Number.isInteger(reading.value)) return unread('notWhole')
      return within(reading.value, { min, max }) ?? value(reading.value)
    },
    show: (answer) => ({ text: String(answer) }),
  }
}

/** The year something began, from `min` to this year. */
export function year({ min }: { readonly min: number }): Prompt<number> {
  return {
    read(input, at) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const now = Number(at.today.slice(0, 4))
      const answer = yearIn(read.text, now)
      if (answer === null) return unread('notADate')
      if (answer > now) return unread('inFuture', { max: now })
      return answer < min ? unread('tooLongAgo', { min }) : value(answer)
    },
    show: (answer) => ({ text: String(answer) }),
  }
}

/** Whole rupiah. With `period`, a period named in the same words ("2jt sebulan") answers that step too. */
export function rupiah({ min, max, period }: Bounds & { readonly period?: string }): Prompt<number> {
  return {
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readRupiah(read.text)
      if (reading.type !== 'value') return reading
      const named = period === undefined ? null : readPeriod(read.text)
      const outside = within(reading.value, { min, max }, rupiahText)
      if (outside) return outside
      return named === null || period === undefined ? reading : { ...reading, fills: { [period]: named } }
    },
    show: rupiahText,
  }
}

/** An amount as owners write it: `Rp5.000.000`. */
export function rupiahText(amount: number): Text {
  return { text: `Rp${String(Math.round(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, '.')}` }
}

function within(
  answer: number,
  { min, max }: Bounds,
  show = (bound: number): Text => ({ text: String(bound) }),
) {
  if (answer < min) return unread(answer < 0 ? 'negative' : 'tooSmall', { min: show(min) })
  return answer > max ? unread('tooLarge', { max: show(max) }) : null
}

/** "2015", "thn 2015", "sejak '15", "3 tahun lalu", "tahun lalu", "tahun ini". */
function yearIn(text: string, now: number): number | null {
  const written = /(?<!\d)(\d{4})(?!\d)/.exec(text)
  if (written) return Number(written[1])
  const ago = /(\d{1,2}|se)\s*(?:tahun|thn|th|taun|years?)\b/i.exec(text)
  if (ago) return now - (ago[1] === 'se' ? 1 : Number(ago[1]))
  if (/\b(?:tahun|thn|taun)\s+(?:ini|iki|ieu)\b|this year/i.test(text)) return now
  if (/\b(?:tahun|thn|taun)\s+(?:lalu|kemarin|wingi|kamari)\b|last year/i.test(text)) return now - 1
  const short = /(?:^|['’\s])(\d{2})$/.exec(text.trim())
  if (!short) return null
  const digits = Number(short[1])
  return digits <= now % 100 ? 2000 + digits : 1900 + digits
}
