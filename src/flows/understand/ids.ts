import type { Reading } from '../types.ts'
import { isoDate } from './calendar.ts'
import { isRegion } from './regions.ts'
import { withSpokenDigits } from './spoken-digits.ts'
import { fold } from './text.ts'

/** What a NIK says of its holder; the region is that of first issue, null where its code is no longer in use. */
export interface Nik {
  readonly nik: string
  readonly province: string
  readonly regency: string | null
  readonly birthDate: string
  readonly sex: 'male' | 'female'
}

/** What a P-IRT number says of the product and its maker (PerBPOM 22/2018). */
export interface Pirt {
  /** All 15 digits. */
  readonly number: string
  /** 1 glass … 8 double packaging. */
  readonly packaging: number
  /** `01`–`15`. */
  readonly foodGroup: string
  readonly regency: string
  readonly product: string
  readonly producer: string
  readonly expiryYear: number
}

const WOMAN = 40

/** The 16 digits of a NIK and what they say, checked as far as digits can be; women's birth days are 40 higher. */
export function readNik(text: string, today: string): Reading<Nik> {
  const nik = digitsIn(text, 16)
  if (nik.length !== 16) return { type: 'unread', reason: 'nikLength', params: difference(nik, 16) }
  const province = nik.slice(0, 2)
  if (!isRegion(province)) return { type: 'unread', reason: 'nikProvince', params: { province } }
  const day = Number(nik.slice(6, 8))
  const birthDate = bornOn(
    day > WOMAN ? day - WOMAN : day,
    Number(nik.slice(8, 10)),
    nik.slice(10, 12),
    today,
  )
  if (birthDate === null)
    return { type: 'unread', reason: 'nikBirthDate', params: { digits: nik.slice(6, 12) } }
  if (nik.endsWith('0000')) return { type: 'unread', reason: 'nikSerial' }
  const regency = `${province}.${nik.slice(2, 4)}`
  const sex = day > WOMAN ? 'female' : 'male'
  return {
    type: 'value',
    value: { nik, province, regency: isRegion(regency) ? regency : null, birthDate, sex },
  }
}

/** The 13 digits of a business number from OSS. */
export function readNib(text: string): Reading<string> {
  const nib = digitsIn(text, 13)
  return nib.length === 13
    ? { type: 'value', value: nib }
    : { type: 'unread', reason: 'nibLength', params: difference(nib, 13) }
}

/** A P-IRT number of 15 digits: packaging, food group, regency, product, producer and the last year it is good for. */
export function readPirt(text: string): Reading<Pirt> {
  const number = digitsIn(text, 15)
  const parts = /^([1-8])(0[1-9]|1[0-5])(\d\d)(\d\d)(\d\d)(\d{4})(\d\d)$/.exec(number)
  if (parts === null || !isRegion(parts[3]!)) {
    return { type: 'unread', reason: 'pirtNumber', params: difference(number, 15) }
  }
  const [, packaging, foodGroup, province, regency, product, producer, year] =
    parts as unknown as readonly string[]
  return {
    type: 'value',
    value: {
      number,
      packaging: Number(packaging),
      foodGroup: foodGroup!,
      regency: `${province}.${regency}`,
      product: product!,
      producer: producer!,
      expiryYear: 2000 + Number(year),
    },
  }
}

/** The digits of a number written in groups, with letters that look like digits; of several, the one nearest in length. */
function digitsIn(text: string, length: number): string {
  if (/^\d+$/.test(text)) return text
  const folded = fold(withSpokenDigits(text))
    .replace(/(?<=\d[\d .\-/ol|i]*)[oq](?=[\d .\-/ol|i]*(\d|$))|\bo(?=\d)/g, '0')
    .replace(/(?<=\d[\d .\-/]*)[li|](?=[\d .\-/]*(\d|$))|\b[li|](?=\d)/g, '1')
  const groups = folded.match(/\d[\d .\-/]*/g) ?? []
  const found = groups.map((group) => group.replace(/\D/g, ''))
  const off = (digits: string) => Math.abs(digits.length - length)
  return found.toSorted((a, b) => off(a) - off(b))[0] ?? ''
}

function difference(digits: string, length: number): { [name: string]: number } {
  const off = digits.length - length
  return off < 0 ? { digits: digits.length, missing: -off } : { digits: digits.length, extra: off }
}

/** A two-digit year is of this century unless that day is still ahead. */
function bornOn(day: number, month: number, year: string, today: string): string | null {
  const recent = isoDate(2000 + Number(year), month, day)
  return recent !== null && recent <= today ? recent : isoDate(1900 + Number(year), month, day)
}
