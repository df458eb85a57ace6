import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { likeliest, nearIndex } from '../../../src/flows/understand/near.ts'

const letter = fc.constantFrom(...'abcdeiklmnoprstu')
const word = (min: number) =>
  fc.array(letter, { minLength: min, maxLength: 14 }).map((letters) => letters.join(''))
const allowed = (length: number) => (length >= 8 ? 2 : length >= 4 ? 1 : 0)

/** The word with one letter left out, added or changed, or two neighbours swapped. */
const slipped = (typed: string) =>
  fc.tuple(fc.nat(typed.length - 1), letter, fc.nat(3)).map(([at, other, kind]) => {
    const [before, after] = [typed.slice(0, at), typed.slice(at + 1)]
    if (kind === 0) return before + after
    if (kind === 1) return before + other + typed.slice(at)
    if (kind === 2) return before + other + after
    const from = Math.min(at, typed.length - 2)
    return typed.slice(0, from) + typed[from + 1]! + typed[from]! + typed.slice(from + 2)
  })

describe('nearIndex', () => {
  it('finds every word through one slip, whatever else it knows', () => {
    fc.assert(
      fc.property(
        fc.array(word(5), { minLength: 1, maxLength: 30 }),
        word(6).chain((known) => fc.tuple(fc.constant(known), slipped(known))),
        (others, [known, typed]) => {
          fc.pre(typed !== known && !others.includes(typed))
          const found = nearIndex([...others, known], allowed).near(typed)
          expect(found.map(({ word }) => word)).toContain(known)
        },
      ),
    )
  })

  it('finds a long word written with other vowels and a slip besides', () => {
    const index = nearIndex(['pelatihan', 'pendaftaran', 'pembiayaan'], allowed)
    expect(index.near('palatihvn')).toEqual([{ word: 'pelatihan', slips: 2 }])
    expect(index.near('pandaftarn')).toEqual([{ word: 'pendaftaran', slips: 2 }])
    expect(index.near('palatihvn', 1)).toEqual([])
  })

  it('likes letters left out or changed places better than others, which are one of hundreds', () => {
    const index = nearIndex(['jangan', 'jangka', 'janganu'], allowed)
    const words = (typed: string) => likeliest(typed, index.near(typed)).map(({ word }) => word)
    expect(words('jangna')).toEqual(['jangan'])
    expect(words('jangga')).toEqual(['jangka'])
  })

  it('takes a word without vowels for the one with the fewest left out', () => {
    const index = nearIndex(['bantuan', 'bintaian'], allowed)
    expect(index.near('bntan')).toEqual([{ word: 'bantuan', slips: 1 }])
  })
})
