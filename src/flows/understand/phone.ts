import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { Reading } from '../types.ts'
import { withSpokenDigits } from './spoken-digits.ts'
import { fold } from './text.ts'

/** An Indonesian telephone number as E.164 (`+62812…`), mobile or fixed, from whatever stands around it. */
export function readPhone(text: string): Reading<string> {
  const found = candidates(text)
    .map((candidate) => parsePhoneNumberFromString(candidate, 'ID'))
    .filter((number) => number?.isValid())
  const own = found.find((number) => number!.countryCallingCode === '62')
  if (own) return { type: 'value', value: own.number }
  return { type: 'unread', reason: found.length > 0 ? 'phoneElsewhere' : 'notAPhone' }
}

function candidates(text: string): readonly string[] {
  const folded = fold(withSpokenDigits(text))
    .replace(/(?<=[\d+][\d .\-()]*)o(?=[\d .\-()o]*(\d|$))|\bo(?=[\d]|o\d)/g, '0')
    .replace(/(?<=\d)[li|](?=\d)/g, '1')
  return (folded.match(/\+?[\d(][\d .\-()/]{5,}/g) ?? []).map((written) => {
    const digits = written.replace(/\D/g, '')
    if (/^(?:00)?620?8/.test(digits)) return `+62${digits.replace(/^(?:00)?620?/, '')}`
    if (written.startsWith('+')) return `+${digits.replace(/^620/, '62')}`
    return digits
  })
}
