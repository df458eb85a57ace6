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
