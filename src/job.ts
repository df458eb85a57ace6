import type { Logger } from 'pino'
import { keepLease } from './bot/lease.ts'
import type { Database } from './database.ts'

/** Something that is done again and again, by one process at a time. */
export interface Job {
  start(): void
  /** Begins nothing more. What is under way ends with the database. */
  stop(): void
}

interface Options {
  readonly name: string
  /** Milliseconds before the first time: not at the start itself, when everybody has something to catch up on. */
  readonly first: number
  /** Milliseconds from one time to the next. */
  readonly every: number
  /** Resolves to how much there was to do. */
  readonly work: () => Promise<number>
  readonly database: Pick<Database, 'leases' | 'holder' | 'isShared'>
  readonly logger: Logger
}

/** `first` and `every` in milliseconds. Work that throws is logged, and comes again at its next time. */
export function createJob({ name, first, every, work, database, logger }: Options): Job {
  const { leases, holder, isShared } = database
  const lease = isShared ? keepLease({ leases, name, holder }) : null
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function once(): Promise<void> {
    if (lease && !(await lease.acquire())) return
    try {
      const rows = await work()
      if (rows > 0) logger.info({ job: name, rows }, 'job done')
    } catch (error) {
      if (!stopped) logger.error({ err: error, job: name }, 'job failed')
    } finally {
      await lease?.release()
    }
  }

  function plan(wait: number): void {
    if (stopped) return
    timer = setTimeout(() => {
      void once().then(() => plan(every))
    }, wait)
    timer.unref()
  }

  return {
    start: () => plan(first),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
