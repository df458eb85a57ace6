import { createIds } from '../../src/bot/ids.ts'
import { createNoticeSender } from '../../src/bot/notice-sender.ts'
import { createNotices } from '../../src/db/notices.ts'
import type { TestDatabase } from '../db/stores.ts'
import { texts } from './house.ts'

/** Tells what contacts are owed outside their turns, as the running product does by itself; resolves to how many. */
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
