import type { Reader } from '../store/reader.ts'
import type { ExportedRow } from '../exports/export-rows.ts'
import type { Cursor, Page } from '../store/page.ts'

/** What a report tells of each recipient, in this order. */
export const REPORTED = [
  'number',
  'businessName',
  'regency',
  'channel',
  'state',
  'reason',
  'sentAt',
  'deliveredAt',
  'readAt',
] as const

export interface BroadcastReports {
  /** One row for each recipient, in the order of `REPORTED`; of all states or one. */
  rows(serial: number, state: string | null, limit: number, after: Cursor | null): Promise<Page<ExportedRow>>
  total(serial: number, state: string | null): Promise<number>
}

// One value instead of thousands: the reading thread hands over one text.
const ROWS = `
select json_group_array(json_array(number, business_name, regency, channel, state, reason, sent_at, delivered_at, read_at,
  contact_id))
from (select g.number, g.business_name, g.regency, r.channel, r.state, r.reason, r.sent_at, r.delivered_at, r.read_at,
    r.contact_id
  from broadcast_recipients r left join registrations g on g.contact_id = r.contact_id
  where r.broadcast = ?1 and (?2 is null or r.state = ?2) and r.contact_id > ?3 order by r.contact_id limit ?4)`

const TOTAL = `select count(*) from broadcast_recipients where broadcast = ?1 and (?2 is null or state = ?2)`

/** Reads beside the turns. Whoever asks has looked whether the broadcast is within the scope. */
export function createBroadcastReports(reader: Pick<Reader, 'read'>): BroadcastReports {
  return {
    async rows(serial, state, limit, after) {
      const found = await reader.read({ sql: ROWS, args: [serial, state, after?.[1] ?? '', limit] })
      const rows = JSON.parse(found.rows[0]![0] as string) as (string | number | null)[][]
      const last = rows.length === limit ? (rows.at(-1)!.at(-1) as string) : null
      return { items: rows.map((row) => row.slice(0, -1)), next: last === null ? null : [0, last] }
    },
    async total(serial, state) {
      const { rows } = await reader.read({ sql: TOTAL, args: [serial, state] })
      return Number(rows[0]![0])
    },
  }
}
