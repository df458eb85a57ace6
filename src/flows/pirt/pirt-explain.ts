import { groupText } from './pirt-groups.ts'
import { isExpired, pirtReminders } from './pirt-expiry.ts'
import { dateText } from '../prompts/date.ts'
import { pirtText } from '../prompts/pirt.ts'
import type { Facts, Text } from '../types.ts'
import { readPirt } from '../understand/ids.ts'
import { isRegion, regionName } from '../understand/regions.ts'

/** A certificate is good for five years: no number can end later than that. */
const YEARS = 5

/** What each group of digits says of the product and its maker. */
export function explained(number: string, facts: Facts, today: string): readonly Text[] {
  const reading = readPirt(number)
  if (reading.type !== 'value') return []
  const { packaging, foodGroup, regency, product, producer, expiryYear } = reading.value
  const place = isRegion(regency) ? regionName(regency) : regionName(regency.slice(0, 2))
  return [
    { key: 'pirtNumber:read', params: { number: pirtText(number) } },
    { key: 'pirtNumber:digits.packaging', params: { what: { key: `pirtNumber:packaging.${packaging}` } } },
    { key: 'pirtNumber:digits.group', params: { code: foodGroup, group: groupText(foodGroup, facts) } },
    { key: 'pirtNumber:digits.regency', params: { place } },
    { key: 'pirtNumber:digits.product', params: { n: Number(product) } },
    { key: 'pirtNumber:digits.producer', params: { n: Number(producer) } },
    { key: 'pirtNumber:digits.expiry', params: { year: String(expiryYear) } },
    ...(expiryYear > Number(today.slice(0, 4)) + YEARS ? [{ key: 'pirtNumber:tooLate' }] : []),
  ]
}

/** How long a number is still good for, and when its owner is reminded. */
export function expiryLines(expiry: string, today: string): readonly Text[] {
  const ahead = pirtReminders(expiry).filter(({ on }) => on > today)
  return [
    { key: `pirtNumber:expired.${isExpired(expiry, today)}`, params: { expiry: expiryText(expiry) } },
    ...(ahead.length > 0
      ? [{ key: 'pirtNumber:renewBy', params: { days: ahead.map(({ on }) => bullet(on)) } }]
      : []),
  ]
}

const bullet = (on: string): Text => ({ key: 'content:bullet', params: { title: dateText(on) } })

/** The day, or "some time in that year". */
export const expiryText = (expiry: string): Text =>
  expiry.length > 4 ? dateText(expiry) : { key: 'pirtNumber:inYear', params: { year: expiry } }
