import { describe, expect, it } from 'vitest'
import { readNib, readNik, readPirt } from '../../../src/flows/understand/ids.ts'

const today = '2026-11-22'

describe('readNik', () => {
  it('tells region, birth date and sex', () => {
    expect(readNik('3510014508900003', today)).toEqual({
      type: 'value',
      value: {
        nik: '3510014508900003',
        province: '35',
        regency: '35.10',
        birthDate: '1990-08-05',
        sex: 'female',
      },
    })
  })

  it.each(['3510 0105 0890 0003', 'NIK: 3510-0105-0890-0003 ya', '351OO1O5O89OOOO3', '35l0010508900003'])(
    'finds the digits of %s',
    (text) => {
      expect(readNik(text, today)).toMatchObject({
        type: 'value',
        value: { nik: '3510010508900003', birthDate: '1990-08-05', sex: 'male' },
      })
    },
  )

  it('reads digits that were said one by one', () => {
    const said = 'tiga lima satu nol nol satu nol lima nol delapan sembilan nol nol nol nol tiga'
    expect(readNik(said, today)).toMatchObject({ type: 'value', value: { nik: '3510010508900003' } })
  })

  it.each([
    ['351001050890003', 'nikLength', { digits: 15, missing: 1 }],
    ['35100105089000031', 'nikLength', { digits: 17, extra: 1 }],
    ['3510013113900003', 'nikBirthDate', { digits: '311390' }],
    ['3510017102900003', 'nikBirthDate', { digits: '710290' }],
    ['9999010508900003', 'nikProvince', { province: '99' }],
    ['lupa', 'nikLength', { digits: 0, missing: 16 }],
  ])('says what is wrong with %s: %s', (text, reason, params) => {
    expect(readNik(text, today)).toEqual({ type: 'unread', reason, params })
  })

  it('refuses serial 0000 and keeps a regency that is no longer in use', () => {
    expect(readNik('3510010508900000', today)).toEqual({ type: 'unread', reason: 'nikSerial' })
    expect(readNik('9112010508900003', today)).toMatchObject({
      type: 'value',
      value: { province: '91', regency: null },
    })
  })
})

describe('other numbers', () => {
  it('reads a NIB', () => {
    expect(readNib('NIB 9120 0012 3456 7')).toEqual({ type: 'value', value: '9120001234567' })
    expect(readNib('91200012')).toEqual({
      type: 'unread',
      reason: 'nibLength',
      params: { digits: 8, missing: 5 },
    })
  })

  it.each(['2063510010012-24', 'P-IRT No. 2063510010012-24', 'P-IRT 2 06 3510 01 0012-24'])(
    'reads %s',
    (text) => {
      expect(readPirt(text)).toEqual({
        type: 'value',
        value: {
          number: '206351001001224',
          packaging: 2,
          foodGroup: '06',
          regency: '35.10',
          product: '01',
          producer: '0012',
          expiryYear: 2024,
        },
      })
    },
  )

  it.each(['9063510010012-24', '2163510010012-24', '2069910010012-24', '20635100100'])(
    'refuses %s',
    (text) => {
      expect(readPirt(text)).toMatchObject({ type: 'unread', reason: 'pirtNumber' })
    },
  )
})
