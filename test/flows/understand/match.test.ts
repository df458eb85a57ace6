import { describe, expect, it } from 'vitest'
import { matchLabel } from '../../../src/flows/understand/match.ts'

const labels = [
  { value: 'food', words: ['Makanan & minuman', 'Panganan lan omben-omben', 'Food and drink', 'kuliner'] },
  { value: 'fashion', words: ['Fesyen muslim', 'fashion', 'baju'] },
  { value: 'crafts', words: ['Kerajinan tangan', 'handicraft'] },
  { value: 'furniture', words: ['Furnitur & dekorasi rumah', 'mebel'] },
]

describe('matchLabel', () => {
  it.each([
    ['makanan', 'food'],
    ['MINUMAN kak', 'food'],
    ['mkanan', 'food'],
    ['panganan', 'food'],
    ['fesyen', 'fashion'],
    ['kerajinn', 'crafts'],
    ['dekorasi rumah', 'furniture'],
    ['mebel', 'furniture'],
    ['furn', 'furniture'],
  ])('takes %s for %s', (text, value) => {
    expect(matchLabel(text, labels)).toEqual({ type: 'value', value })
  })

  it('asks between labels that are equally near', () => {
    const near = [
      { value: 'a', words: ['Kopi bubuk'] },
      { value: 'b', words: ['Kopi biji'] },
    ]
    expect(matchLabel('kopi', near)).toEqual({ type: 'ask', options: ['a', 'b'] })
  })

  it.each(['xyz', '', 'bukan makanan'])('finds none for "%s"', (text) => {
    expect(matchLabel(text, labels)).toEqual({ type: 'unread', reason: 'needChoice' })
  })
})

describe('words that say no', () => {
  const consent = [
    { value: 'agree', words: ['Setuju', 'boleh'] },
    { value: 'decline', words: ['Tidak setuju', 'tidak'] },
  ]

  it.each(['gak setuju', 'ga setuju deh', 'ga', 'mboten setuju'])(
    'are one as good as another: %s',
    (text) => {
      expect(matchLabel(text, consent)).toEqual({ type: 'value', value: 'decline' })
    },
  )

  it('are taken for no choice that says nothing of the kind', () => {
    expect(matchLabel('ga mebel', labels)).toEqual({ type: 'unread', reason: 'needChoice' })
    const tried = { value: 'tried', words: ['Pernah mencoba', 'pernah sekali'] }
    expect(
      matchLabel('belum pernah sama sekali', [tried, { value: 'never', words: ['Belum pernah'] }]),
    ).toEqual({ type: 'value', value: 'never' })
  })

  it('alone are taken only for a choice that begins with no', () => {
    const ages = [
      { value: 'adult', words: ['21 tahun ke atas'] },
      { value: 'young', words: ['Di bawah 21, belum menikah'] },
    ]
    expect(matchLabel('gak', ages).type).toBe('unread')
    expect(matchLabel('belum', [...ages, { value: 'none', words: ['Belum punya'] }])).toEqual({
      type: 'value',
      value: 'none',
    })
  })

  it('leave a number its short form', () => {
    expect(matchLabel('no 2 mebel', labels)).toEqual({ type: 'value', value: 'furniture' })
  })
})

it('matchLabel wants most of what was said to be in the label', () => {
  expect(matchLabel('hapus data saya', [{ value: 'sapa', words: ['SAPA UMKM: data tunggal UMKM'] }])).toEqual(
    {
      type: 'unread',
      reason: 'needChoice',
    },
  )
})

it('matchLabel takes a sentence at a menu for a line that most of it names, and at a question for the one it names', () => {
  const search = [{ value: 'browse', words: ['Cari kebutuhan perusahaan', 'cari'] }]
  expect(matchLabel('ada cari keripik', search)).toEqual({ type: 'value', value: 'browse' })
  expect(matchLabel('ada cari keripik', search, 'menu').type).toBe('unread')
  expect(matchLabel('cari perusahaan', search, 'menu')).toEqual({ type: 'value', value: 'browse' })
})
