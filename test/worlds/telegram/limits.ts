import { ApiError } from './errors.ts'
import type { Chat } from './state.ts'
import type { RateLimits } from './types.ts'

/** Roughly Telegram's own; they are not published. */
const TELEGRAM: RateLimits = { perChat: 1, chatBurst: 5, global: 30, group: 20 }

/** Token buckets for sending: answers 429 with the seconds to wait when one is empty. */
export class Limits {
  readonly #rates: RateLimits
  readonly #buckets = new Map<string, { level: number; at: number }>()

  constructor(limits: RateLimits | 'telegram' = {}) {
    this.#rates = limits === 'telegram' ? TELEGRAM : limits
  }

  check({ info }: Chat): void {
    const { global, perChat, chatBurst = 1, group } = this.#rates
    const wait = Math.max(
      global ? this.#take('all', global, global) : 0,
      info.type === 'private' && perChat ? this.#take(`chat ${info.id}`, perChat, chatBurst) : 0,
      info.type !== 'private' && group ? this.#take(`group ${info.id}`, group / 60, group) : 0,
    )
    if (wait) throw new ApiError(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait })
  }

  #take(key: string, rate: number, burst: number): number {
    const now = Date.now()
    const bucket = this.#buckets.get(key) ?? { level: burst, at: now }
    bucket.level = Math.min(burst, bucket.level + ((now - bucket.at) / 1000) * rate)
    bucket.at = now
    this.#buckets.set(key, bucket)
    if (bucket.level < 1) return Math.max(1, Math.ceil((1 - bucket.level) / rate))
    bucket.level -= 1
    return 0
  }
}
