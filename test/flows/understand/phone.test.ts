import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPhone } from '../../../src/flows/understand/phone.ts'

/** As voice typing writes them. */
const DIGITS = 'nol satu dua tiga empat lima enam tujuh delapan sembilan'.split(' ')

describe('readPhone', () => {
  it.each([
    '08123456789',
    '+62 812-345-6789',
    '812 3456 789',
    '62812 3456 789',
    '+62 0812 3456 789',
    'wa.me/628123456789',
    'https://wa.me/628123456789',
    'O812-3456-789',
    '(0812) 345 6789 (WA)',
    'nomor saya 0812.3456.789 ya',
    '０８１２３４５６７８９',
    'nomor saya nol delapan satu dua tiga empat lima enam tujuh delapan sembilan pak',
    'kosong delapan satu dua tiga empat lima enam tujuh delapan sembilan',
  ])('reads %s', (text) => {
    expect(readPhone(text)).toEqual({ type: 'value', value: '+628123456789' })
  })

  it('reads every number back from its digits said one by one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^08(?:1[1-9]|5[2-9]|7[789])\d{7,8}$/), (number) => {
        const said = [...number].map((digit) => DIGITS[Number(digit)]).join(' ')
        expect(readPhone(said)).toEqual(readPhone(number))
      }),
    )
  })

  it('reads fixed lines, refuses foreign and broken numbers', () => {
    expect(readPhone('0333-421234')).toEqual({ type: 'value', value: '+62333421234' })
    expect(readPhone('+60 12-345 6789')).toEqual({ type: 'unread', reason: 'phoneElsewhere' })
    expect(readPhone('12345')).toEqual({ type: 'unread', reason: 'notAPhone' })
    expect(readPhone('ga punya')).toEqual({ type: 'unread', reason: 'notAPhone' })
  })
})
