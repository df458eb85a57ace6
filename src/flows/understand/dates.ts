import type { Reading } from '../types.ts'
import { addDays, addMonths, daysBetween, isoDate, split, weekday } from './calendar.ts'
import { compose } from './compose.ts'
import { monthOf, unitOf, weekdayOf, says, spokenDay } from './date-words.ts'
import { numberParts, type Part } from './number-words.ts'
import { fold } from './text.ts'

/** Two-digit years lie at most this many years ahead of today; others are of the last century. */
const AHEAD = 10

const ROMAN = ['', 'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii']

/** A date as `YYYY-MM-DD` from an answer to "when?"; `today` is the contact's own date. Days without a year ask when unsure. */
export function readDate(text: string, today: string): Reading<string> {
  const tokens = tokenise(text)
  const found =
    written(tokens, today) ?? dayOfMonth(tokens, today) ?? relative(tokens, today) ?? onWeekday(tokens, today)
  const options = [...new Set(found ?? [])]
  if (options.length === 0) return { type: 'unread', reason: 'notADate' }
  return options.length === 1 ? { type: 'value', value: options[0]! } : { type: 'ask', options }
}

type Found = readonly string[] | null

const none: readonly string[] = []
const only = (date: string | null): readonly string[] => (date === null ? none : [date])

function tokenise(text: string): readonly string[] {
  const folded = fold(text)
    .replace(/(?<=\d)[ol](?=\d)/g, (letter) => (letter === 'o' ? '0' : '1'))
    .replace(/(?<!\p{L})'|'(?!\p{L})/gu, ' ')
    .replace(/(\d)(?:st|nd|rd|th)\b(?: of\b)?/g, '$1')
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ')
  return joinWords(folded.match(/\d+|[\p{L}']+/gu) ?? [])
}

/** Number words become digits: `tujuh belas agustus` → `17 agustus`. */
function joinWords(tokens: readonly string[]): readonly string[] {
  const joined: string[] = []
  for (let at = 0; at < tokens.length; at++) {
    const parts: Part[] = []
    let end = at
    for (; end < tokens.length && !/^\d/.test(tokens[end]!); end++) {
      const found =
        monthOf(tokens[end]!) === null && weekdayOf(tokens[end]!) === null ? numberParts(tokens[end]!) : null
      if (found === null) break
      parts.push(...found)
    }
    const { values } = compose(parts)
    if (values.length === 0) joined.push(tokens[at]!)
    else {
      joined.push(...spokenYear(values).map(String))
      at = end - 1
    }
  }
  return joined
}

/** Years are said in two halves: `sembilan belas delapan puluh` is 1980. */
function spokenYear(values: readonly number[]): readonly number[] {
  const [century, rest] = values.slice(-2)
  const isYear = values.length > 1 && century === 19 && rest! >= 10 && rest! <= 99
  return isYear ? [...values.slice(0, -2), 1900 + rest!] : values
}

/** Day, month and perhaps year, in digits or with the month's name. */
function written(tokens: readonly string[], today: string): Found {
  const at = tokens.findIndex((token) => monthOf(token) !== null)
  if (at >= 0) return named(tokens, at, today)
  const spelt = tokens.filter((token) => !/^(tgl|tanggal|bulan|bln|tahun|thn|th|taun|tg)$/.test(token))
  const roman = ROMAN.indexOf(spelt[1] ?? '-')
  const plain = roman > 0 ? [spelt[0]!, String(roman), ...spelt.slice(2)] : spelt
  const from = plain.findIndex((token, at) => /^\d+$/.test(token) && /^\d+$/.test(plain[at + 1] ?? ''))
  if (from < 0) return compact(tokens, today)
  const [first, second, third] = plain.slice(from, from + 3).map(Number)
  const year = /^\d+$/.test(plain[from + 2] ?? '') ? third : undefined
  if (plain[from]!.length === 4 && year !== undefined) return only(isoDate(first!, second!, year))
  if (year === undefined) {
    const marked = tokens.some((token) => /^(tgl|tanggal|bulan|bln)$/.test(token)) || tokens.length === 2
    return marked ? withoutYear(first!, second!, today) : null
  }
  const written = isoDate(century(plain[from + 2]!, today), second!, first!)
  return second! > 12 && first! <= 12
    ? only(isoDate(century(plain[from + 2]!, today), first!, second!))
    : only(written)
}

function named(tokens: readonly string[], at: number, today: string): Found {
  const month = monthOf(tokens[at]!)!
  const around = [tokens[at - 1], tokens[at + 1], tokens[at + 2], tokens[at + 3]].map((token) =>
    token !== undefined && /^\d+$/.test(token) ? token : undefined,
  )
  const [before, after, second, third] = around
  const relativeYear = says(tokens.slice(at), 'next') ? 1 : says(tokens.slice(at), 'past') ? -1 : null
  if (before === undefined && after !== undefined && after.length <= 2 && second !== undefined) {
    return only(isoDate(century(second, today), month, Number(after)))
  }
  const day = before ?? (after !== undefined && after.length <= 2 ? after : undefined)
  if (day === undefined) return none
  const year =
    before === undefined
      ? second
      : (after ?? (/^(tahun|thn|th|taun)$/.test(tokens[at + 1] ?? '') ? second : undefined) ?? undefined)
  if (before !== undefined && before.length === 4 && after !== undefined)
    return only(isoDate(Number(before), month, Number(after)))
  if (year !== undefined) return only(isoDate(century(year, today), month, Number(day)))
  const told = tokens.find((token, on) => /^\d{4}$/.test(token) && unitOf(tokens[on - 1] ?? '') === 'year')
  if (told !== undefined) return only(isoDate(Number(told), month, Number(day)))
  if (third !== undefined && third.length === 4) return only(isoDate(Number(third), month, Number(day)))
  if (relativeYear !== null && tokens.some((token) => unitOf(token) === 'year')) {
    return only(isoDate(split(today)[0] + relativeYear, month, Number(day)))
  }
  return withoutYear(Number(day), month, today)
}

/** `17081990`, `170890`, `19900817`. */
function compact(tokens: readonly string[], today: string): Found {
  const digits = tokens.find((token) => /^(\d{6}|\d{8})$/.test(token))
  if (digits === undefined) return null
  const [first, second, rest] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)]
  const dayFirst = isoDate(century(rest, today), Number(second), Number(first))
  if (dayFirst !== null || digits.length === 6) return only(dayFirst)
  return only(isoDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6))))
}

function century(year: string, today: string): number {
  if (year.length !== 2) return Number(year)
  const short = Number(year)
  return short <= (split(today)[0] % 100) + AHEAD ? 2000 + short : 1900 + short
}

/** The nearest such day: ahead it is meant, behind it might as well be next year's. */
function withoutYear(day: number, month: number, today: string): readonly string[] {
  const [year] = split(today)
  const dates = [year - 1, year, year + 1].flatMap((year) => only(isoDate(year, month, day)))
  const next = dates.find((date) => date >= today)
  const last = dates.findLast((date) => date < today)
  if (next === undefined || last === undefined) return only(next ?? last ?? null)
  return daysBetween(today, next) <= daysBetween(last, today) ? [next] : [next, last]
}

function relative(tokens: readonly string[], today: string): Found {
  const at = tokens.findIndex((token) => unitOf(token) !== null)
  const counted = at < 0 ? null : countBefore(tokens, at)
  if (counted !== null) {
    const sign = says(tokens, 'past') ? -1 : says(tokens, 'ahead') || says(tokens, 'next') ? 1 : 0
    return sign === 0 ? none : only(moved(today, unitOf(tokens[at]!)!, counted * sign))
  }
  const joined = /^se|^sa/.test(tokens.find((token) => unitOf(token.slice(2)) !== null) ?? '')
  if (joined) {
    const unit = unitOf(tokens.find((token) => unitOf(token.slice(2)) !== null)!.slice(2))!
    const sign = says(tokens, 'past') ? -1 : says(tokens, 'ahead') ? 1 : 0
    if (sign !== 0) return only(moved(today, unit, sign))
  }
  const spoken = tokens.some((token) => weekdayOf(token) !== null && token !== 'minggu')
    ? null
    : spokenDay(tokens)
  if (spoken !== null && (at < 0 || unitOf(tokens[at]!) === 'day')) return only(addDays(today, spoken))
  if (at < 0 || !says(tokens, 'next')) return null
  return unitOf(tokens[at]!) === 'week' ? nextWeek(today) : null
}

/** `minggu depan` is next week, or next Sunday. */
function nextWeek(today: string): readonly string[] {
  return [addDays(today, 7), addDays(today, 7 - weekday(today))]
}

function countBefore(tokens: readonly string[], at: number): number | null {
  const count = tokens[at - 1]
  return count !== undefined && /^\d{1,3}$/.test(count) ? Number(count) : null
}

function moved(today: string, unit: 'day' | 'week' | 'month' | 'year', count: number): string | null {
  const date =
    unit === 'day' || unit === 'week'
      ? addDays(today, count * (unit === 'week' ? 7 : 1))
      : addMonths(today, count * (unit === 'year' ? 12 : 1))
  return isoDate(...split(date))
}

function onWeekday(tokens: readonly string[], today: string): Found {
  const at = tokens.findIndex((token) => weekdayOf(token) !== null)
  if (at < 0) return null
  const ahead = (weekdayOf(tokens[at]!)! - weekday(today) + 7) % 7
  const rest = tokens.slice(at + 1)
  if (says(rest, 'past')) return [addDays(today, ahead === 0 ? -7 : ahead - 7)]
  if (says(rest, 'next')) {
    const inNextWeek = addDays(today, 7 - ((weekday(today) + 6) % 7) + ((weekdayOf(tokens[at]!)! + 6) % 7))
    return [addDays(today, ahead === 0 ? 7 : ahead), inNextWeek]
  }
  return ahead === 0 ? [today, addDays(today, 7)] : [addDays(today, ahead)]
}

/** `tgl 25`: the next one, or next month's where that is said. */
function dayOfMonth(tokens: readonly string[], today: string): Found {
  const at = tokens.findIndex(
    (token, at) => /^(tgl|tanggal|tg)$/.test(token) && /^\d{1,2}$/.test(tokens[at + 1] ?? ''),
  )
  if (at < 0) return null
  const day = Number(tokens[at + 1])
  const [year, month, now] = split(today)
  const later = says(tokens, 'next') ? 1 : says(tokens, 'past') ? -1 : day < now ? 1 : 0
  const [inYear, inMonth] = split(addMonths(`${today.slice(0, 8)}01`, later))
  return only(later === 0 ? isoDate(year, month, day) : isoDate(inYear, inMonth, day))
}
