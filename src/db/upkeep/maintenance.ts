import { FORGET_ENDED } from '../broadcasts/broadcast-forgetting.ts'
import { createEvents } from '../turns/events.ts'
import { keepPromises } from './retention.ts'
import type { Argument, Store } from '../store/store.ts'
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

/** Rows a statement looks at: each holds up the turns that wait for a few milliseconds at most. */
const PAGE = 500
/** Pages without anything to clear, after which what is older was cleared before. */
const CLEAR_PAGES = 20

const INBOX = `
delete from inbox where received_at < ?4 and state = 'done' and (channel, external_id) in (
  select channel, external_id from inbox where (channel, external_id) > (?1, ?2) order by channel, external_id limit ?3)`

const INBOX_PAGE = `
select channel, external_id from inbox where (channel, external_id) > (?1, ?2)
order by channel, external_id limit 1 offset ?3`

const OUTBOX = `
delete from outbox where id in (
  select id from outbox where id < ?1 and state not in ('pending', 'sending') order by id limit ?2)`

const NOTICES = `
delete from notices where once in (select once from notices where settled_at < ?1 order by settled_at limit ?2)`

const BODIES = `
update outbox set body_sealed = null
where id in (select id from outbox where id < ?1 order by id desc limit ?2)
  and body_sealed is not null and (channel = 'web') = ?3 and state not in ('pending', 'sending')`

const WEBHOOKS = `
delete from webhook_deliveries where seq in (
  select seq from webhook_deliveries where at < ?1 and state <> 'pending' order by at limit ?2)`

const RUNS = `
delete from runs where updated_at < ?3 and rowid in (select rowid from runs where rowid > ?1 order by rowid limit ?2)`

/**
 * Deletes or forgets what is past its time, page by page between the writes of turns, and resolves to the rows deleted or
 * cleared. For one process at a time, once a day.
 */
export async function prune(store: Store, now: number, retention: Retention = RETENTION): Promise<number> {
  const before = (days: number) => now - days * DAY
  const run = async (sql: string, ...args: Argument[]) => {
    const [result] = await store.write([{ sql, args }], { idempotent: true })
    return result!.changes
  }
  const untilDone = async (sql: string, ...args: Argument[]) => {
    let gone = 0
    for (let page = PAGE; page === PAGE; gone += page) page = await run(sql, ...args, PAGE)
    return gone
  }

  await createEvents(store).gather()
  return (
    (await run('delete from link_codes where expires_at < ?1', now)) +
    (await run('delete from sign_ins where expires_at < ?1', now)) +
    (await run('delete from once_codes where expires_at < ?1', now)) +
    (await run('delete from password_attempts where at < ?1', now - DAY)) +
    (await run('delete from exports where seen_at < ?1', before(retention.exports))) +
    (await run('delete from uploads where created_at < ?1', now - UPLOAD_LIFE)) +
    (await deleteInbox(before(retention.inbox))) +
    (await untilDone(WEBHOOKS, before(retention.webhooks))) +
    (await untilDone(OUTBOX, idAt(before(retention.outbox)))) +
    (await untilDone(FORGET_ENDED, before(retention.outbox))) +
    (await clearBodies(idAt(before(retention.bodies)), false)) +
    (await clearBodies(idAt(before(retention.webBodies)), true)) +
    (await deleteRuns(before(retention.runs))) +
    (await untilDone(NOTICES, before(retention.notices))) +
    (await keepPromises(store, now))
  )

  /** Backwards from the newest that is past its time. */
  async function clearBodies(newest: string, web: boolean): Promise<number> {
    let cleared = 0
    for (let from: string | null = newest, idle = 0; from !== null && idle < CLEAR_PAGES; idle++) {
      const changes = await run(BODIES, from, PAGE, web)
      if (changes > 0) idle = 0
      cleared += changes
      from = await nth('select id from outbox where id < ?1 order by id desc limit 1 offset ?2', from)
    }
    return cleared
  }

  /** There is no index on their time, because every turn would have to write it: all are looked at. */
  async function deleteInbox(olderThan: number): Promise<number> {
    let deleted = 0
    for (let from: readonly Argument[] | null = ['', '']; from !== null;) {
      const { rows } = await store.read({ sql: INBOX_PAGE, args: [...from, PAGE - 1] })
      deleted += await run(INBOX, ...from, PAGE, olderThan)
      from = (rows[0] as readonly Argument[] | undefined) ?? null
    }
    return deleted
  }

  /** The same goes for runs. */
  async function deleteRuns(olderThan: number): Promise<number> {
    let deleted = 0
    for (let from: number | null = 0; from !== null;) {
      const next: number | null = await nth(
        'select rowid from runs where rowid > ?1 order by rowid limit 1 offset ?2',
        from,
      )
      deleted += await run(RUNS, from, PAGE, olderThan)
      from = next
    }
    return deleted
  }

  /** The last of the page that begins after `from`; null when it is the last page. */
  async function nth<T extends Argument>(sql: string, from: T): Promise<T | null> {
    const { rows } = await store.read({ sql, args: [from, PAGE - 1] })
    return (rows[0]?.[0] as T | undefined) ?? null
  }
}

/** Ids of the outbox begin with their time: twelve hex digits of milliseconds. */
function idAt(time: number): string {
  return Math.max(0, time).toString(16).padStart(12, '0').toUpperCase()
}
