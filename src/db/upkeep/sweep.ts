import type { Argument, Store } from '../store/store.ts'

/** Deletes or clears a page at a time, between the writes of turns. Each resolves to the rows that it changed. */
export interface Sweep {
  /** One statement, as it is. */
  run(sql: string, ...args: Argument[]): Promise<number>
  /** A statement that takes the size of a page as its last argument, until it finds less. */
  untilDone(sql: string, ...args: Argument[]): Promise<number>
  /** Texts of messages older than an id of the outbox, of the web chat or of the others. */
  bodies(newest: string, web: boolean): Promise<number>
  inbox(olderThan: number): Promise<number>
  runs(olderThan: number): Promise<number>
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

const BODIES = `
update outbox set body_sealed = null
where id in (select id from outbox where id < ?1 order by id desc limit ?2)
  and body_sealed is not null and (channel = 'web') = ?3 and state not in ('pending', 'sending')`

const RUNS = `
delete from runs where updated_at < ?3 and rowid in (select rowid from runs where rowid > ?1 order by rowid limit ?2)`

/** Every statement may be asked again when its answer was lost. */
export function createSweep(store: Store): Sweep {
  async function run(sql: string, ...args: Argument[]): Promise<number> {
    const [result] = await store.write([{ sql, args }], { idempotent: true })
    return result!.changes
  }

  /** The last of the page that begins after `from`; null when it is the last page. */
  async function nth<T extends Argument>(sql: string, from: T): Promise<T | null> {
    const { rows } = await store.read({ sql, args: [from, PAGE - 1] })
    return (rows[0]?.[0] as T | undefined) ?? null
  }

  return {
    run,

    async untilDone(sql, ...args) {
      let gone = 0
      for (let page = PAGE; page === PAGE; gone += page) page = await run(sql, ...args, PAGE)
      return gone
    },

    /** Backwards from the newest that is past its time. */
    async bodies(newest, web) {
      let cleared = 0
      for (let from: string | null = newest, idle = 0; from !== null && idle < CLEAR_PAGES; idle++) {
        const changes = await run(BODIES, from, PAGE, web)
        if (changes > 0) idle = 0
        cleared += changes
        from = await nth('select id from outbox where id < ?1 order by id desc limit 1 offset ?2', from)
      }
      return cleared
    },

    /** There is no index on their time, because every turn would have to write it: all are looked at. */
    async inbox(olderThan) {
      let deleted = 0
      for (let from: readonly Argument[] | null = ['', '']; from !== null;) {
        const { rows } = await store.read({ sql: INBOX_PAGE, args: [...from, PAGE - 1] })
        deleted += await run(INBOX, ...from, PAGE, olderThan)
        from = (rows[0] as readonly Argument[] | undefined) ?? null
      }
      return deleted
    },

    /** The same goes for runs. */
    async runs(olderThan) {
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
    },
  }
}
