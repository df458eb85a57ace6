/** A loan paid back in equal instalments. */
export interface Loan {
  /** Whole rupiah. */
  readonly principal: number
  /** Percent a year, effective. */
  readonly ratePerYear: number
  readonly months: number
}

/** What a month's instalment is made of, in whole rupiah. */
export interface Instalment {
  readonly interest: number
  readonly principal: number
  /** What is still owed after it. */
  readonly balance: number
}

/**
 * The equal monthly instalment in whole rupiah: `A = P·i / (1 − (1 + i)^−n)` with `i` the effective yearly rate over
 * twelve. Permenko Perekonomian 1/2023 gives KUR's rate as effective a year, "or the equivalent annuity".
 */
export function annuity(loan: Loan): number {
  return Math.round(exactAnnuity(loan))
}

function exactAnnuity({ principal, ratePerYear, months }: Loan): number {
  const i = ratePerYear / 1200
  return i === 0 ? principal / months : (principal * i) / -Math.expm1(-months * Math.log1p(i))
}

/** Every month's interest and principal; the principal parts add up to the loan, the last one takes the roundings. */
export function schedule(loan: Loan): readonly Instalment[] {
  const due = exactAnnuity(loan)
  const i = loan.ratePerYear / 1200
  const rows: Instalment[] = []
  let owed = loan.principal
  for (let month = 1; month <= loan.months; month++) {
    const interest = Math.round(owed * i)
    const principal = month === loan.months ? owed : Math.min(owed, Math.round(due - owed * i))
    owed -= principal
    rows.push({ interest, principal, balance: owed })
  }
  return rows
}

/** All the interest of a loan. */
export const totalInterest = (loan: Loan): number =>
  schedule(loan).reduce((sum, { interest }) => sum + interest, 0)

/**
 * The same rate reckoned flat, always on the whole loan: `P/n + P·r/12`. Advertisements often show this one; it is
 * dearer.
 */
export function flat({ principal, ratePerYear, months }: Loan): {
  readonly instalment: number
  readonly interest: number
} {
  const interest = (principal * ratePerYear * months) / 1200
  return { instalment: Math.round((principal + interest) / months), interest: Math.round(interest) }
}

/** The effective yearly rate in percent, to one decimal, that a flat rate amounts to: found by halving. */
export function effectiveOfFlat({ ratePerYear, months }: Omit<Loan, 'principal'>): number {
  const principal = 1e9
  const due = principal / months + (principal * ratePerYear) / 1200
  let [low, high] = [0, ratePerYear * 3 + 1]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (exactAnnuity({ principal, ratePerYear: middle, months }) < due) low = middle
    else high = middle
  }
  return Math.round(low * 10) / 10
}
