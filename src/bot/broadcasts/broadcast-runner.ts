import type { BroadcastWork } from '../../db/broadcasts/broadcast-work.ts'
import type { Broadcast } from '../../db/broadcasts/broadcasts.ts'
import type { Brake } from './broadcast-brake.ts'
import type { BroadcastLane } from './broadcast-lane.ts'
import type { KeptLease } from '../lease.ts'
import type { Outcome } from '../outbox/outbox-lanes.ts'

/** Takes broadcasts from their start to their end. */
export interface BroadcastRunner {
  start(): void
  /** Looks at once, for what an admin has just changed or because there is room. */
  wake(): void
  /** Hears what became of a message. */
  settled(serial: number, outcome: Outcome): void
  stop(): Promise<void>
}

interface Dependencies {
  readonly work: BroadcastWork
  readonly lanes: readonly BroadcastLane[]
  readonly brake: Brake
  /** Of several processes one starts, freezes and ends broadcasts. */
  readonly lease: KeptLease
  /** Why nothing may be sent on a channel now, as far as it is known. */
  readonly restriction: (channel: string) => string | null
  readonly logger: {
    info(detail: object, message: string): void
    warn(detail: object, message: string): void
    error(detail: object, message: string): void
  }
  readonly now?: () => number
}

/** How often to look for what is due, and for what was changed by other processes. */
const ROUND = 1_000
/** Registrations in one slice of the freeze: turns wait for no more than that. */
const SLICE = 1_000

/** Looks again at its own pace and when it is woken. What fails is logged, and tried again by the next round. */
export function createBroadcastRunner(dependencies: Dependencies): BroadcastRunner {
  const { work, lanes, brake, lease, restriction, logger, now = Date.now } = dependencies
  let running: Promise<void> | null = null
  let freezing: Promise<void> | null = null
  let isWoken = false
  const stopping = new AbortController()
  const { signal } = stopping
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const active = await work.active(now())
    if (active.length === 0) return
    const keeps = lease.fence !== null || (await lease.acquire())
    if (keeps) for (const broadcast of active) await keep(broadcast)
    const ready: Broadcast[] = []
    for (const broadcast of active) {
      if (isReady(broadcast) && !(await isRestricted(broadcast))) ready.push(broadcast)
    }
    for (const lane of lanes) await lane.supply(ready)
    if (keeps) await finish(active.filter(({ state, frozenAt }) => state === 'running' && frozenAt !== null))
  }

  /** What one process does for all: begins what is due, freezes, and lets go of those who are not to be reached. */
  async function keep(broadcast: Broadcast): Promise<void> {
    const { serial, state, validUntil, frozenAt } = broadcast
    if (state === 'scheduled') {
      await work.begin(broadcast, now())
      isWoken = true
    } else if (state === 'cancelled') await letGo(broadcast, 'cancelled')
    else if (validUntil !== null && validUntil <= now() && frozenAt !== null) {
      while (!signal.aborted && (await work.skip(serial, 'expired')) > 0);
    } else if (frozenAt === null) freezing ??= freeze(broadcast).finally(() => (freezing = null))
  }

  async function letGo(broadcast: Broadcast, reason: string): Promise<void> {
    while (!signal.aborted && (await work.skip(broadcast.serial, reason)) > 0);
    if (!signal.aborted) await work.finish(broadcast, now())
  }

  async function freeze({ serial, id }: Broadcast): Promise<void> {
    const since = now()
    try {
      for (let outcome = 'more'; outcome === 'more' && !signal.aborted;) {
        const current = (await work.active(now())).find((one) => one.serial === serial)
        outcome = current ? await work.freeze(current, SLICE, now()) : 'stopped'
        if (outcome === 'done') logger.info({ broadcast: id, ms: now() - since }, 'the audience is frozen')
      }
      wake()
    } catch (error) {
      onError(error)
    }
  }

  /** Stops one that would go on on a channel that asks for rest. */
  async function isRestricted({ serial, channels, id }: Broadcast): Promise<boolean> {
    for (const channel of channels) {
      const reason = restriction(channel)
      if (reason === null || !(await work.waits(serial, channel))) continue
      await halt(serial, reason)
      logger.warn({ broadcast: id, reason }, 'a broadcast was paused')
      return true
    }
    return false
  }

  async function halt(serial: number, reason: string): Promise<void> {
    brake.forget(serial)
    await work.halt(serial, reason, now())
  }

  async function finish(broadcasts: readonly Broadcast[]): Promise<void> {
    for (const broadcast of broadcasts) {
      const { serial } = broadcast
      if (lanes.some((lane) => lane.underWay(serial) > 0) || (await work.waits(serial, null))) continue
      await work.finish(broadcast, now())
    }
  }

  async function run(): Promise<void> {
    while (isWoken && !signal.aborted) {
      isWoken = false
      await look().catch(onError)
    }
    running = null
  }

  function wake(): void {
    isWoken = true
    if (!signal.aborted) running ??= run()
  }

  function onError(err: unknown): void {
    logger.error({ err }, 'broadcasts could not go on now; the next round tries again')
  }

  return {
    start() {
      timer = setInterval(wake, ROUND)
      timer.unref()
      wake()
    },
    wake,
    settled(serial, outcome) {
      const reason = brake.watch(serial, outcome)
      if (reason) halt(serial, reason).catch(onError)
    },
    async stop() {
      stopping.abort()
      clearInterval(timer)
      await running
      await freezing
      for (const lane of lanes) await lane.stop()
      await lease.release()
    },
  }
}

const isReady = ({ state, frozenAt, validUntil }: Broadcast): boolean =>
  state === 'running' && frozenAt !== null && (validUntil === null || validUntil > Date.now())
