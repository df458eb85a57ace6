import type { ReachoutTimelockState } from '@whiskeysockets/baileys'
import type { Restriction } from './whatsapp-options.ts'

/** What WhatsApp does not allow this number just now. */
export interface Restrictions {
  impose(reason: Restriction['reason'], until: number): void
  /** WhatsApp says that no new chats may be begun, or that they may be again. */
  heed(lock: ReachoutTimelockState): void
  active(): readonly Restriction[]
}

/** How long a lock lasts whose end is not told. */
const UNTOLD = 60_000

/** A restriction ends by itself when its time is over. */
export function createRestrictions(now: () => number = Date.now): Restrictions {
  const known = new Map<Restriction['reason'], Restriction>()
  const impose: Restrictions['impose'] = (reason, until) => {
    known.set(reason, { reason, since: known.get(reason)?.since ?? now(), until })
  }
  return {
    impose,
    heed({ isActive, timeEnforcementEnds }) {
      if (isActive) impose('newChats', timeEnforcementEnds?.getTime() ?? now() + UNTOLD)
      else known.delete('newChats')
    },
    active() {
      for (const { reason, until } of known.values()) if (until <= now()) known.delete(reason)
      return [...known.values()]
    },
  }
}
