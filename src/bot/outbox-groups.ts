const MOST_WAIT = 5_000

export interface Groups<T> {
  /** Resolves when the group that holds the item is written. */
  add(item: T): Promise<void>
  /** Writes what is gathered; resolves when nothing is left. */
  flush(): Promise<void>
}

export interface GroupOptions {
  /** Milliseconds that an item waits for company. */
  readonly wait: number
  /** Beyond this many nobody waits. */
  readonly full: number
  /** The write failed; the group is written again, for its items must not be lost. */
  readonly onError: (error: unknown) => void
}

/** Gathers single writes into groups, one write at a time: the busier it is, the larger they grow. */
export function createGroups<T>(
  write: (items: readonly T[]) => Promise<void>,
  { wait, full, onError }: GroupOptions,
): Groups<T> {
  let items: T[] = []
  let written = Promise.withResolvers<void>()
  let writing: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  async function drain(): Promise<void> {
    while (items.length > 0) {
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

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (items.length > 0) writing ??= drain()
    return writing ?? Promise.resolve()
  }

  return {
    flush,
    add(item) {
      items.push(item)
      const { promise } = written
      if (items.length >= full) void flush()
      else timer ??= setTimeout(flush, wait)
      return promise
    },
  }
}
