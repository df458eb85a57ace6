import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIELDS } from '../../src/http/api/query/query-fields.ts'
import { parseQuery, QueryError } from '../../src/http/api/query/query-language.ts'

const DAY = 86_400_000
const midnight = (day: string) => Date.parse(`${day}T00:00:00+07:00`)

describe('the query language', () => {
  it('reads filters, words and phrases', () => {
    const text =
      'sector:kopi,rice regency:35.10 kelas:mikro sales>500jt created>2026-01-01 -status:ditolak nib:ya sri "warung sri"'
    expect(parseQuery(text)).toEqual({
      conditions: [
        { type: 'in', field: 'sector', values: ['coffee', 'rice'] },
        { type: 'in', field: 'regency', values: ['35.10'] },
        { type: 'in', field: 'class', values: ['micro'] },
        { type: 'range', field: 'annualSales', from: 500_000_001 },
        { type: 'range', field: 'createdAt', from: midnight('2026-01-01') + DAY },
        { type: 'in', field: 'status', values: ['rejected'], not: true },
        { type: 'hasNib', value: true },
      ],
      terms: [
        { type: 'word', words: ['sri'] },
        { type: 'phrase', words: ['warung', 'sri'] },
      ],
    })
  })

  it.each([
    ['workers>=5', { from: 5 }],
    ['workers<5', { to: 5 }],
    ['workers<=5', { to: 6 }],
    ['workers:5', { from: 5, to: 6 }],
    ['workers=5', { from: 5, to: 6 }],
  ])('compares: %s', (text, range) => {
    expect(parseQuery(text).conditions).toEqual([{ type: 'range', field: 'workers', ...range }])
  })

  it.each([
    ['colour:red', 0],
    ['sector:coffee  colour:red', 15],
    ['sector:coffee,gold', 14],
    ['regency:3510', 8],
    ['sales>1.5', 6],
    ['created:2026-02-30', 8],
    ['sector>coffee', 6],
    ['-sales>5', 7],
    ['  "open', 2],
    ['a', 0],
    ['...', 0],
    ['owner:siti', 0],
    ['-siti', 0],
    ['9>5', 0],
    [Array(21).fill('ab').join(' '), 60],
  ])('points at what is wrong in %j', (text, position) => {
    let error: unknown
    try {
      parseQuery(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(QueryError)
    expect((error as QueryError).position).toBe(position)
  })

  it('either reads any text or points into it', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom(
          ...Object.keys(FIELDS),
          ':',
          '>',
          '>=',
          '"',
          ' ',
          '-',
          ',',
          '35.10',
          '2026-01-01',
          'coffee',
        ),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        try {
          parseQuery(text)
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError)
          expect((error as QueryError).position).toBeGreaterThanOrEqual(0)
          expect((error as QueryError).position).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 5000 },
    )
  })

  it('reads the same however it is spaced', () => {
    const part = fc.constantFrom(
      'sector:coffee',
      'sales>5',
      '-status:rejected',
      '"warung sri"',
      'kopi',
      'nib:no',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom(' ', '  ', '\t ', '\n'), (parts, gap) => {
        expect(parseQuery(` ${parts.join(gap)} `)).toEqual(parseQuery(parts.join(' ')))
      }),
    )
  })
})
