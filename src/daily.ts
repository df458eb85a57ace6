import type { Logger } from 'pino'
import { keepLease } from './bot/lease.ts'
import type { Database } from './database.ts'

/** Something that is done once a day, by one process at a time. */
export interface Daily {
  start(): void
  /** Begins nothing more. What is under way ends with the database. */
  stop(): void
}

interface Options {
  readonly name: string
  /** Resolves to how much there was to do. */
  readonly work: () => Promise<number>
  readonly database: Pick<Database, 'leases' | 'holder' | 'isShared'>
  readonly logger: Logger
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Not at the start itself, when everybody has something to catch up on. */
const FIRST = 10 * MINUTE

export function createDaily({ name, work, database, logger }: Options): Daily {
  const { leases, holder, isShared } = database
  const lease = isShared ? keepLease({ leases, name, holder }) : null
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function once(): Promise<void> {
    if (lease && !(await lease.acquire())) return
    try {
      logger.info({ job: name, rows: await work() }, 'daily job done')
    } catch (error) {
      if (!stopped) logger.error({ err: error, job: name }, 'daily job failed')
    } finally {
      await lease?.release()
    }
  }

  function plan(wait: number): void {
    timer = setTimeout(() => {
      void once()
      plan(DAY)
    }, wait)
    timer.unref()
  }

  return {
    start: () => plan(FIRST),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
