import type { Attempt } from './state.ts'
import type { Safety } from './types.ts'

/** How the bot behaved as a sender. */
export function safetyOf(attempts: readonly Attempt[]): Safety {
  const real = attempts.filter(({ nacked, again, user }) => !nacked && !again && user)
  return {
    messages: real.length,
    people: new Set(real.map(({ user }) => user)).size,
    peakPerSecond: peak(real, 1000),
    peakPerMinute: peak(real, 60_000),
    toStrangers: real.filter(({ cold }) => cold).length,
    resends: attempts.filter(({ again }) => again).length,
  }
}

/** The most within any stretch of this many milliseconds. */
function peak(attempts: readonly Attempt[], ms: number): number {
  let start = 0
  return attempts.reduce((best, { at }, index) => {
    while (at - (attempts[start]?.at ?? at) > ms) start += 1
    return Math.max(best, index - start + 1)
  }, 0)
}
