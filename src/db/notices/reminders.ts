import { decentFrom } from '../../flows/decent-hours.ts'
import { NOTICES } from '../../flows/notices.ts'
import { before } from '../../flows/spans.ts'
import type { reminders as table } from './reminder-schema.ts'
import { type Moment, MOMENTS } from './reminder-moments.ts'
import { noticesFrom } from './notices.ts'
import { records, type Statement, type Store } from '../store/store.ts'

export type Reminder = typeof table.$inferSelect

/** Finds out who is to be reminded of what. */
export interface Reminders {
  /**
   * Owes what has come due, to those whose day it is: told a moment later, it is still as it was found. Resolves to
   * how many notices that made. Meant for every minute; several processes may.
   */
  owe(at: number): Promise<number>
}

interface Options {
  readonly store: Store
  /** Of contacts who have not told where they are. */
  readonly timeZone: string
}

/** Notices, or rows looked at, in one statement: each holds up the turns that wait for a few milliseconds at most. */
const PAGE = 500
const MINUTE = 60_000
/** Days are those of Jakarta. */
const AHEAD = 7 * 60 * MINUTE
const ZONES = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura']

/** ?1 to ?4 are the moment's own (reminder-moments.ts). */
const found = (moment: Moment): string => `
select ?9 || '/' || m.id as once, m.contact_id, m.data, ?10, m.valid_until
from (${moment.sql}) m join contacts c on c.id = m.contact_id
where coalesce(c.time_zone, ?6) in (select value from json_each(?5)) and m.known_at < m.at - ?7
  and not exists (select 1 from notices n where n.once = ?9 || '/' || m.id)
limit ?8`

/** For one process at a time. `timeZone` is for owners whose place is not known. */
export function createReminders({ store, timeZone }: Options): Reminders {
  /** When each moment was looked for. */
  const looked = new Map<string, number>()

  async function wanted(): Promise<[string, Reminder[]][]> {
    const stored = await store.read({ sql: 'select * from reminders where "on"', args: [] })
    return [...Map.groupBy(records<Reminder>(stored), ({ moment }) => moment)]
  }

  function isTurn(name: string, { every }: Moment, at: number): boolean {
    return at - (looked.get(name) ?? -Infinity) >= (every - 0.5) * MINUTE
  }

  async function oweOne(reminder: Reminder, moment: Moment, at: number): Promise<number> {
    const urgent = NOTICES[reminder.notice]?.urgent ?? false
    const zones = urgent ? ZONES : ZONES.filter((zone) => decentFrom(at, zone) === at)
    if (zones.length === 0) return 0
    let owed = 0
    for await (const page of pagesOf(moment)) {
      const args = [...rangeOf(reminder, moment, at), ...page, JSON.stringify(zones), timeZone]
      const until = before(at, reminder.offset)
      owed += await untilDone(
        noticesFrom(
          reminder.notice,
          { sql: found(moment), args: [...args, until - at, PAGE, `reminder/${reminder.id}`, at] },
          at,
        ),
      )
    }
    return owed
  }

  async function untilDone(statement: Statement): Promise<number> {
    let owed = 0
    for (let changes = PAGE; changes === PAGE; owed += changes) {
      const [written] = await store.write([statement], { idempotent: true })
      changes = written!.changes
    }
    return owed
  }

  /** The pages of the table that a moment goes through; one, when an index finds its rows. */
  async function* pagesOf({ table }: Moment): AsyncGenerator<readonly number[]> {
    if (table === undefined) {
      yield [0, 0]
      return
    }
    for (let from = 0; ;) {
      const sql = `select max(rowid) from (select rowid from ${table} where rowid > ?1 order by rowid limit ?2)`
      const { rows } = await store.read({ sql, args: [from, PAGE] })
      const until = rows[0]![0]
      if (until === null) return
      yield [from, Number(until)]
      from = Number(until)
    }
  }

  return {
    async owe(at) {
      let owed = 0
      for (const [name, group] of await wanted()) {
        const moment = MOMENTS[name]
        if (!moment || !isTurn(name, moment, at)) continue
        for (const reminder of group) owed += await oweOne(reminder, moment, at)
        looked.set(name, at)
      }
      return owed
    },
  }
}

/** Between which moments lie those that this reminder is due of. */
function rangeOf({ offset, within }: Reminder, { days }: Moment, at: number): readonly (number | string)[] {
  const until = before(days ? at + AHEAD : at, offset)
  return [before(until, within), until].map((time) =>
    days ? new Date(time).toISOString().slice(0, 10) : time,
  )
}
