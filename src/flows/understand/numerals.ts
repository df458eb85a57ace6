/** What digits with dots and commas may mean; more than one value when the separator can be read both ways. */
export type Numeral = readonly number[]

/**
 * Reads digits as Indonesians write them: dots part thousands and a comma starts decimals, the English way also occurs.
 * `scaled` says that a unit such as *juta* follows, where one or two digits after either sign are decimals.
 */
export function readNumeral(digits: string, scaled: boolean): Numeral {
  const plain = digits.replace(/[ ']/g, '').replace(/[.,]+$/, '')
  if (/^\d+$/.test(plain)) return [Number(plain)]
  const fraction = /^(\d+)\/(\d+)$/.exec(plain)
  if (fraction) return Number(fraction[2]) === 0 ? [] : [Number(fraction[1]) / Number(fraction[2])]
  if (/^\d{1,3}(\.\d{3})+(,\d{1,2})?$/.test(plain)) return thousands(plain, '.', scaled)
  if (/^\d{1,3}(,\d{3})+(\.\d{1,2})?$/.test(plain)) return thousands(plain, ',', scaled)
  if (/^\d+[.,]\d+$/.test(plain)) return [Number(plain.replace(',', '.'))]
  return []
}

function thousands(plain: string, separator: '.' | ',', scaled: boolean): Numeral {
  const decimal = separator === '.' ? ',' : '.'
  const value = Number(plain.replaceAll(separator, '').replace(decimal, '.'))
  const once = plain.split(separator).length === 2 && !plain.includes(decimal)
  if (!scaled || !once) return [value]
  return separator === ',' ? [value / 1000, value] : [value, value / 1000]
}
