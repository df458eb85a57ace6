/** Micro, small, medium; `large` is above all of them and no MSME. */
export type BusinessClass = 'micro' | 'small' | 'medium' | 'large'
export type SalesPeriod = 'day' | 'week' | 'month' | 'year'

/** PP 7/2021 art. 35(3) and 35(5), upper bounds in rupiah, the bound itself included. */
const CAPITAL = { micro: 1_000_000_000, small: 5_000_000_000, medium: 10_000_000_000 }
const SALES = { micro: 2_000_000_000, small: 15_000_000_000, medium: 50_000_000_000 }

/** How often a year takings come in: six working days a week, as small shops are open. */
export const TIMES_A_YEAR: { readonly [period in SalesPeriod]: number } = {
  day: 312,
  week: 52,
  month: 12,
  year: 1,
}

/** Whole rupiah a year from takings told by the day, week, month or year. */
export const annualised = (sales: number, period: SalesPeriod): number => sales * TIMES_A_YEAR[period]

/**
 * The class by PP 7/2021 art. 35: a running business by its annual sales (35(5)), one that is only being
 * founded by its capital without land and building (35(3)). All figures in whole rupiah.
 */
export function businessClass({
  capital,
  annualSales,
}: {
  readonly capital: number
  readonly annualSales: number
}): { readonly class: BusinessClass; readonly by: 'sales' | 'capital' } {
  return annualSales > 0
    ? { class: classWithin(annualSales, SALES), by: 'sales' }
    : { class: classWithin(capital, CAPITAL), by: 'capital' }
}

function classWithin(amount: number, bounds: typeof SALES): BusinessClass {
  if (amount <= bounds.micro) return 'micro'
  if (amount <= bounds.small) return 'small'
  return amount <= bounds.medium ? 'medium' : 'large'
}
