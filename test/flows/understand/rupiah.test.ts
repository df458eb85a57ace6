import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPeriod, readRupiah } from '../../../src/flows/understand/rupiah.ts'
import { samples } from './samples.ts'
import { spoken } from './spoken.ts'

describe('readRupiah', () => {
  it.each(samples('rupiah'))('reads %s as %s', (text, expected) => {
    const reading = readRupiah(text)
    expect(reading.type === 'value' ? String(reading.value) : '-').toBe(expected)
  })

  it.each([
    ['2jt500', 2_500_000],
    ['2 juta lima ratus', 2_500_000],
    ['IDR 5,000,000', 5_000_000],
    ['sejuta', 1_000_000],
    ['goceng', 5_000],
    ['ceban', 10_000],
    ['±10jt', 10_000_000],
    ['10jt-an', 10_000_000],
    ['kira2 3 juta an sebulan kak', 3_000_000],
    ['500rb per hari', 500_000],
    ['modal 15 juta buat 3 bulan', 15_000_000],
    ['5oorb', 500_000],
    ['1½ juta', 1_500_000],
    ['rongatus ewu', 200_000],
    ['opat ratus rebu', 400_000],
    ['limaratus ribu', 500_000],
    ['1 M 200 jt', 1_200_000_000],
    ['2 juta lebih 500 ribu', 2_500_000],
    ['sa juta lima ratus', 1_500_000],
    ['lema ratos ebu', 500_000],
  ])('reads %s', (text, value) => {
    expect(readRupiah(text)).toEqual({ type: 'value', value })
  })

  it.each([
    ['5-10jt', 'range'],
    ['dua tiga juta', 'range'],
    ['kalau rame 500rb kalau sepi 200rb', 'range'],
    ['lebih dari 5jt', 'range'],
    ['-100', 'negative'],
    ['minus 2 juta', 'negative'],
    ['belasan juta', 'vague'],
    ['jutaan', 'vague'],
    ['ga nentu', 'notANumber'],
    ['$100', 'unreadable'],
    ['900 triliun', 'tooLarge'],
  ])('does not read %s: %s', (text, reason) => {
    expect(readRupiah(text)).toMatchObject({ type: 'unread', reason })
  })

  it('asks for the unit of a small number, and how to read a doubtful point', () => {
    expect(readRupiah('500')).toEqual({ type: 'ask', options: [500_000, 500_000_000] })
    expect(readRupiah('1.250 juta')).toEqual({ type: 'ask', options: [1_250_000_000, 1_250_000] })
  })

  it('reads the one before a size joined to it, apart from it or in full', () => {
    const size = fc.constantFrom(
      'juta',
      'jt',
      'ribu',
      'rebu',
      'ratus ribu',
      'puluh juta',
      'miliar',
      'ratuih ribu',
    )
    fc.assert(
      fc.property(size, fc.constantFrom('se', 'sa', 'sak'), (size, one) => {
        expect(readRupiah(`${one} ${size}`)).toEqual(readRupiah(`satu ${size}`))
      }),
    )
  })

  it('reads any amount back from any of its spellings', () => {
    const amount = fc.integer({ min: 1, max: 9_999_999 }).map((thousands) => thousands * 1_000)
    fc.assert(
      fc.property(amount, (value) => {
        for (const text of spellings(value))
          expect([text, readRupiah(text)]).toEqual([text, { type: 'value', value }])
      }),
      { numRuns: 120 },
    )
  })
})

describe('readPeriod', () => {
  it.each([
    ['2jt sebulan', 'month'],
    ['500rb per hari', 'day'],
    ['3jt/bln', 'month'],
    ['setahun 100 juta', 'year'],
    ['sedina 50rb', 'day'],
    ['sewulan 1jt', 'month'],
    ['sabulan', 'month'],
    ['perminggu', 'week'],
    ['2 million a month', 'month'],
    ['harian', 'day'],
    ['5jt', null],
    ['2jt sebulan, 24jt setahun', null],
  ])('finds in %s: %s', (text, period) => {
    expect(readPeriod(text)).toBe(period)
  })
})

function spellings(value: number): readonly string[] {
  const dotted = String(value).replace(/\B(?=(\d{3})+$)/g, '.')
  const digits = [
    `${value}`,
    dotted,
    `Rp${dotted}`,
    `Rp ${dotted},-`,
    `rp. ${dotted},00`,
    `IDR ${dotted.replaceAll('.', ',')}`,
  ]
  const thousands = value < 1e6 ? [`${value / 1000}rb`, `${value / 1000} ribu`, `${value / 1000}k`] : []
  const millions =
    value >= 1e6 && value % 1e5 === 0
      ? [`${value / 1e6}jt`, `${String(value / 1e6).replace('.', ',')} juta`]
      : []
  const mixed =
    value > 1e6 && value % 1e6 >= 1e3 && value < 1e9
      ? [`${Math.floor(value / 1e6)}jt ${(value % 1e6) / 1e3}rb`]
      : []
  const plain = value >= 1_000 ? digits : []
  return [...plain, ...thousands, ...millions, ...mixed, spoken(value), `${spoken(value)} rupiah`]
}
