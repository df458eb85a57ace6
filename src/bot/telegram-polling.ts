import type { RawApi } from 'grammy'
import type { Update } from 'grammy/types'
import { ALLOWED_UPDATES } from './telegram-updates.ts'

/** Seconds that Telegram may keep an empty answer back. */
const TIMEOUT = 30
/** Updates in an answer, at most. */
const MOST = 100
/** When more are waiting, the next are fetched while so many are in hand: they come once more, which costs less than idling. */
const FEW = MOST / 2
/** How long slow updates may keep the next from being fetched. */
const PATIENCE = 1_000

/** Fetches updates and hands them over, each batch at once and in order. */
export interface Polling {
  /** Polls until the signal; rejects with what went wrong. `alive` is called after each poll. */
  run(signal: AbortSignal, alive: () => void): Promise<void>
}

/** grammY's type of it lacks what is new in Node's; the calls here need neither. */
type GrammysSignal = Parameters<RawApi['getUpdates']>[1]

const idle = () => {}

type State = 'open' | 'done' | 'failed'

/**
 * Telegram hears of an update, by the next poll's offset, only after `handle` has resolved for it and for all before it.
 * One that `handle` rejects is handed over again.
 */
export function createPolling(api: RawApi, handle: (update: Update) => Promise<void>): Polling {
  /** What Telegram still holds, in its order: it comes with every poll. */
  const handed = new Map<number, State>()
  let offset = 0
  /** Called whenever something is confirmed, and at the end. */
  let onChange: () => void = idle

  function hand(update: Update): void {
    const id = update.update_id
    const known = handed.get(id)
    if (known && known !== 'failed') return
    const end = (state: State) => () => {
      handed.set(id, state)
      confirm()
    }
    handed.set(id, 'open')
    handle(update).then(end('done'), end('failed'))
  }

  /** Moves the offset up to the first update that has not taken effect. */
  function confirm(): void {
    for (const [id, state] of handed) {
      if (state !== 'done') break
      handed.delete(id)
      offset = id + 1
    }
    onChange()
  }

  /** Resolves when at most so many are in hand, but not later than patience allows. */
  async function fewer(few: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, PATIENCE)
    onChange = () => (handed.size <= few || signal.aborted) && resolve()
    onChange()
    await promise
    clearTimeout(timer)
  }

  const stop = () => onChange()

  return {
    async run(signal, alive) {
      signal.addEventListener('abort', stop)
      try {
        // The first answer comes at once: it tells that polling works.
        for (let timeout = 0; !signal.aborted; timeout = TIMEOUT) {
          const asked = offset
          const ask = { offset, limit: MOST, timeout, allowed_updates: ALLOWED_UPDATES }
          const updates = await api.getUpdates(ask, signal as GrammysSignal)
          alive()
          const isThrough = (id: number) => id >= asked && id < offset
          for (const update of updates) if (!isThrough(update.update_id)) hand(update)
          await fewer(updates.length < MOST ? 0 : FEW, signal)
        }
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
