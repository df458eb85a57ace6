import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMonthly, UNITS } from '../../../src/flows/understand/quantity.ts'
import vocabulary from '../../../src/flows/understand/vocabulary/units.json' with { type: 'json' }

describe('how much a month', () => {
  it.each([
    ['200 kg', 200, 'kg'],
    ['200kg', 200, 'kg'],
    ['kira2 1,5 ton', 1500, 'kg'],
    ['setengah ton sebulan', 500, 'kg'],
    ['2 kwintal', 200, 'kg'],
    ['50 bungkus sehari', 1300, 'pack'],
    ['100 pcs per minggu', 433, 'piece'],
    ['1200 botol setahun', 100, 'pack'],
    ['10 kodi', 200, 'piece'],
    ['sekodi', 20, 'piece'],
    ['5 lusin', 60, 'piece'],
    ['seratus porsi', 100, 'portion'],
    ['500 liter/bulan', 500, 'litre'],
    ['10 dozen', 120, 'piece'],
  ] as const)('reads %s', (text, amount, unit) => {
    expect(readMonthly(text)).toEqual({ type: 'value', value: { amount, unit } })
  })

  it.each([
    ['200', 'noUnit'],
    ['puluhan kg', 'vague'],
    ['tidak tahu', 'notANumber'],
    ['10 gram', 'tooSmall'],
    ['900000 ton', 'tooLarge'],
    ['50 sampai 100 kg', 'range'],
  ] as const)('does not read %s', (text, reason) => {
    expect(readMonthly(text)).toMatchObject({ type: 'unread', reason })
  })

  it('reads any whole number with any word for a unit', () => {
    const words = UNITS.flatMap((unit) =>
      Object.entries<number>(vocabulary[unit]).map(([word, factor]) => ({ unit, word, factor })),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9999 }),
        fc.constantFrom(...words),
        (n, { unit, word, factor }) => {
          const amount = Math.round(n * factor)
          fc.pre(amount >= 1 && amount <= 10_000_000)
          expect(readMonthly(`${n} ${word}`)).toEqual({ type: 'value', value: { amount, unit } })
        },
      ),
      { numRuns: 500 },
    )
  })
})
