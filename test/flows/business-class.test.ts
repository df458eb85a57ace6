import { describe, expect, it } from 'vitest'
import { annualised, businessClass } from '../../src/flows/registration/business-class.ts'

const MILLIARD = 1_000_000_000

describe('the class of a business by PP 7/2021 article 35', () => {
  it.each([
    [1, 'micro'],
    [2 * MILLIARD, 'micro'],
    [2 * MILLIARD + 1, 'small'],
    [15 * MILLIARD, 'small'],
    [15 * MILLIARD + 1, 'medium'],
    [50 * MILLIARD, 'medium'],
    [50 * MILLIARD + 1, 'large'],
  ])('by yearly sales of %d is %s, a bound belonging to the class below', (annualSales, size) => {
    expect(businessClass({ capital: 900 * MILLIARD, annualSales })).toEqual({ class: size, by: 'sales' })
  })

  it.each([
    [0, 'micro'],
    [MILLIARD, 'micro'],
    [MILLIARD + 1, 'small'],
    [5 * MILLIARD, 'small'],
    [5 * MILLIARD + 1, 'medium'],
    [10 * MILLIARD, 'medium'],
    [10 * MILLIARD + 1, 'large'],
  ])('before the first sale goes by capital: %d is %s', (capital, size) => {
    expect(businessClass({ capital, annualSales: 0 })).toEqual({ class: size, by: 'capital' })
  })
})

describe('sales for a whole year', () => {
  it.each([
    ['day', 156_000_000],
    ['week', 26_000_000],
    ['month', 6_000_000],
    ['year', 500_000],
  ] as const)('from Rp500.000 a %s are Rp%d', (period, amount) => {
    expect(annualised(500_000, period)).toBe(amount)
  })
})
