import type { Text } from '../types.ts'
import { readNumber } from '../understand/numbers.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

/** An effective interest in percent a year, 0 to 100. */
export function percent(): Prompt<number> {
  return {
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const reading = readNumber(read.text.replace(/%|persen|percent/gi, ' '))
      if (reading.type !== 'value') return reading
      if (reading.value < 0) return unread('negative')
      return reading.value > 100 ? unread('tooLarge', { max: percentText(100) }) : value(reading.value)
    },
    show: percentText,
  }
}

/** `6 %`, `7,5 %`: as Indonesians write it. */
export function percentText(percent: number): Text {
  return { text: `${String(percent).replace('.', ',')} %` }
}
