import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import type { Applicant, Product, Rule } from '../../src/flows/content.ts'
import { judge, matters } from '../../src/flows/financing/eligibility.ts'

const products = SEED.products as readonly Product[]
const product = (id: string): Product => products.find((one) => one.id === id)!

/** A crisp maker, eight years in business, whom every bank would like. */
const SRI: Applicant = {
  amount: 50_000_000,
  monthsRunning: 100,
  age: 'adult',
  legality: 'nib',
  taxNumber: true,
  record: 'clean',
  credit: 'none',
  membership: 'none',
  womensGroup: true,
}
const COOP: Applicant = { ...SRI, membership: 'cooperative' }

describe('which financing fits', () => {
  it.each<[string, Applicant, string, readonly string[]]>([
    ['kur-mikro', SRI, 'fits', []],
    ['kur-mikro', { ...SRI, amount: 10_000_000 }, 'no', ['amount']],
    ['kur-mikro', { ...SRI, amount: 10_000_001 }, 'fits', []],
    ['kur-mikro', { ...SRI, amount: 100_000_000 }, 'fits', []],
    ['kur-mikro', { ...SRI, amount: 100_000_001 }, 'no', ['amount']],
    ['kur-mikro', { ...SRI, monthsRunning: 1 }, 'no', ['running']],
    ['kur-mikro', { ...SRI, monthsRunning: 6 }, 'fits', []],
    ['kur-mikro', { ...SRI, age: 'married' }, 'fits', []],
    ['kur-mikro', { ...SRI, age: 'young' }, 'no', ['age']],
    ['kur-mikro', { ...SRI, legality: 'sku' }, 'fits', []],
    ['kur-mikro', { ...SRI, legality: 'none' }, 'no', ['legality']],
    ['kur-mikro', { ...SRI, taxNumber: false }, 'fits', []],
    ['kur-mikro', { ...SRI, amount: 60_000_000, taxNumber: false }, 'no', ['taxNumber']],
    ['kur-mikro', { ...SRI, record: 'late' }, 'no', ['record']],
    ['kur-mikro', { ...SRI, record: 'unknown' }, 'ask', ['record']],
    ['kur-mikro', { ...SRI, credit: 'consumer' }, 'fits', []],
    ['kur-mikro', { ...SRI, credit: 'kur' }, 'ask', ['credit']],
    ['kur-mikro', { ...SRI, credit: 'business' }, 'no', ['credit']],
    ['kur-super-mikro', { ...SRI, amount: 5_000_000, monthsRunning: 1, supported: true }, 'fits', []],
    ['kur-super-mikro', { ...SRI, amount: 5_000_000, monthsRunning: 1, supported: false }, 'no', ['running']],
    ['kur-super-mikro', { ...SRI, amount: 10_000_000 }, 'fits', []],
    ['kur-kecil', { ...SRI, amount: 500_000_000 }, 'fits', []],
    ['kur-kecil', { ...SRI, amount: 500_000_001 }, 'no', ['amount']],
    ['kur-khusus', COOP, 'ask', []],
    ['skema-klaster', SRI, 'no', ['membership']],
    ['skema-klaster', { ...SRI, membership: 'group' }, 'no', ['membership']],
    ['skema-klaster', COOP, 'ask', ['terms']],
    ['mekaar', { ...SRI, amount: 3_000_000 }, 'ask', ['income']],
    ['mekaar', { ...SRI, amount: 3_000_000, womensGroup: false }, 'no', ['womensGroup']],
    ['lpdb', COOP, 'no', ['membership']],
    ['lpdb', { ...SRI, membership: 'board' }, 'ask', ['amount']],
    ['ulamm', SRI, 'ask', []],
  ])('%s for %j: %s, because of %j', (id, applicant, outcome, because) => {
    const verdict = judge(product(id), applicant)
    expect(verdict.outcome).toBe(outcome)
    const wanted = outcome === 'no' ? 'failed' : 'ask'
    expect(verdict.rules.filter((one) => one.outcome === wanted).map(({ rule }) => rule.id)).toEqual(
      outcome === 'no' ? because : expect.arrayContaining([...because]),
    )
  })

  it('names a source for every rule, and a way for whatever can be mended', () => {
    for (const { rules } of products) for (const { source } of rules) expect(source).not.toBe('')
  })

  it('never refuses for what is uncertain or was not told', () => {
    for (const one of products) {
      const blank = judge(one, {})
      expect(blank.outcome).not.toBe('no')
      const uncertain: Rule[] = one.rules.map((rule) => ({ ...rule, uncertain: true }))
      expect(
        judge({ status: 'published', rules: uncertain }, { record: 'late', amount: 1 }).outcome,
      ).not.toBe('no')
    }
  })

  it('never promises what nobody has confirmed', () => {
    for (const one of products.filter(({ status }) => status === 'needs verification'))
      expect(judge(one, { ...COOP, abroad: true }).outcome).not.toBe('fits')
  })

  it('asks only what could still change a verdict', () => {
    const micro = [product('kur-mikro')]
    expect(matters('record', micro, {})).toBe(true)
    expect(matters('record', micro, { record: 'clean' })).toBe(false)
    expect(matters('record', micro, { amount: 1_000_000 })).toBe(false)
    expect(matters('womensGroup', micro, {})).toBe(false)
    expect(matters('supported', [product('kur-super-mikro')], { monthsRunning: 8 })).toBe(false)
    expect(matters('supported', [product('kur-super-mikro')], { monthsRunning: 1 })).toBe(true)
  })
})
