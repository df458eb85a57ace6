import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPick } from '../../../src/flows/understand/picks.ts'

describe('readPick', () => {
  it.each([
    ['2', [1]],
    ['no 3', [2]],
    ['no.2 min', [1]],
    ['yang kedua', [1]],
    ['terakhir', [4]],
    ['semua', [0, 1, 2, 3, 4]],
    ['b', [1]],
    ['opsi 2', [1]],
    ['1 dan 3', [0, 2]],
    ['1 n 3', [0, 2]],
    ['1-3', [0, 1, 2]],
    ['kecuali 2', [0, 2, 3, 4]],
    ['kaping pindho', [1]],
    ['nu katilu', [2]],
    ['the first one', [0]],
    ['the second one', [1]],
    ['2️⃣', [1]],
    ['nan kaduo', [1]],
    ['kaping tilu', [2]],
    ['semua kecuali katigo', [0, 1, 3, 4]],
  ])('reads %s', (text, value) => {
    expect(readPick(text, 5)).toEqual({ type: 'value', value })
  })

  it.each(['9', '0', '2 juta', 'terserah', 'kopi', ''])('does not take "%s" for a pick', (text) => {
    expect(readPick(text, 5)).toEqual({ type: 'unread', reason: 'needChoice' })
  })

  it('asks which of two', () => {
    expect(readPick('1 atau 2', 5)).toEqual({ type: 'ask', options: [[0], [1]] })
  })

  it('reads the ordinal of every number word as the number', () => {
    const word = fc.constantFrom(
      'dua',
      'duo',
      'tiga',
      'tigo',
      'telu',
      'opat',
      'papat',
      'ampat',
      'lima',
      'limo',
    )
    fc.assert(
      fc.property(word, fc.constantFrom('ke', 'ka', 'kaping ', 'ke '), (word, head) => {
        expect(readPick(head + word, 5)).toEqual(readPick(word, 5))
      }),
    )
  })

  it('never picks what is not listed', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 12 }), (text, count) => {
        const reading = readPick(text, count)
        if (reading.type === 'value') expect(reading.value.every((at) => at >= 0 && at < count)).toBe(true)
      }),
    )
  })
})
