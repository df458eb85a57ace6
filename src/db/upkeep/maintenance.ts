import { FORGET_ENDED } from '../broadcasts/broadcast-forgetting.ts'
import { createEvents } from '../turns/events.ts'
import { keepPromises } from './retention.ts'
import type { Store } from '../store/store.ts'
import { createSweep } from './sweep.ts'
import { UPLOAD_LIFE } from '../pirt/uploads.ts'

const DAY = 86_400_000

/** How long things are kept, in days. */
export interface Retention {
  /** Ids of messages seen: no platform delivers one again after so long. */
  readonly inbox: number
  /** Runs left alone. */
  readonly runs: number
  /** Texts of messages sent, for platforms that ask for them again. */
  readonly bodies: number
  /** Texts of the web chat, whose outbox is the mailbox. */
  readonly webBodies: number
  /** What webhooks were told. */
  readonly webhooks: number
  /** That a message was sent, and when; and who the recipients of a broadcast were, from its end. */
  readonly outbox: number
  /** How far exports came; that they were made stays in the audit log. */
  readonly exports: number
  /** That something was told unasked: longer than it could come due again. */
  readonly notices: number
}

const RETENTION: Retention = {
  inbox: 14,
  runs: 30,
  bodies: 7,
  webBodies: 30,
  webhooks: 30,
  outbox: 90,
  exports: 90,
  notices: 400,
}

const OUTBOX = `
delete from outbox where id in (
  select id from outbox where id < ?1 and state not in ('pending', 'sending') order by id limit ?2)`

const NOTICES = `
delete from notices where once in (select once from notices where settled_at < ?1 order by settled_at limit ?2)`

const WEBHOOKS = `
delete from webhook_deliveries where seq in (
  select seq from webhook_deliveries where at < ?1 and state <> 'pending' order by at limit ?2)`

/**
 * Deletes or forgets what is past its time, page by page between the writes of turns, and resolves to the rows deleted or
 * cleared. For one process at a time, once a day.
 */
export async function prune(store: Store, now: number, retention: Retention = RETENTION): Promise<number> {
  const before = (days: number) => now - days * DAY
  const sweep = createSweep(store)
  await createEvents(store).gather()
  return (
    (await sweep.run('delete from link_codes where expires_at < ?1', now)) +
    (await sweep.run('delete from sign_ins where expires_at < ?1', now)) +
    (await sweep.run('delete from once_codes where expires_at < ?1', now)) +
    (await sweep.run('delete from password_attempts where at < ?1', now - DAY)) +
    (await sweep.run('delete from exports where seen_at < ?1', before(retention.exports))) +
    (await sweep.run('delete from uploads where created_at < ?1', now - UPLOAD_LIFE)) +
    (await sweep.inbox(before(retention.inbox))) +
    (await sweep.untilDone(WEBHOOKS, before(retention.webhooks))) +
    (await sweep.untilDone(OUTBOX, idAt(before(retention.outbox)))) +
    (await sweep.untilDone(FORGET_ENDED, before(retention.outbox))) +
    (await sweep.bodies(idAt(before(retention.bodies)), false)) +
    (await sweep.bodies(idAt(before(retention.webBodies)), true)) +
    (await sweep.runs(before(retention.runs))) +
    (await sweep.untilDone(NOTICES, before(retention.notices))) +
    (await keepPromises(store, now))
  )
}

/** Ids of the outbox begin with their time: twelve hex digits of milliseconds. */
function idAt(time: number): string {
  return Math.max(0, time).toString(16).padStart(12, '0').toUpperCase()
}
