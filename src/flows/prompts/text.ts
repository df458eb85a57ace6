import { type Prompt, unread, value, words } from './prompt.ts'

/** Any words, `min` to `max` characters once trimmed and folded to single spaces. */
export function text({ min, max }: { readonly min: number; readonly max: number }): Prompt<string> {
  return {
    free: true,
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const answer = read.text.replace(/\s+/gu, ' ')
      const length = [...answer].length
      if (length < min || !/\p{L}/u.test(answer)) return unread('tooShort', { min })
      if (length > max) return unread('tooLong', { max, length })
      return value(answer)
    },
    show: (answer) => ({ text: answer }),
  }
}
