/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  /** True in one of so many cases. */
  oneIn(cases: number): boolean
  pick<T>(list: readonly T[]): T
}

/** mulberry32: small, and good enough to choose moments. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    between,
    oneIn: (cases) => between(1, cases) === 1,
    pick: (list) => list[between(0, list.length - 1)]!,
  }
}
