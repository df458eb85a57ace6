import { readPirt } from '../understand/ids.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

/** A P-IRT number, kept as its 15 digits. */
export function pirtNumber(): Prompt<string> {
  return {
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readPirt(read.text)
      if (reading.type === 'value') return value(reading.value.number)
      return reading.type === 'unread' ? reading : unread('pirtNumber')
    },
    show: (number) => ({ text: pirtText(number) }),
  }
}

/** As it is printed: `P-IRT 2153510010001-31`. */
export const pirtText = (number: string): string => `P-IRT ${number.slice(0, 13)}-${number.slice(13)}`
