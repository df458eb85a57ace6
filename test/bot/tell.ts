import { createIds } from '../../src/bot/ids.ts'
import { createNoticeSender } from '../../src/bot/notice-sender.ts'
import { createNotices } from '../../src/db/notices/notices.ts'
import { createReminders } from '../../src/db/notices/reminders.ts'
import { createWaitingLists } from '../../src/db/training/waiting-list.ts'
import type { TestDatabase } from '../db/stores.ts'
import { texts } from './house.ts'

/** Tells what contacts are owed outside their turns by then; resolves to how many notices that settled. */
export function tellNotices({ store, vault }: TestDatabase, at = Date.now()): Promise<number> {
  const sender = createNoticeSender({
    notices: createNotices(store, vault),
    texts,
    newId: createIds(),
    timeZone: 'Asia/Jakarta',
    wakeOutbox: () => {},
    logger: {
      error(detail, message) {
        throw new Error(message, { cause: detail })
      },
    },
    now: () => at,
  })
  return sender.look()
}

/** What the running product does by itself every minute: queues move on, reminders come due, and all of it is told. */
export async function passTime(database: TestDatabase, at = Date.now()): Promise<number> {
  await createWaitingLists(database.store).settle(at)
  await createReminders({ store: database.store, timeZone: 'Asia/Jakarta' }).owe(at)
  return tellNotices(database, at)
}
