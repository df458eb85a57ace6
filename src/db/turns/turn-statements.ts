import { channelOf } from '../addresses.ts'
import { effectStatements } from '../effects.ts'
import { column, columns, piece, set, setSealed, type Row, type SecretRow } from '../store/rows.ts'
import { textOf } from '../run-state.ts'
import type { Statement } from '../store/store.ts'
import { trailOf } from '../trail.ts'
import type { OutboxRow, TurnCommit } from './turns.ts'
import type { Vault } from '../vault.ts'

// A message that is dead waits for an operator: delivered again, it has no effect either.
const INBOX = `
insert into inbox (external_id, address, turn, trail, channel, received_at, state, attempts)
select ${columns(4)}, ?2, ?3, 'done', 1 from json_each(?1) j where true
on conflict (channel, external_id) do update
set state = 'done', body_sealed = null, error = null, attempts = attempts + 1, received_at = excluded.received_at,
  turn = excluded.turn, trail = excluded.trail, address = excluded.address
where state not in ('done', 'dead')`

const PARKED = `
update inbox set state = 'dead', error = ${column(2)}, body_sealed = ${piece(3)}
from json_each(?1) j where inbox.channel = ${column(0)} and inbox.external_id = ${column(1)}`

const NEW_CONTACTS = `
insert into contacts (id, language, active_flow, failures, messages_stopped, time_zone, last_inbound_at, created_at)
select ${columns(7)}, ${column(6)} from json_each(?1) j`

const NEW_ADDRESSES = `
insert into addresses (address, contact_id, channel, created_at) select ${columns(4)} from json_each(?1) j`

const ALIASES = `
insert into addresses (address, contact_id, channel, alias_of, created_at)
select ${columns(5)} from json_each(?1) j where true
on conflict (address) do nothing`

const CONTACTS = `
update contacts set lock = lock + 1, last_inbound_at = ?2, active_flow = ${column(2)}, language = ${column(3)},
  failures = ${column(4)}, messages_stopped = ${column(5)}, time_zone = ${column(6)}
from json_each(?1) j where contacts.id = ${column(0)} and contacts.lock = ${column(1)}`

const PLAIN_CONTACTS = `
update contacts set lock = lock + 1, last_inbound_at = ?2, active_flow = ${column(2)}
from json_each(?1) j where contacts.id = ${column(0)} and contacts.lock = ${column(1)}`

const PHONES = `
update addresses set phone_index = ${column(1)}, phone_sealed = ${piece(2)}
from json_each(?1) j where addresses.address = ${column(0)}`

const RUNS = `
insert into runs (contact_id, flow, started_at, updated_at, state_sealed)
select ${columns(4)}, ${piece(4)} from json_each(?1) j where true
on conflict (contact_id, flow) do update
set state_sealed = excluded.state_sealed, started_at = excluded.started_at, updated_at = excluded.updated_at`

const ENDED_RUNS = `
delete from runs where (contact_id, flow) in (select ${columns(2)} from json_each(?1) j)`

const FUNNEL = `
insert into funnel (flow, day, step, type, reason, channel, count)
select ${columns(7)} from json_each(?1) j where true
on conflict (flow, day, step, type, reason, channel) do update set count = count + excluded.count`

const OUTBOX = `
insert into outbox (id, address, contact_id, body_sealed, channel, kind, created_at, holder, state, attempts)
select ${columns(3)}, ${piece(3)}, ?3, ?4, ?5, ?6, 'sending', 1 from json_each(?1) j`

const GUARD = 'insert into guards select 0 where changes() <> ?1'

const DAY = 86_400_000

/**
 * The statements that write these turns, guards included: the batch is refused when one of the messages is done
 * already, or one of the contacts has moved on. Of the contacts of `plain` turns only the active flow changes; `holder` is
 * the process that sends the replies. What is the same for a whole group stands beside its rows: each field of a row costs
 * a turn most of a microsecond.
 */
export function turnStatements(
  commits: readonly TurnCommit[],
  plain: ReadonlySet<TurnCommit>,
  holder: string,
  vault: Vault,
): Statement[] {
  const known = commits.filter(({ contact }) => contact.lock !== null)
  const fresh = commits.filter(({ contact }) => contact.lock === null)
  const at = Math.max(...commits.map((commit) => commit.at))
  return [
    ...inboxStatements(commits, at),
    ...setSealed(PARKED, commits.flatMap(parkedRows), vault),
    ...set(NEW_CONTACTS, fresh.map(newContactRow)),
    ...set(NEW_ADDRESSES, fresh.map(newAddressRow)),
    ...set(ALIASES, commits.flatMap(aliasRows)),
    ...contactStatements(
      CONTACTS,
      known.filter((commit) => !plain.has(commit)),
      at,
    ),
    ...contactStatements(
      PLAIN_CONTACTS,
      known.filter((commit) => plain.has(commit)),
      at,
    ),
    ...setSealed(
      PHONES,
      commits.flatMap((commit) => phoneRows(commit, vault)),
      vault,
    ),
    ...setSealed(RUNS, commits.flatMap(runRows), vault),
    ...set(ENDED_RUNS, commits.flatMap(endedRows)),
    ...set(FUNNEL, funnelRows(commits)),
    ...outboxStatements(commits, at, holder, vault),
    ...effectStatements(commits, vault),
  ]
}

function inboxStatements(commits: readonly TurnCommit[], at: number): Statement[] {
  return [...Map.groupBy(commits, ({ key }) => key.channel)].flatMap(([channel, group]) => [
    ...set(INBOX, group.map(inboxRow), channel, at),
    guard(group.length),
  ])
}

function contactStatements(sql: string, commits: readonly TurnCommit[], at: number): Statement[] {
  return commits.length === 0 ? [] : [...set(sql, commits.map(contactRow), at), guard(commits.length)]
}

function outboxStatements(
  commits: readonly TurnCommit[],
  at: number,
  holder: string,
  vault: Vault,
): Statement[] {
  const owed = commits.flatMap(({ outbox }) => outbox)
  return [...Map.groupBy(owed, ({ address, kind }) => `${channelOf(address)} ${kind}`)].flatMap(
    ([, group]) => {
      const { address, kind } = group[0]!
      return setSealed(OUTBOX, group.map(outboxRow), vault, channelOf(address), kind, at, holder)
    },
  )
}

function guard(expected: number): Statement {
  return { sql: GUARD, args: [expected] }
}

function parkedRows({ key, parked }: TurnCommit): SecretRow[] {
  return parked ? [{ row: [key.channel, key.externalId, parked.error], secret: parked.body }] : []
}

function inboxRow({ key, contact, events, parked }: TurnCommit): Row {
  const address = parked ? key.address : key.address.slice(key.channel.length + 1)
  return [key.externalId, address, (contact.lock ?? -1) + 1, trailOf(events)]
}

function newContactRow({ contact, at }: TurnCommit): Row {
  const { id, language, activeFlow, failures, messagesStopped, timeZone } = contact
  return [id, language, activeFlow, failures, messagesStopped, timeZone, at]
}

function newAddressRow({ key, contact, at }: TurnCommit): Row {
  return [key.address, contact.id, key.channel, at]
}

function contactRow({ contact }: TurnCommit): Row {
  const { id, lock, language, activeFlow, failures, messagesStopped, timeZone } = contact
  return [id, lock, activeFlow, language, failures, messagesStopped, timeZone]
}

function aliasRows({ key, contact, at }: TurnCommit): Row[] {
  const standing = contact.address ?? key.address
  const others = new Set([key.address, ...contact.aliases])
  others.delete(standing)
  return Array.from(others, (alias) => [alias, contact.id, key.channel, standing, at])
}

function phoneRows({ key, contact }: TurnCommit, vault: Vault): SecretRow[] {
  if (contact.phone === null) return []
  return [{ row: [contact.address ?? key.address, vault.blindIndex(contact.phone)], secret: contact.phone }]
}

function runRows({ contact, runs }: TurnCommit): SecretRow[] {
  return runs.map(({ run, startedAt, updatedAt }) => ({
    row: [contact.id, run.flow, startedAt, updatedAt],
    secret: textOf(run),
  }))
}

function endedRows({ contact, endedFlows }: TurnCommit): Row[] {
  return endedFlows.map((flow) => [contact.id, flow])
}

function funnelRows(commits: readonly TurnCommit[]): Row[] {
  const counts = new Map<string, number>()
  for (const { key, at, events } of commits) {
    for (const { flow, step, type, reason } of events) {
      const cell = JSON.stringify([flow, Math.floor(at / DAY), step ?? '', type, reason ?? '', key.channel])
      counts.set(cell, (counts.get(cell) ?? 0) + 1)
    }
  }
  return Array.from(counts, ([cell, count]) => [...(JSON.parse(cell) as Row), count])
}

function outboxRow({ id, address, contactId, body }: OutboxRow): SecretRow {
  return { row: [id, address, contactId], secret: body }
}
