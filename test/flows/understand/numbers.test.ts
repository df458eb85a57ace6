import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber } from '../../../src/flows/understand/numbers.ts'
import { spoken } from './spoken.ts'

describe('readNumber', () => {
  it.each([
    ['lima belas', 15],
    ['selusin', 12],
    ['25 orang', 25],
    ['selawe', 25],
    ['rolas', 12],
    ['selikur', 21],
    ['lima baleh', 15],
    ['sapuluh', 10],
    ['twenty five', 25],
    ['1.500', 1_500],
    ['2,5', 2.5],
    ['sembilam', 9],
    ['setengah lusin', 6],
    ['dua setengah ratus', 250],
    ['kami berlima sama istri', 5],
    ['batigo', 3],
    ['kira2 5', 5],
    ['sa puluh orang', 10],
  ])('reads %s', (text, value) => {
    expect(readNumber(text)).toEqual({ type: 'value', value })
  })

  it.each([
    ['sendiri', 'notANumber'],
    ['cuma saya', 'notANumber'],
    ['bersatu', 'notANumber'],
    ['beras', 'notANumber'],
    ['-5', 'negative'],
    ['2-3 orang', 'range'],
    ['puluhan', 'vague'],
  ])('does not read %s: %s', (text, reason) => {
    expect(readNumber(text)).toMatchObject({ type: 'unread', reason })
  })

  it('reads every number back from its words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (value) => {
        expect(readNumber(spoken(value))).toEqual({ type: 'value', value })
      }),
      { numRuns: 250 },
    )
  })
})
