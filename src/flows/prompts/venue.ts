import { registered } from '../financing/applicant.ts'
import { isRegion, readRegion, regionName } from '../understand/regions.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

/** Where something should be: `any`, `online`, or a regency or province by its code; the owner's own is offered. */
export function venue({ online = true }: { readonly online?: boolean } = {}): Prompt<string> {
  const fits = (answer: string): boolean =>
    answer === 'any' || (online && answer === 'online') || isRegion(answer)
  return {
    options({ facts }) {
      const { regency } = registered(facts)
      const own =
        typeof regency === 'string' ? [{ value: regency, label: { text: regionName(regency) } }] : []
      return [{ value: 'any' }, ...(online ? [{ value: 'online' }] : []), ...own]
    },
    read(input) {
      if (input.type === 'choice') return fits(input.value) ? value(input.value) : unread('needChoice')
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readRegion(read.text, { level: 'regency' })
      if (reading.type !== 'unread') return reading
      const province = readRegion(read.text, { level: 'province' })
      return province.type === 'value' ? value(province.value.slice(0, 5)) : reading
    },
    show: (answer, at) =>
      isRegion(answer) ? { text: regionName(answer) } : { key: `${at.flow}:${at.step}.${answer}` },
    stands: fits,
  }
}
