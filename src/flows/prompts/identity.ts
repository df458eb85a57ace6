import type { Reading } from '../types.ts'
import { readNib, readNik } from '../understand/ids.ts'
import { readPhone } from '../understand/phone.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

/** UU 35/2014 art. 1(1): a child is anyone under 18. */
export const OF_AGE = 18

/**
 * A NIK, checked by its own digits; the fact `nikHolder` says whether somebody else registered with it.
 * A minor's NIK is accepted here, for the flow to end kindly.
 */
export function nik(): Prompt<string> {
  return {
    needs(input, at) {
      if (input.type !== 'text') return []
      const reading = readNik(input.text, at.today)
      return reading.type === 'value' ? [{ fact: 'nikHolder', argument: reading.value.nik }] : []
    },
    read(input, at) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readNik(read.text, at.today)
      if (reading.type !== 'value') return counted(reading as Reading<string>)
      return at.facts['nikHolder'] === 'other' ? unread('nikTaken') : value(reading.value.nik)
    },
    show: (nik) => ({ text: maskNik(nik) }),
    stands: (_, at) => at.facts['nikHolder'] !== 'other',
  }
}

/** `3510••••••••0003`: enough to recognise one's own, too little to use. */
export const maskNik = (nik: string): string => `${nik.slice(0, 4)}••••••••${nik.slice(-4)}`

/** Whether the owner of a NIK is a child on that day. */
export function isMinor(nik: string, today: string): boolean {
  const reading = readNik(nik, today)
  if (reading.type !== 'value') return false
  const { birthDate } = reading.value
  const comesOfAge = `${Number(birthDate.slice(0, 4)) + OF_AGE}${birthDate.slice(4)}`
  return comesOfAge > today
}

/** A business number from OSS, 13 digits. */
export function nib(): Prompt<string> {
  return {
    read(input) {
      const read = words(input)
      return 'unread' in read ? read.unread : counted(readNib(read.text))
    },
    show: (nib) => ({ text: nib }),
  }
}

/** How many digits are missing is worth saying only where there are some. */
function counted(reading: Reading<string>): Reading<string> {
  return reading.type === 'unread' && reading.params?.['digits'] === 0 ? unread('notANumber') : reading
}

/** A phone number, E.164. With `own`, only one that the platform vouches for. */
export function phone({ own = false }: { readonly own?: boolean } = {}): Prompt<string> {
  return {
    request: 'phone',
    read(input) {
      if (input.type === 'phone') {
        return own && !input.own ? unread('needOwnPhone') : readPhone(input.phone)
      }
      const read = words(input)
      if ('unread' in read) return read.unread
      return own ? unread('needOwnPhone') : readPhone(read.text)
    },
    show: (phone) => ({ text: `${phone.slice(0, 6)}••••${phone.slice(-3)}` }),
  }
}
