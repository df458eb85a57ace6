const UNITS = ['', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan']

/** A whole number in Indonesian words. */
export function spoken(value: number): string {
  if (value === 0) return 'nol'
  if (value < 10) return UNITS[value]!
  if (value === 10) return 'sepuluh'
  if (value === 11) return 'sebelas'
  if (value < 20) return `${UNITS[value - 10]} belas`
  if (value < 100) return both(`${UNITS[Math.floor(value / 10)]} puluh`, value % 10)
  if (value < 200) return both('seratus', value - 100)
  if (value < 1e3) return both(`${UNITS[Math.floor(value / 100)]} ratus`, value % 100)
  if (value < 2e3) return both('seribu', value - 1e3)
  if (value < 1e6) return both(`${spoken(Math.floor(value / 1e3))} ribu`, value % 1e3)
  if (value < 1e9) return both(`${spoken(Math.floor(value / 1e6))} juta`, value % 1e6)
  return both(`${spoken(Math.floor(value / 1e9))} miliar`, value % 1e9)
}

const both = (head: string, rest: number): string => (rest === 0 ? head : `${head} ${spoken(rest)}`)
