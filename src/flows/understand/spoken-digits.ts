import { numberParts } from './number-words.ts'
import { fold } from './text.ts'

/** Fewer digits in words are no number that is said digit by digit. */
const FEWEST = 5

/** A text in which the digits that were said one by one (`nol delapan satu dua …`), as voice typing writes them, are digits. */
export function withSpokenDigits(text: string): string {
  const tokens = fold(text)
    .split(/[ ,]+/)
    .map((word) => ({ word, digit: digitOf(word) }))
  if (tokens.filter(({ digit }) => digit !== null).length < FEWEST) return text
  return tokens
    .map(({ word, digit }, at) => {
      const follows = digit !== null && tokens[at - 1] !== undefined && isDigits(tokens[at - 1]!)
      return `${follows ? '' : ' '}${digit ?? word}`
    })
    .join('')
    .trim()
}

const isDigits = ({ word, digit }: { readonly word: string; readonly digit: string | null }): boolean =>
  digit !== null || /^\d+$/.test(word)

function digitOf(word: string): string | null {
  const [part, ...more] = (/^\p{L}+$/u.test(word) ? numberParts(word) : null) ?? []
  return part?.type === 'value' && part.value < 10 && more.length === 0 ? String(part.value) : null
}
