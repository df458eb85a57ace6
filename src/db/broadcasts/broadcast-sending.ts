import { columns, column, piece, set, setSealed } from '../store/rows.ts'
import { records, type Argument, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** The right to send on one channel: what carries an older fence comes too late. */
export interface SendingRight {
  readonly lease: string
  readonly holder: string
  readonly fence: number
}

/** Somebody to be written to, with what the message needs to know. */
export interface LeasedRecipient {
  readonly broadcast: number
  readonly contactId: string
  readonly address: string
  readonly language: string
  readonly ownerName: string
  readonly businessName: string
  readonly regency: string
  readonly number: string
}

/** A message whose call comes next. */
export interface Beginning {
  readonly outboxId: string
  readonly recipient: LeasedRecipient
  readonly body: string
}

export interface Wanted {
  readonly broadcast: number
  readonly channel: string
  /** Hours ahead of UTC where it is not quiet now. */
  readonly zones: readonly number[]
  /** Also those whom WhatsApp does not know lately. */
  readonly strangers: boolean
  readonly limit: number
}

/** Recipients on their way: pending, leased, sending. What follows comes from the outbox (by a trigger). */
export interface BroadcastSending {
  /** Takes over recipients that wait, of a running broadcast. */
  lease(wanted: Wanted, right: SendingRight, at: number): Promise<LeasedRecipient[]>
  /**
   * Marks messages as `sending` and writes them to the outbox, unless something has come between: the broadcast does
   * not run any more (then the recipient waits again), or the owner is not to be written to (then it is skipped, with
   * the reason). Resolves to the ids of those whose call may be made.
   */
  begin(all: readonly Beginning[], right: SendingRight, at: number): Promise<Set<string>>
  /** These were surely not sent: they wait again. */
  giveBack(outboxIds: readonly string[]): Promise<void>
  /** What an earlier holder had leased on this channel waits again. */
  release(channel: string, right: SendingRight | null): Promise<void>
  /** How many people whom WhatsApp did not know have been written to since then, or are about to be. */
  strangersSince(at: number): Promise<number>
}

const HELD = (at: number) =>
  `exists (select 1 from leases where name = ?${at} and holder = ?${at + 1} and fence = ?${at + 2} and expires_at > ?${at + 3})`

const LEASE = `
update broadcast_recipients set state = 'leased', fence = ?7
where broadcast = ?1 and state = 'pending' and contact_id in (
  select contact_id from broadcast_recipients
  where broadcast = ?1 and state = 'pending' and channel = ?2 and zone = ?3 and rank <= ?4
  order by rank, n limit ?9)
  and exists (select 1 from broadcasts where serial = ?1 and state = 'running' and frozen_at is not null)
  and ${HELD(5)}
returning contact_id`

// Two contacts may have become one since the audience was frozen: the address tells whose it is now.
const DETAILS = `
select r.contact_id, r.address, c.language, g.owner_name_sealed, g.business_name, g.regency, g.number
from json_each(?2) j
join broadcast_recipients r on r.broadcast = ?1 and r.contact_id = j.value
left join addresses a on a.address = r.address
left join contacts c on c.id = a.contact_id
left join registrations g on g.contact_id = c.id
order by r.rank, r.n`

const ME = `broadcast = ${column(0)} and contact_id = ${column(1)} and broadcast_recipients.state = 'leased'
  and fence = ?2`

const RUNNING = `exists (select 1 from broadcasts b where b.serial = broadcast and b.state = 'running')`

/** Why somebody is not written to after all; null when nothing stands against it. */
const JUDGE = `
update broadcast_recipients set reason = case
  when exists (select 1 from broadcasts b where b.serial = broadcast and b.valid_until <= ?3) then 'expired'
  else coalesce((
    select case
      when a.blocked_at is not null then 'blocked'
      when c.messages_stopped then 'optedOut'
      when not coalesce((select given from consents where contact_id = c.id and purpose = 'messages'
        order by at desc limit 1), 0) then 'noConsent'
      when g.id is null then 'erased'
      when g.status = 'withdrawn' then 'withdrawn'
      when c.id <> broadcast_recipients.contact_id and exists (select 1 from broadcast_recipients o
        where o.broadcast = broadcast_recipients.broadcast and o.contact_id = c.id) then 'samePerson'
      when (select count(*) from broadcast_recipients s where s.contact_id = c.id and s.sent_at > ?4)
        + (select count(*) from notices n where n.contact_id = c.id and n.type = 'trainingAnnounced'
          and n.outcome = 'told' and n.settled_at > ?4) >= ?5 then 'tooOften'
      else '' end
    from addresses a join contacts c on c.id = a.contact_id left join registrations g on g.contact_id = c.id
    where a.address = broadcast_recipients.address), 'noAddress') end
from json_each(?1) j where ${ME}`

const BEGIN = `
update broadcast_recipients set
  state = case when reason = 'erased' then 'skipped' when not ${RUNNING} then 'pending'
    when reason = '' then 'sending' else 'skipped' end,
  outbox_id = iif(${RUNNING} and reason = '', ${column(2)}, null),
  address = iif(reason = 'erased', null, address),
  reason = iif(reason = 'erased' or (${RUNNING} and reason <> ''), reason, null)
from json_each(?1) j where ${ME} and ${HELD(3)}`

const ENQUEUE = `
insert into outbox (id, channel, address, contact_id, kind, created_at, body_sealed, state, attempts, holder)
select ${columns(6)}, ${piece(6)}, 'sending', 1, ?3 from json_each(?1) j
where exists (select 1 from broadcast_recipients where outbox_id = ${column(0)} and state = 'sending')
on conflict (id) do nothing`

const BEGUN = `
select outbox_id from broadcast_recipients
where outbox_id in (select value from json_each(?1)) and state = 'sending'`

// Who was erased meanwhile is nobody any more, and waits for nothing.
const GIVE_BACK = `
update broadcast_recipients set outbox_id = null, fence = null,
  state = iif(address is null, 'skipped', 'pending'), reason = iif(address is null, 'erased', null)
where outbox_id in (select value from json_each(?1)) and state = 'sending'`
const TAKE_BACK = `
delete from outbox where id in (select value from json_each(?1)) and kind = 'broadcast' and state = 'sending'`

// The first condition is that of the index that finds the few.
const RELEASE = `
update broadcast_recipients set state = 'pending', fence = null
where state in ('leased', 'sending') and state = 'leased' and channel = ?1 and (?2 is null or fence is not ?2)`

const WEEK = 7 * 86_400_000

interface Options {
  readonly store: Store
  readonly vault: Vault
  /** Broadcasts that a person may get in seven days. */
  readonly perWeek: number
}

/** `perWeek`: how many broadcasts one person gets in seven days at most. */
export function createBroadcastSending({ store, vault, perWeek }: Options): BroadcastSending {
  const write = (statements: readonly Statement[]) => store.write(statements, { idempotent: true })

  async function details(broadcast: number, ids: readonly string[]): Promise<LeasedRecipient[]> {
    if (ids.length === 0) return []
    const found = await store.read({ sql: DETAILS, args: [broadcast, JSON.stringify(ids)] })
    return records<Columns>(found).map((row) => ({
      broadcast,
      contactId: row.contact_id,
      address: row.address,
      language: row.language ?? 'id',
      ownerName: row.owner_name_sealed === null ? '' : vault.open(row.owner_name_sealed),
      businessName: row.business_name ?? '',
      regency: row.regency ?? '',
      number: row.number ?? '',
    }))
  }

  return {
    async lease({ broadcast, channel, zones, strangers, limit }, { lease, holder, fence }, at) {
      const ids: string[] = []
      for (const zone of zones) {
        if (ids.length >= limit) break
        const args: Argument[] = [
          broadcast,
          channel,
          zone,
          strangers ? 1 : 0,
          lease,
          holder,
          fence,
          at,
          limit - ids.length,
        ]
        const [taken] = await store.write([{ sql: LEASE, args }])
        ids.push(...taken!.rows.map(([id]) => id as string))
      }
      return details(broadcast, ids)
    },

    async begin(all, { lease, holder, fence }, at) {
      const rows = all.map(({ outboxId, recipient }) => [recipient.broadcast, recipient.contactId, outboxId])
      const letters = all.map(({ outboxId, recipient: { address, contactId }, body }) => ({
        row: [outboxId, address.slice(0, address.indexOf(':')), address, contactId, 'broadcast', at],
        secret: body,
      }))
      const results = await write([
        ...set(JUDGE, rows, fence, at, at - WEEK, perWeek),
        ...set(BEGIN, rows, fence, lease, holder, fence, at),
        ...setSealed(ENQUEUE, letters, vault, holder),
        { sql: BEGUN, args: [JSON.stringify(all.map(({ outboxId }) => outboxId))] },
      ])
      return new Set(results.at(-1)!.rows.map(([id]) => id as string))
    },

    async giveBack(outboxIds) {
      const ids = JSON.stringify(outboxIds)
      await write([
        { sql: GIVE_BACK, args: [ids] },
        { sql: TAKE_BACK, args: [ids] },
      ])
    },

    async release(channel, right) {
      await write([{ sql: RELEASE, args: [channel, right?.fence ?? null] }])
    },

    async strangersSince(at) {
      const { rows } = await store.read({
        sql: `select (select count(*) from broadcast_recipients where rank > 0 and sent_at is not null and sent_at > ?1)
          + (select count(*) from broadcast_recipients where state in ('leased', 'sending') and rank > 0)`,
        args: [at],
      })
      return Number(rows[0]![0])
    },
  }
}

interface Columns {
  readonly contact_id: string
  readonly address: string
  readonly language: string | null
  readonly owner_name_sealed: Uint8Array | null
  readonly business_name: string | null
  readonly regency: string | null
  readonly number: string | null
}
