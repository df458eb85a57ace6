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
  state: 'open' | 'done' | 'failed'
  ended: Promise<void>
}

/**
 * Telegram hears of an update, by the next poll's offset, only after `handle` has resolved for it and for all before it.
 * One that `handle` rejects is handed over again.
 */
export function createPolling(api: RawApi, handle: (update: Update) => Promise<void>): Polling {
  /** What Telegram still holds, in its order: it comes with every poll. */
  const handed = new Map<number, Work>()
  let offset = 0

  function hand(update: Update): void {
    const id = update.update_id
    const known = handed.get(id)
    if (known && known.state !== 'failed') return
    const work: Work = { state: 'open', ended: Promise.resolve() }
    const end = (state: Work['state']) => () => void (work.state = state)
    work.ended = handle(update).then(end('done'), end('failed'))
    handed.set(id, work)
  }

  /** Moves the offset up to the first update that has not taken effect. */
  function confirm(): void {
    for (const [id, { state }] of handed) {
      if (state !== 'done') return
      handed.delete(id)
      offset = id + 1
    }
  }

  async function take(updates: readonly Update[], signal: AbortSignal): Promise<void> {
    for (const update of updates) hand(update)
    const works = [...handed.values()]
    if (works.length > 0) await within(PATIENCE, Promise.all(works.map(({ ended }) => ended)))
    confirm()
    const hasFailed = works.some(({ state }) => state === 'failed')
    if (hasFailed) await pause(PATIENCE, undefined, { signal }).catch(() => undefined)
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
