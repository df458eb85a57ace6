/** At most `count` in any `per` milliseconds, wherever the window is laid. */
export interface Limit {
  readonly count: number
  readonly per: number
}

/** Says how long the next one has to wait. Times come from the caller's monotonic clock. */
export interface Gate {
  /** Milliseconds until one more is allowed; 0 when it is allowed now. */
  wait(now: number): number
  /** Counts one that goes now; what it returns tells when it went instead, or that it did not (-Infinity). */
  take(now: number): (went: number) => void
}

/** A gate that keeps all its limits at once, exactly: it remembers when the last ones went, not an average. */
export function createGate(limits: readonly Limit[]): Gate {
  const windows = limits.map(({ count, per }) => ({
    per,
    went: Array.from({ length: count }, () => -Infinity),
    at: 0,
  }))
  return {
    wait: (now) => windows.reduce((most, { per, went, at }) => Math.max(most, went[at]! + per - now), 0),
    take(now) {
      const places = windows.map(({ at }) => at)
      const count = (went: number) => windows.forEach((window, n) => (window.went[places[n]!] = went))
      count(now)
      for (const window of windows) window.at = (window.at + 1) % window.went.length
      return count
    },
  }
}

/** A gate for each key (a chat). One that has been quiet for as long as its limits reach is forgotten. */
export interface Gates {
  wait(key: string, now: number): number
  take(key: string, now: number): void
  readonly size: number
}

/** Keeps the same limits for every key by itself. */
export function createGates(limits: readonly Limit[]): Gates {
  const reach = Math.max(0, ...limits.map(({ per }) => per))
  /** The longest quiet come first. */
  const gates = new Map<string, { readonly gate: Gate; readonly last: number }>()

  function forget(now: number): void {
    for (const [key, { last }] of gates) {
      if (last + reach > now) return
      gates.delete(key)
    }
  }

  return {
    wait: (key, now) => gates.get(key)?.gate.wait(now) ?? 0,
    take(key, now) {
      if (limits.length === 0) return
      const gate = gates.get(key)?.gate ?? createGate(limits)
      gate.take(now)
      gates.delete(key)
      gates.set(key, { gate, last: now })
      forget(now)
    },
    get size() {
      return gates.size
    },
  }
}
