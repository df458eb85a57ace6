/** Longer words are told apart by their beginnings. */
const LONGEST = 48

/** Scratch rows, so that comparing thousands of words leaves nothing to collect. */
const rows = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)] as const

/**
 * How many typing slips part two words: letters left out, added, changed, or two neighbours swapped
 * (restricted Damerau-Levenshtein). Gives up with `limit + 1` once more than `limit` are certain.
 */
export function slips(a: string, b: string, limit: number): number {
  if (a === b) return 0
  const [height, width] = [Math.min(a.length, LONGEST), Math.min(b.length, LONGEST)]
  if (Math.abs(height - width) > limit) return limit + 1
  let [before, last, line]: [Uint8Array, Uint8Array, Uint8Array] = [...rows]
  for (let column = 0; column <= width; column++) last[column] = column
  for (let row = 1; row <= height; row++) {
    line[0] = row
    let least = row
    for (let column = 1; column <= width; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1)
      let cost = Math.min(last[column]! + 1, line[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
      if (isSwap(a, b, row, column)) cost = Math.min(cost, before[column - 2]! + 1)
      line[column] = cost
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    ;[before, last, line] = [last, line, before]
  }
  return Math.min(last[width]!, limit + 1)
}

function isSwap(a: string, b: string, row: number, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
    a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
  )
}
