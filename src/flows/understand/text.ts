/** Longer messages are read up to here, in UTF-16 units: nobody's wish begins later. */
const LONGEST = 1_500

const FRACTIONS: Readonly<Record<string, string>> = { '½': ' 1/2', '¼': ' 1/4', '¾': ' 3/4' }

/** Messages whose turns are taken side by side, and what is read besides in each of them. */
const IN_HAND = 256

/** Reads a message once: in its turn the same words are read by several readers, and between these come other turns. */
export const once = <T>(read: (text: string) => T): ((text: string) => T) => remembered(read, IN_HAND)

/** Remembers what is read of texts that come again and again (labels), up to so many of them. */
export function remembered<T>(read: (text: string) => T, most = 5_000): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= most) known.clear()
    const found = read(text)
    known.set(text, found)
    return found
  }
}

/**
 * Any text in the plain letters that the readers compare: lower case, no accents, no full-width or decorated
 * letters, no invisible characters or skin tones, straight quotes and dashes, single spaces.
 */
export const fold = once((text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/[½¼¾]/g, (sign) => FRACTIONS[sign]!)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\p{Cs}\u{1F3FB}-\u{1F3FF}]/gu, '')
    .toLowerCase()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[‘’‛`´ʼ]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/\u2044/g, '/')
    .replace(/\s+/g, ' ')
    .trim(),
)

/** The words and numbers of a text, folded, without punctuation; `p.i.r.t` and `p-irt` are one word. */
export const words = once((text: string): readonly string[] => {
  const joined = fold(text)
    .replace(/\b(?:[a-z]\.){2,}[a-z]?\b/g, (letters) => letters.replaceAll('.', ''))
    .replace(/'/g, '')
  return joined.match(/[\p{L}\p{N}]+/gu) ?? []
})

/** A word without the letters that are held for effect: `iyaaa` → `iya`, `maaaaf` → `maf`. */
export function squeeze(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, '$1')
}
