const MOST_WAIT = 5_000

export interface Groups<T> {
  /** Resolves when the group that holds the item is written. */
  add(item: T): Promise<void>
  /** Resolves when nothing is left to write. */
  flush(): Promise<void>
}

/**
 * Gathers single writes into groups, one write at a time: what comes meanwhile is the next group, so the busier it is,
 * the larger they grow. A group that cannot be written is tried again, for its items must not be lost. For `gather`
 * milliseconds more are waited for before each.
 */
export function createGroups<T>(
  write: (items: readonly T[]) => Promise<void>,
  onError: (error: unknown) => void,
  gather = 0,
): Groups<T> {
  let items: T[] = []
  let written = Promise.withResolvers<void>()
  let writing: Promise<void> | null = null

  const gathered = () =>
    new Promise((resolve) => (gather > 0 ? setTimeout(resolve, gather) : setImmediate(resolve)))

  async function drain(): Promise<void> {
    for (await gathered(); items.length > 0; await gathered()) {
      const [group, done] = [items, written]
      items = []
      written = Promise.withResolvers<void>()
      await persist(group)
      done.resolve()
    }
    writing = null
  }

  async function persist(group: readonly T[]): Promise<void> {
    for (let pause = 100; ; pause = Math.min(MOST_WAIT, pause * 2)) {
      try {
        return await write(group)
      } catch (error) {
        onError(error)
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  return {
    flush: () => writing ?? Promise.resolve(),
    add(item) {
      items.push(item)
      writing ??= drain()
      return written.promise
    },
  }
}
