import type { Restriction } from './whatsapp-options.ts'

/** What WhatsApp does not allow this number just now. */
export interface Restrictions {
  impose(reason: Restriction['reason'], until: number): void
  lift(reason: Restriction['reason']): void
  active(): readonly Restriction[]
}

/** A restriction ends by itself when its time is over. */
export function createRestrictions(now: () => number = Date.now): Restrictions {
  const known = new Map<Restriction['reason'], Restriction>()
  return {
    impose(reason, until) {
      known.set(reason, { reason, since: known.get(reason)?.since ?? now(), until })
    },
    lift(reason) {
      known.delete(reason)
    },
    active() {
      for (const { reason, until } of known.values()) if (until <= now()) known.delete(reason)
      return [...known.values()]
    },
  }
}
