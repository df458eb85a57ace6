import type { OwnersWorld } from '../worlds/owners.ts'

/** Counts what happens, and tells when enough of it has. */
export interface Counter {
  readonly count: number
  add(): void
  /** Resolves in the very tick in which so many more have been counted. */
  after(more: number): { readonly reached: Promise<void>; forget(): void }
}

export function counter(): Counter {
  const waiting = new Set<{ readonly at: number; readonly resolve: () => void }>()
  let count = 0
  return {
    get count() {
      return count
    },
    add() {
      count += 1
      for (const waiter of waiting) {
        if (waiter.at > count) continue
        waiting.delete(waiter)
        waiter.resolve()
      }
    },
    after(more) {
      const { promise: reached, resolve } = Promise.withResolvers<void>()
      const waiter = { at: count + more, resolve }
      waiting.add(waiter)
      return { reached, forget: () => void waiting.delete(waiter) }
    },
  }
}

/** The same world, with every message that an owner reads counted. */
export function countingReplies(world: OwnersWorld, replies: Counter): OwnersWorld {
  return {
    ...world,
    async next(index, timeoutMs) {
      const seen = await world.next(index, timeoutMs)
      replies.add()
      return seen
    },
  }
}
