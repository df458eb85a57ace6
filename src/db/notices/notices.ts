import { NOTICES } from '../../flows/notices.ts'
import type { Json } from '../../flows/types.ts'
import { channelOf } from '../addresses.ts'
import type { notices as table } from './notice-schema.ts'
import { column, columns, piece, set, setSealed } from '../store/rows.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import { settledStatements } from '../settled.ts'
import type { OutboxRow } from '../turns/turns.ts'
import type { Vault } from '../vault.ts'

/** Something that a contact is to be told, whether or not they write. */
export interface Notice {
  /** What is told, of what, to whom (`document/<id>/rejected`): told once, however often it is owed. */
  readonly once: string
  readonly contactId: string
  /** One of flows/notices.ts, whose text is given `data` and `words`. */
  readonly type: string
  readonly data: { readonly [field: string]: Json }
  /** What people wrote, or names: sealed. */
  readonly words?: { readonly [field: string]: string }
  /** Not before; at once when left out. */
  readonly dueAt?: number
  /** After that it is no longer worth telling. */
  readonly validUntil?: number
  /** Where it is told if that can be reached. */
  readonly channel?: string
}

/** A notice whose time has come, and its contact as they are now. */
export interface DueNotice extends Pick<Notice, 'once' | 'contactId' | 'type' | 'data'> {
  readonly validUntil: number | null
  /** Null when nothing reaches them any more. */
  readonly address: string | null
  readonly language: string
  readonly timeZone: string | null
  readonly messagesStopped: boolean
  /** The last word on news of trainings and programmes was yes. */
  readonly newsWanted: boolean
  /** Categories that the contact has switched off. */
  readonly off: readonly string[]
}

/** What becomes of a notice. `later`: it is due again then. */
export type Settlement = { readonly notice: DueNotice } & (
  | { readonly outcome: Exclude<NonNullable<(typeof table.$inferSelect)['outcome']>, 'told'> }
  | { readonly outcome: 'told'; readonly row: OutboxRow }
  | { readonly outcome: 'later'; readonly dueAt: number }
)

/** What is owed to contacts outside their turns. */
export interface Notices {
  /** Those that are due, the urgent ones first. Several processes may be given the same. */
  due(at: number, limit: number): Promise<DueNotice[]>
  /** How many messages that nobody waits for are still to be sent, by channel. */
  unsent(): Promise<ReadonlyMap<string, number>>
  /** In one commit, with the messages. Whatever somebody else has settled meanwhile stays, and is not told again. */
  settle(settlements: readonly Settlement[], at: number): Promise<void>
}

const OWE = `
insert into notices (once, contact_id, type, data, urgent, due_at, valid_until, channel, words_sealed, created_at)
select ${columns(8)}, unhex(${column(8)}), ?2 from json_each(?1) j where true
on conflict (once) do nothing`

const DROP = `
delete from notices where settled_at is null and once in (
  select n.once from json_each(?1) j join notices n on n.once >= ${column(0)} and n.once < ${column(1)})`

const owed = (urgent: 0 | 1) => `
select * from (select * from notices where settled_at is null and urgent = ${urgent} and due_at <= ?1
  order by due_at limit ?2)`

const REACHED = 'a.contact_id = n.contact_id and a.alias_of is null and a.blocked_at is null'

const DUE = `
select n.once, n.contact_id, n.type, n.data, n.words_sealed, n.valid_until,
  c.language, c.time_zone, c.messages_stopped,
  coalesce((select k.given from consents k where k.contact_id = n.contact_id and k.purpose = 'messages'
    order by k.at desc limit 1), 0) as news_wanted,
  (select json_group_array(s.category) from notice_switches s where s.contact_id = n.contact_id) as off,
  coalesce(
    (select a.address from addresses a where ${REACHED} and a.channel = n.channel order by a.created_at desc limit 1),
    (select a.address from addresses a where ${REACHED} order by a.created_at desc limit 1)) as address
from (${owed(1)} union all ${owed(0)} limit ?2) n join contacts c on c.id = n.contact_id`

const UNSENT = `
select channel, count(*) from outbox where state in ('pending', 'sending') and kind <> 'reply' group by channel`

const SETTLE = `
update notices set settled_at = ?2, outcome = ${column(1)}, message = ${column(2)}, words_sealed = null
from json_each(?1) j where notices.once = ${column(0)} and settled_at is null`

const POSTPONE = `
update notices set due_at = ${column(1)}
from json_each(?1) j where notices.once = ${column(0)} and settled_at is null`

// Only of notices that this very commit settled: whoever was second has another message's id.
const TELL = `
insert into outbox (id, channel, address, contact_id, kind, created_at, body_sealed, state)
select ${columns(6)}, ${piece(7)}, 'pending' from json_each(?1) j
where exists (select 1 from notices n where n.once = ${column(6)} and n.message = ${column(0)})
on conflict (id) do nothing`

/** What owes these notices, for a commit that writes more. Throws for a type that there is not: a fault. */
export function noticeStatements(notices: readonly Notice[], at: number, vault: Vault): Statement[] {
  const rows = notices.map(({ once, contactId, type, data, words, dueAt, validUntil, channel }) => [
    once,
    contactId,
    type,
    JSON.stringify(data),
    isUrgent(type),
    dueAt ?? at,
    validUntil ?? null,
    channel ?? null,
    words ? vault.seal(JSON.stringify(words)).toString('hex') : null,
  ])
  return set(OWE, rows, at)
}

/**
 * The same for everybody whom a query finds: `found` selects `once, contact_id, data, due_at, valid_until`, and all of
 * them are told the same words.
 */
export function noticesFrom(
  type: string,
  found: Statement,
  at: number,
  words: Buffer | null = null,
): Statement {
  const given: Argument[] = [type, isUrgent(type), words, at]
  const own = given.map((_, index) => `?${found.args.length + index + 1}`).join(', ')
  return {
    sql: `insert into notices (once, contact_id, data, due_at, valid_until, type, urgent, words_sealed, created_at)
      select f.*, ${own} from (${found.sql}) f where true on conflict (once) do nothing`,
    args: [...found.args, ...given],
  }
}

/** What takes back the notices that are still owed and whose `once` begins so: their reason has gone. */
export function dropNotices(prefixes: readonly string[]): Statement[] {
  return set(
    DROP,
    prefixes.map((prefix) => [prefix, `${prefix}\u{10ffff}`]),
  )
}

/** The words of people in a notice are opened as it is read, and cleared once it is settled. */
export function createNotices(store: Store, vault: Vault): Notices {
  return {
    async due(at, limit) {
      const found = await store.read({ sql: DUE, args: [at, limit] })
      return records<Row>(found).map((row) => noticeOf(row, vault))
    },
    async unsent() {
      const { rows } = await store.read({ sql: UNSENT, args: [] })
      return new Map(rows.map(([channel, n]) => [channel as string, Number(n)]))
    },
    async settle(settlements, at) {
      const told = settlements.filter((one) => one.outcome === 'told')
      const later = settlements.filter((one) => one.outcome === 'later')
      const settled = settlements.filter((one) => one.outcome !== 'later')
      const messages = told.map(({ notice, row: { id, address, contactId, kind, body } }) => ({
        row: [id, channelOf(address), address, contactId, kind, at, notice.once],
        secret: body,
      }))
      await store.write(
        [
          ...set(
            SETTLE,
            settled.map((one) => [one.notice.once, one.outcome, one.outcome === 'told' ? one.row.id : null]),
            at,
          ),
          ...set(
            POSTPONE,
            later.map(({ notice, dueAt }) => [notice.once, dueAt]),
          ),
          ...setSealed(TELL, messages, vault),
          ...settledStatements(
            settled.map((one) => ({
              notice: one.notice,
              message: one.outcome === 'told' ? one.row.id : null,
            })),
            at,
          ),
        ],
        { idempotent: true },
      )
    },
  }
}

function isUrgent(type: string): boolean {
  const known = Object.hasOwn(NOTICES, type) ? NOTICES[type] : undefined
  if (!known) throw new Error(`No notice is called "${type}".`)
  return known.urgent ?? false
}

interface Row {
  readonly once: string
  readonly contact_id: string
  readonly type: string
  readonly data: string
  readonly words_sealed: Uint8Array | null
  readonly valid_until: unknown
  readonly address: string | null
  readonly language: string
  readonly time_zone: string | null
  readonly messages_stopped: unknown
  readonly news_wanted: unknown
  readonly off: string
}

function noticeOf(row: Row, vault: Vault): DueNotice {
  const words = row.words_sealed === null ? {} : (JSON.parse(vault.open(row.words_sealed)) as object)
  return {
    once: row.once,
    contactId: row.contact_id,
    type: row.type,
    data: { ...(JSON.parse(row.data) as DueNotice['data']), ...words },
    validUntil: row.valid_until === null ? null : Number(row.valid_until),
    address: row.address,
    language: row.language,
    timeZone: row.time_zone,
    messagesStopped: Number(row.messages_stopped) === 1,
    newsWanted: Number(row.news_wanted) === 1,
    off: JSON.parse(row.off) as string[],
  }
}
