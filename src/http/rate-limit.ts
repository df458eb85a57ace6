/** Lets through `burst` at once and then `perSecond`, separately for each key. Held in memory: a limit, not a ledger. */
export interface RateLimit {
  /** Seconds to wait, or 0 when this one may pass. */
  take(key: string): number
  /** As `take`, without counting this one. */
  check(key: string): number
}

interface Bucket {
  tokens: number
  at: number
}

const MOST_KEYS = 20_000

/** Full buckets are forgotten once there are many, so a flood of keys cannot fill the memory. */
export function createRateLimit(
  { burst, perSecond }: { burst: number; perSecond: number },
  now: () => number = Date.now,
): RateLimit {
  const buckets = new Map<string, Bucket>()

  function refilled(key: string): Bucket {
    const at = now()
    const bucket = buckets.get(key)
    if (!bucket) return { tokens: burst, at }
    return { tokens: Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond), at }
  }

  function wait(bucket: Bucket): number {
    return bucket.tokens >= 1 ? 0 : Math.ceil((1 - bucket.tokens) / perSecond)
  }

  function sweep(): void {
    for (const key of buckets.keys()) if (refilled(key).tokens >= burst) buckets.delete(key)
    for (const key of buckets.keys()) {
      if (buckets.size < MOST_KEYS) return
      buckets.delete(key)
    }
  }

  return {
    take(key) {
      const bucket = refilled(key)
      const seconds = wait(bucket)
      if (seconds === 0) bucket.tokens -= 1
      if (!buckets.has(key) && buckets.size >= MOST_KEYS) sweep()
      buckets.set(key, bucket)
      return seconds
    },
    check: (key) => wait(refilled(key)),
  }
}
