import type { Logger } from 'pino'
import type { NoticeSender } from './bot/notice-sender.ts'
import type { Config } from './config.ts'
import type { Database } from './database.ts'
import { createWebhookSender } from './http/webhook-sender.ts'
import { createJob, type Job } from './job.ts'

const MINUTE = 60_000

interface Ground {
  readonly config: Config
  readonly database: Database
  readonly noticeSender: NoticeSender
  readonly logger: Logger
}

/** Builds what is done by the clock: cleaning, queues of clusters, webhooks, and telling who is owed news by now. */
export function buildJobs({ config, database, noticeSender, logger }: Ground): readonly Job[] {
  const webhooks = createWebhookSender({ queue: database.webhookQueue, loopback: config.webhookLoopback })
  const timed = { database, logger }
  return [
    createJob({
      ...timed,
      name: 'cleaning',
      first: 10 * MINUTE,
      every: 24 * 60 * MINUTE,
      work: database.prune,
    }),
    createJob({
      ...timed,
      name: 'clusters',
      first: MINUTE / 2,
      every: MINUTE / 2,
      async work() {
        const moved = await database.clusterQueues.settle(Date.now())
        if (moved > 0) noticeSender.wake()
        return moved
      },
    }),
    createJob({ ...timed, name: 'webhooks', first: 5000, every: 5000, work: webhooks.work }),
    createJob({
      ...timed,
      name: 'notices',
      first: MINUTE / 2,
      every: MINUTE,
      async work() {
        await database.waitingLists.settle(Date.now())
        await database.reminders.owe(Date.now())
        await database.announcer.owe(Date.now())
        return noticeSender.look()
      },
    }),
  ]
}
