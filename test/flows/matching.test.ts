import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bestMatch,
  match,
  REASON_KINDS,
  type Supplier,
  type Wanted,
} from '../../src/flows/partnership/matching.ts'
import { CERTIFICATES } from '../../src/flows/partnership/partners.ts'
import { SECTORS } from '../../src/flows/sectors.ts'

const WORDS = ['keripik', 'singkong', 'kopi', 'bubuk', 'batik', 'tulis', 'udang', 'vaname', 'mebel', 'bambu']
const product = fc.subarray(WORDS, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
const region = fc.constantFrom('35.10', '35.09', '33.74', '11.01')
const certificates = fc.subarray(Object.keys(CERTIFICATES))
const unit = fc.constantFrom('kg' as const, 'piece' as const)

const wanted: fc.Arbitrary<Wanted> = fc.record({
  product,
  sector: fc.constantFrom(...SECTORS),
  volume: fc.integer({ min: 1, max: 100_000 }),
  unit,
  period: fc.constantFrom('day', 'week', 'month', 'year'),
  certificates,
  region: fc.option(fc.oneof(region, fc.constantFrom('35', '33'))),
})
const supplier: fc.Arbitrary<Supplier> = fc.record({
  products: fc.array(product, { minLength: 1, maxLength: 3 }),
  sector: fc.option(fc.constantFrom(...SECTORS)),
  regency: fc.option(region),
  capacity: fc.option(fc.record({ amount: fc.integer({ min: 1, max: 1_000_000 }), unit })),
  certificates,
})
const NEED: Wanted = {
  product: 'keripik singkong',
  sector: 'foodProducts',
  volume: 300,
  unit: 'kg',
  period: 'month',
  certificates: ['pirt', 'halal'],
  region: '35.10',
}
const OWNER: Supplier = {
  products: ['Kripik singkong pedas'],
  sector: 'foodProducts',
  regency: '35.10',
  capacity: { amount: 500, unit: 'kg' },
  certificates: ['pirt', 'halal'],
}

describe('how well a need and an owner go together', () => {
  it('is all there can be where everything is met, and says so of each thing', () => {
    const { score, reasons } = match(NEED, OWNER)
    expect(score).toBe(100)
    expect(reasons.map(({ kind, outcome }) => [kind, outcome])).toEqual(
      REASON_KINDS.map((kind) => [kind, 'met']),
    )
  })

  it('names what is missing', () => {
    const { reasons } = match(NEED, {
      ...OWNER,
      certificates: ['pirt'],
      capacity: { amount: 100, unit: 'kg' },
    })
    expect(reasons).toContainEqual({ kind: 'certificates', outcome: 'partly', what: ['halal'] })
    expect(reasons).toContainEqual({ kind: 'capacity', outcome: 'partly' })
  })

  it('counts what is needed a day by the month', () => {
    const daily = { ...NEED, period: 'day' as const, volume: 20 }
    const outcome = (amount: number) =>
      match(daily, { ...OWNER, capacity: { amount, unit: 'kg' } }).reasons.find(
        ({ kind }) => kind === 'capacity',
      )
    expect([outcome(520)?.outcome, outcome(519)?.outcome, outcome(100)?.outcome]).toEqual([
      'met',
      'partly',
      'missing',
    ])
  })

  it('is nothing where neither product nor sector is the same, wherever that is', () => {
    expect(match(NEED, { ...OWNER, products: ['batik tulis'], sector: 'fashion' }).score).toBe(0)
    expect(
      match({ ...NEED, sector: 'other' }, { ...OWNER, products: ['batik'], sector: 'other' }).score,
    ).toBe(0)
  })

  it('lies between 0 and 100, with one reason for each thing compared', () => {
    fc.assert(
      fc.property(wanted, supplier, (need, owner) => {
        const { score, reasons } = match(need, owner)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(100)
        expect(reasons.map(({ kind }) => kind)).toEqual(REASON_KINDS)
      }),
    )
  })

  it('never falls with one more certificate, more capacity, one more product, or a nearer place', () => {
    fc.assert(
      fc.property(
        wanted,
        supplier,
        certificates,
        product,
        fc.nat(100_000),
        (need, owner, more, another, extra) => {
          const { score } = match(need, owner)
          const better: readonly Supplier[] = [
            { ...owner, certificates: [...new Set([...owner.certificates, ...more])] },
            {
              ...owner,
              capacity: owner.capacity && { ...owner.capacity, amount: owner.capacity.amount + extra },
            },
            { ...owner, products: [...owner.products, another] },
            need.region?.length === 5 ? { ...owner, regency: need.region } : owner,
          ]
          for (const one of better) expect(match(need, one).score).toBeGreaterThanOrEqual(score)
        },
      ),
    )
  })

  it('does not depend on case, or on the order of words and certificates', () => {
    fc.assert(
      fc.property(wanted, supplier, (need, owner) => {
        const turned = {
          ...owner,
          products: owner.products
            .map((one) => one.toUpperCase().split(' ').toReversed().join('  '))
            .toReversed(),
          certificates: owner.certificates.toReversed(),
        }
        const wanting = { ...need, certificates: need.certificates.toReversed() }
        expect(match(wanting, turned).score).toBe(match(need, owner).score)
      }),
    )
  })

  it('is that of the best of several products', () => {
    fc.assert(
      fc.property(wanted, fc.array(supplier, { minLength: 1, maxLength: 4 }), (need, owners) => {
        const scores = owners.map((owner) => match(need, owner).score)
        expect(bestMatch(need, owners).score).toBe(Math.max(...scores))
      }),
    )
  })
})
