import type { Reading, Text } from '../types.ts'
import { amountsIn } from '../understand/amounts.ts'
import { readDate } from '../understand/dates.ts'
import { readNumber } from '../understand/numbers.ts'
import { readPeriod, readRupiah } from '../understand/rupiah.ts'
import { fold } from '../understand/text.ts'
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

/** How many people there are, from one who is alone. */
export function people({ max }: { readonly max: number }): Prompt<number> {
  const counted = number({ min: 1, max })
  return {
    ...counted,
    read(input, at) {
      const reading = counted.read(input, at)
      if (reading.type === 'value' && reading.value >= MANY) {
        const doubt = { key: 'common:reallySoMany', params: { n: grouped(reading.value) } }
        return { type: 'ask', options: [reading.value], doubt }
      }
      const uncounted = reading.type === 'unread' && reading.reason === 'notANumber'
      if (input.type !== 'text') return reading
      if (uncounted && ALONE.test(input.text) && !WITH.test(input.text)) return value(1)
      return reading.type === 'value' && BESIDES.test(input.text) ? value(reading.value + 1) : reading
    },
  }
}

/** More than so many work in hardly any small business: a year may slip in there. */
const MANY = 1_000

const ALONE =
  /\b(?:sendiri(?:an)?|dewe(?:an)?|piyambak(?:an)?|nyalira|sorangan|alone|myself|just me|only me)\b/i
const WITH = /\b(?:sama|dan|dengan|dg|dgn|karo|kaliyan|kalih|sareng|jeung|and|with)\b/i

/** Who counts the others besides: `saya dan 3 karyawan`. */
const BESIDES =
  /\b(?:saya|aku|sy|kula|kulo|abdi|me|myself|i)(?:\s+sendiri)?\s*(?:dan|sama|dengan|dg|dgn|karo|kaliyan|kalih|sareng|jeung|and|with|plus|\+|&|ditambah)\s*(?:\d|satu|dua|tiga|empat|lima|siji|loro|telu|papat|hiji|tilu|opat|one|two|three|four|five)/i

/** The year something began, from `min` to this year. */
export function year({ min }: { readonly min: number }): Prompt<number> {
  return {
    read(input, at) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const now = Number(at.today.slice(0, 4))
      if (amountsIn(fold(read.text)).amounts.some(({ scaled }) => scaled)) return unread('notADate')
      const named = yearIn(read.text, now)
      const isNone = named.type === 'unread' && named.reason === 'notADate'
      const reading = isNone ? lately(read.text, at.today) : named
      if (reading.type !== 'value') return reading
      if (reading.value > now) return unread('inFuture', { max: now })
      return reading.value < min ? unread('tooLongAgo', { min }) : reading
    },
    show: (answer) => ({ text: String(answer) }),
  }
}

/**
 * Whole rupiah. With `period`, a period named in the same words ("2jt sebulan") answers that step too; a sum
 * without one takes its answer away, for a new sum may be for another time.
 */
export function rupiah({ min, max, period }: Bounds & { readonly period?: string }): Prompt<number> {
  return {
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readRupiah(read.text, { much: true })
      if (reading.type === 'unread')
        return reading.reason === 'tooLarge' ? within(Infinity, { min, max }, rupiahText)! : reading
      const fills = period === undefined ? {} : { fills: { [period]: readPeriod(read.text) } }
      if (reading.type === 'value')
        return within(reading.value, { min, max }, rupiahText) ?? { ...reading, ...fills }
      const options = reading.options.filter((option) => within(option, { min, max }) === null)
      const [least] = reading.options
      if (options.length === 0) return within(least!, { min, max }, rupiahText)!
      return {
        ...reading,
        options,
        ...fills,
        ...(isYear(least!) && { doubt: { key: 'common:amountOrYear' } }),
      }
    },
    show: rupiahText,
    offers: roundText,
  }
}

const UNITS = Object.entries({
  'common:amount.billion': 1e9,
  'common:amount.million': 1e6,
  'common:amount.thousand': 1e3,
})

/** `5 juta (Rp5.000.000)`: zeros are hard to count, and "juta" alone may be the answer. */
function roundText(amount: number): Text {
  const [key, size] = UNITS.find(([, size]) => amount > 0 && amount % size === 0) ?? [null, 1]
  const whole = rupiahText(amount)
  return key === null ? whole : { key, params: { n: grouped(amount / size), amount: whole } }
}

const isYear = (amount: number): boolean => amount >= 1900 && amount < 2100

/** An amount as owners write it: `Rp5.000.000`. */
export function rupiahText(amount: number): Text {
  return { text: `Rp${grouped(amount)}` }
}

/** `5.000.000`. */
export function grouped(amount: number): string {
  return String(Math.round(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, '.')
}

function within(
  answer: number,
  { min, max }: Bounds,
  show = (bound: number): Text => ({ text: String(bound) }),
) {
  if (answer < min) return unread(answer < 0 ? 'negative' : 'tooSmall', { min: show(min) })
  return answer > max ? unread('tooLarge', { max: show(max) }) : null
}

/** "2015", "thn 2015", "sejak '15", "dua tahun lalu", "tahun lalu", "tahun ini". */
function yearIn(text: string, now: number): Reading<number> {
  const written = /(?<!\d)(\d{4})(?!\d)/.exec(text)
  if (written) return value(Number(written[1]))
  const span = /^(.*?)\s*(?:tahun|thn|th|taun|years?|yrs?)(?:an)?\b/i.exec(text)?.[1]
  const ago = readNumber(/\bs[ae]$/i.test(span ?? '') ? '1' : (span ?? ''))
  if (ago.type === 'value') return value(now - Math.floor(ago.value))
  if (ago.type === 'unread' && ago.reason !== 'notANumber') return ago
  if (/\b(?:tahun|thn|taun)\s+(?:ini|iki|ieu)\b|this year/i.test(text)) return value(now)
  if (/\b(?:tahun|thn|taun)\s+(?:lalu|kemarin|wingi|kamari)\b|last year/i.test(text)) return value(now - 1)
  const digits = Number(/(?:^|['’\s])(\d{2})$/.exec(text.trim())?.[1] ?? NaN)
  if (Number.isNaN(digits)) return unread('notADate')
  return value(digits <= now % 100 ? 2000 + digits : 1900 + digits)
}

const MONTHS = /^(.*?)\s*(?:bulan|bln|bl|wulan|sasih|sasi|months?)\b/i
const JUST =
  /\b(?:baru|anyar|nembe|tas|just)\b|\b(?:hari|dinten|minggu|bulan|bln|wulan|sasih|week|month)\s+(?:ini|iki|niki|ieu)\b|\bthis (?:week|month)\b/i

/** The year of what began less than a year ago: "5 bulan", "minggu lalu", "kemarin", "baru buka". */
function lately(text: string, today: string): Reading<number> {
  const [year, month] = today.split('-').map(Number) as [number, number]
  const months = readNumber(MONTHS.exec(text)?.[1] ?? '')
  if (months.type === 'value') return value(year + Math.floor((month - 1 - months.value) / 12))
  const day = readDate(text, today)
  if (day.type === 'value' && day.value <= today) return value(Number(day.value.slice(0, 4)))
  return JUST.test(text) ? value(year) : unread('notADate')
}
