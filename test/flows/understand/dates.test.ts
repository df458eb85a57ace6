import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDate } from '../../../src/flows/understand/dates.ts'
import { samples } from './samples.ts'

const today = '2026-11-22'
const MONTHS = [
  'januari',
  'pebruari',
  'mrt',
  'april',
  'mei',
  'juni',
  'jul',
  'agt',
  'sept',
  'okt',
  'nopember',
  'des',
]

describe('readDate', () => {
  it.each(samples('dates'))('reads %s as %s', (text, expected) => {
    const reading = readDate(text, today)
    expect(reading.type === 'value' ? reading.value : '-').toBe(expected)
  })

  it.each([
    ['5 desember', '2026-12-05'],
    ['tgl 25', '2026-11-25'],
    ['tanggal 5 bulan depan', '2026-12-05'],
    ['dua minggu lagi', '2026-12-06'],
    ['jumat lalu', '2026-11-20'],
    ['pageto', '2026-11-24'],
    ['bsk lusa', '2026-11-24'],
    ['lahir tahun 1980 tgl 4 mei', '1980-05-04'],
    ['wingi', '2026-11-21'],
    ['sesuk', '2026-11-23'],
    ['bisuak', '2026-11-23'],
    ['kapatang', '2026-11-21'],
    ['tujuh belas agustus seribu sembilan ratus sembilan puluh', '1990-08-17'],
    ['17 agustsu 1990', '1990-08-17'],
    ['17-VIII-1990', '1990-08-17'],
    ['170890', '1990-08-17'],
    ['17 Pebruari 45', '1945-02-17'],
    ['12/12/26', '2026-12-12'],
    ['25 desember tahun depan', '2027-12-25'],
    ['Malang, 12 mei 1985', '1985-05-12'],
    ['sebulan lagi', '2026-12-22'],
  ])('reads %s', (text, value) => {
    expect(readDate(text, today)).toEqual({ type: 'value', value })
  })

  it.each([
    ['17th of august 1990', '1990-08-17'],
    ['dua puluh mei sembilan belas delapan puluh', '1980-05-20'],
  ])('reads %s', (text, value) => {
    expect(readDate(text, today)).toEqual({ type: 'value', value })
  })

  it('asks for the year of a day that has passed', () => {
    expect(readDate('17 agustus', today)).toEqual({ type: 'ask', options: ['2027-08-17', '2026-08-17'] })
  })

  it.each(['agustus', '2026', 'bulan depan', '30 feb 2024', '29/2/2023', '32-1-1990'])(
    'does not read %s',
    (text) => {
      expect(readDate(text, today)).toEqual({ type: 'unread', reason: 'notADate' })
    },
  )

  it('reads every day back from its spellings', () => {
    const day = fc.date({ min: new Date('1930-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const value = date.toISOString().slice(0, 10)
        const [year, month, dayOfMonth] = value.split('-').map(Number) as [number, number, number]
        const named = `${dayOfMonth} ${MONTHS[month - 1]} ${year}`
        const texts = [
          value,
          `${dayOfMonth}/${month}/${year}`,
          `${dayOfMonth}-${month}-${year}`,
          named,
          `tgl ${named}`,
        ]
        for (const text of texts)
          expect([text, readDate(text, today)]).toEqual([text, { type: 'value', value }])
      }),
      { numRuns: 200 },
    )
  })
})
