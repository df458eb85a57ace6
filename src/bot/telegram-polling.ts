import { setTimeout as pause } from 'node:timers/promises'
import type { RawApi } from 'grammy'
import type { Update } from 'grammy/types'
import { ALLOWED_UPDATES } from './telegram-updates.ts'

/** Seconds that Telegram may keep an empty answer back. */
const TIMEOUT = 30
/** How long one slow update may keep the next from being fetched. */
const PATIENCE = 1_000

/** Fetches updates and hands them over, each batch at once and in order. */
export interface Polling {
  /** Polls until the signal; rejects with what went wrong. `alive` is called after each poll. */
  run(signal: AbortSignal, alive: () => void): Promise<void>
}

/** grammY's type of it lacks what is new in Node's; the calls here need neither. */
type GrammysSignal = Parameters<RawApi['getUpdates']>[1]

interface Work {
  done: Promise<void>
  failed: boolean
}

/**
 * Telegram hears of an update, by the next poll's offset, only after `handle` has resolved. When it rejects the update
 * is fetched again.
 */
export function createPolling(api: RawApi, handle: (update: Update) => Promise<void>): Polling {
  /** What has not taken effect yet, in Telegram's order. */
  const open = new Map<number, Work>()
  let offset = 0

  function hand(update: Update): void {
    const id = update.update_id
    if (open.has(id)) return
    const work: Work = { done: Promise.resolve(), failed: false }
    const through = () => void open.delete(id)
    work.done = handle(update).then(through, () => void (work.failed = true))
    open.set(id, work)
  }

  async function take(updates: readonly Update[], signal: AbortSignal): Promise<void> {
    for (const update of updates) hand(update)
    if (open.size > 0) await within(PATIENCE, Promise.all(Array.from(open.values(), ({ done }) => done)))
    const [first = (updates.at(-1)?.update_id ?? offset - 1) + 1] = open.keys()
    offset = first
    const failed = [...open].filter(([, work]) => work.failed)
    for (const [id] of failed) open.delete(id)
    if (failed.length > 0) await pause(PATIENCE, undefined, { signal }).catch(() => undefined)
  }

  return {
    async run(signal, alive) {
      // The first answer comes at once: it tells that polling works.
      for (let timeout = 0; !signal.aborted; timeout = TIMEOUT) {
        const ask = { offset, limit: 100, timeout, allowed_updates: ALLOWED_UPDATES }
        const updates = await api.getUpdates(ask, signal as GrammysSignal)
        alive()
        await take(updates, signal)
      }
    },
  }
}

/** Waits for the work, but not longer than this. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, enough])
  clearTimeout(timer)
}
