import type { Outcome } from '../outbox/outbox-lanes.ts'

/** Watches what becomes of each broadcast's messages, and says when too many go wrong. */
export interface Brake {
  /** Why the broadcast should stop, or null. */
  watch(broadcast: number, outcome: Outcome): string | null
  /** Begins anew: somebody has looked at it. */
  forget(broadcast: number): void
}

/** Of the last so many … */
const LAST = 50
const LEAST = 20
/** … this share may fail. */
const SHARE = 0.3

/** Remembers in this process only: after a restart each broadcast begins with a clean record. */
export function createBrake(): Brake {
  /** Newest last; null for one that went well. */
  const lately = new Map<number, (string | null)[]>()
  return {
    watch(broadcast, outcome) {
      const last = lately.get(broadcast) ?? []
      lately.set(broadcast, last)
      last.push(faultOf(outcome))
      if (last.length > LAST) last.shift()
      const faults = last.filter((fault) => fault !== null)
      if (last.length < LEAST || faults.length / last.length <= SHARE) return null
      lately.delete(broadcast)
      return `${faults.length} of the last ${last.length} messages failed, the last one with: ${faults.at(-1)}`
    },
    forget: (broadcast) => void lately.delete(broadcast),
  }
}

// Somebody who blocked the bot is no sign that something is wrong with it.
const faultOf = (outcome: Outcome): string | null =>
  outcome.state === 'sent' || outcome.error === 'blocked' ? null : outcome.error
