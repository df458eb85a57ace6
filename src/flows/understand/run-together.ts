/** Shorter words are found in others by chance. */
const SHORTEST = 3
/** A word of so many letters or more must be among them. */
const TELLING = 5
/** A word of so many letters is known by its typo, whatever ran into it. */
const LONG = 7
const MOST = 5
const AMOUNT = /^\d+(?:rb|ribu|jt|juta|k|m)?$/

/**
 * The words that were typed without spaces between them (`mauikutpelatihan`, `pinjam50jt`), the fewest that make it up;
 * null when it is not made of known ones.
 */
export function apart(typed: string, isWord: (word: string) => boolean): readonly string[] | null {
  const best: (readonly string[] | null)[] = [[]]
  for (let to = 1; to <= typed.length; to++) {
    best[to] = null
    for (let from = Math.max(0, to - 16); from < to; from++) {
      const before = best[from]
      if (!before || before.length >= MOST || before.length + 1 >= (best[to]?.length ?? MOST + 1)) continue
      const part = typed.slice(from, to)
      if (AMOUNT.test(part) || (part.length >= SHORTEST && isWord(part))) best[to] = [...before, part]
    }
  }
  const parts = best[typed.length] ?? []
  const isTelling = parts.some((part) => part.length >= TELLING && !AMOUNT.test(part))
  return parts.length > 1 && isTelling ? parts : null
}

/**
 * A word typed badly that ran into another (`izinedrnya`, `pealtihansudh`), the two of them: one of them typed well, or
 * at least a long one that is known through its typo; null when there is neither.
 */
export function parted(
  typed: string,
  isWord: (word: string) => boolean,
  isTypo: (word: string) => boolean,
): readonly string[] | null {
  for (let at = SHORTEST + 1; at <= typed.length - SHORTEST - 1; at++) {
    const [first, second] = [typed.slice(0, at), typed.slice(at)] as const
    if (isWord(first) ? isTypo(second) : isWord(second) && isTypo(first)) return [first, second]
  }
  for (let long = typed.length - SHORTEST; long >= LONG; long--) {
    if (isTypo(typed.slice(0, long))) return [typed.slice(0, long), typed.slice(long)]
    if (isTypo(typed.slice(-long))) return [typed.slice(0, -long), typed.slice(-long)]
  }
  return null
}
