import { assert, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  annuity,
  effectiveOfFlat,
  flat,
  type Loan,
  schedule,
  totalInterest,
} from '../../src/flows/financing/instalments.ts'

const MILLION = 1_000_000

/** The domain notes' table, computed there by the annuity formula: amount in millions, then 12 to 60 months. */
const AT_6 = [
  [5, 430_332, 221_603, 152_110, 117_425, 96_664],
  [10, 860_664, 443_206, 304_219, 234_850, 193_328],
  [25, 2_151_661, 1_108_015, 760_548, 587_126, 483_320],
  [50, 4_303_321, 2_216_031, 1_521_097, 1_174_251, 966_640],
  [100, 8_606_643, 4_432_061, 3_042_194, 2_348_503, 1_933_280],
  [500, 43_033_215, 22_160_305, 15_210_969, 11_742_515, 9_666_401],
] as const
const AT_3 = [
  [5, 423_468, 214_906, 145_406],
  [10, 846_937, 429_812, 290_812],
] as const

const table = [
  ...AT_6.flatMap(([millions, ...due]) =>
    due.map((instalment, at) => [millions, 6, (at + 1) * 12, instalment] as const),
  ),
  ...AT_3.flatMap(([millions, ...due]) =>
    due.map((instalment, at) => [millions, 3, (at + 1) * 12, instalment] as const),
  ),
]

const loans = record({
  principal: integer({ min: 100_000, max: 10_000 * MILLION }),
  ratePerYear: integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10),
  months: integer({ min: 1, max: 120 }),
})
const everyLoan = (holds: (loan: Loan) => void) => assert(property(loans, holds))

describe('instalments', () => {
  it.each(table)(
    '%i million at %i %% over %i months is Rp%i a month',
    (millions, ratePerYear, months, due) => {
      expect(annuity({ principal: millions * MILLION, ratePerYear, months })).toBe(due)
    },
  )

  it('knows the flat reckoning that newspapers print, and what it really amounts to', () => {
    expect(flat({ principal: 50 * MILLION, ratePerYear: 6, months: 36 })).toEqual({
      instalment: 1_638_889,
      interest: 9 * MILLION,
    })
    expect(effectiveOfFlat({ ratePerYear: 6, months: 36 })).toBe(11.1)
  })

  it('pays back exactly the loan', () => {
    everyLoan((loan) => {
      const rows = schedule(loan)
      expect(rows).toHaveLength(loan.months)
      expect(rows.reduce((sum, { principal }) => sum + principal, 0)).toBe(loan.principal)
      expect(rows.at(-1)!.balance).toBe(0)
    })
  })

  it('owes less every month, and never pays back less than nothing', () => {
    everyLoan((loan) => {
      const rows = schedule(loan)
      for (const [at, { interest, principal, balance }] of rows.entries()) {
        expect(principal).toBeGreaterThanOrEqual(0)
        expect(balance).toBeLessThanOrEqual(rows[at - 1]?.balance ?? loan.principal)
        expect(interest).toBeLessThanOrEqual(rows[at - 1]?.interest ?? Infinity)
      }
    })
  })

  it('costs more for more money, a higher rate or, in interest, a longer time', () => {
    everyLoan((loan) => {
      expect(annuity({ ...loan, principal: loan.principal + MILLION })).toBeGreaterThan(annuity(loan))
      expect(annuity({ ...loan, ratePerYear: loan.ratePerYear + 1 })).toBeGreaterThanOrEqual(annuity(loan))
      const longer = totalInterest({ ...loan, months: loan.months + 12 })
      expect(longer).toBeGreaterThanOrEqual(totalInterest(loan) - loan.months)
    })
  })

  it('is dearer flat', () => {
    everyLoan((loan) => {
      expect(flat(loan).instalment).toBeGreaterThanOrEqual(annuity(loan) - 1)
      expect(effectiveOfFlat(loan)).toBeGreaterThanOrEqual(loan.ratePerYear - 0.1)
    })
  })

  it('is the loan by its months without interest', () => {
    expect(annuity({ principal: 12 * MILLION, ratePerYear: 0, months: 12 })).toBe(MILLION)
    expect(totalInterest({ principal: 12 * MILLION, ratePerYear: 0, months: 12 })).toBe(0)
  })
})
