/** How long before the end of a P-IRT number its owner is reminded, in months. */
const MONTHS_BEFORE = [12, 6, 3, 1] as const

interface PirtReminder {
  readonly monthsBefore: number
  /** `YYYY-MM-DD` */
  readonly on: string
}

/**
 * When to remind of the end of a number, first to last. Of most numbers only the year is known: then the reminders
 * count from its first day, for too early is harmless and too late is not.
 */
export function pirtReminders(expiry: string): readonly PirtReminder[] {
  const day = firstDay(expiry)
  return MONTHS_BEFORE.map((monthsBefore) => ({ monthsBefore, on: monthsFrom(day, -monthsBefore) }))
}

/** `perhaps`: it ends this year, on a day that is not known. */
export function isExpired(expiry: string, today: string): 'yes' | 'no' | 'perhaps' {
  if (expiry.length > 4) return expiry < today ? 'yes' : 'no'
  const year = today.slice(0, 4)
  if (expiry === year) return 'perhaps'
  return expiry < year ? 'yes' : 'no'
}

/** The first day on which it may have ended. */
const firstDay = (expiry: string): string => (expiry.length === 4 ? `${expiry}-01-01` : expiry)

/** The same day so many months later; the last of a month that is too short for it. */
export function monthsFrom(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}
