import { effectStatements } from './effects.ts'
import { column, columns, piece, set, setSealed, type Row, type SecretRow } from './rows.ts'
import type { Statement } from './store.ts'
import type { TurnCommit } from './turns.ts'
import type { Vault } from './vault.ts'

const INBOX = `
insert into inbox (channel, external_id, address, state, attempts, received_at)
select ${columns(3)}, 'done', 1, ${column(3)} from json_each(?1) j where true
on conflict (channel, external_id) do update
set state = 'done', body_sealed = null, error = null, attempts = attempts + 1 where state <> 'done'`

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
update contacts set language = ${column(1)}, active_flow = ${column(2)}, failures = ${column(3)},
  messages_stopped = ${column(4)}, time_zone = ${column(5)}, last_inbound_at = ${column(6)}, lock = lock + 1
from json_each(?1) j where contacts.id = ${column(0)} and contacts.lock = ${column(7)}`

const PHONES = `
update addresses set phone_index = ${column(1)}, phone_sealed = ${piece(2)}
from json_each(?1) j where addresses.address = ${column(0)}`

const RUNS = `
insert into runs (contact_id, flow, started_at, updated_at, state_sealed)
select ${columns(4)}, ${piece(4)} from json_each(?1) j where true
on conflict (contact_id, flow) do update
set state_sealed = excluded.state_sealed, started_at = excluded.started_at, updated_at = excluded.updated_at,
  reminded_at = null`

const ENDED_RUNS = `
delete from runs where (contact_id, flow) in (select ${columns(2)} from json_each(?1) j)`

const EVENTS = `
insert into events (contact_id, at, turn, n, channel, flow, step, type, reason)
select ${columns(9)} from json_each(?1) j`

const FUNNEL = `
insert into funnel (flow, day, step, type, reason, channel, count)
select ${columns(7)} from json_each(?1) j where true
on conflict (flow, day, step, type, reason, channel) do update set count = count + excluded.count`

const OUTBOX = `
insert into outbox (id, channel, address, contact_id, kind, created_at, body_sealed, state, holder, attempts)
select ${columns(6)}, ${piece(6)}, 'sending', ?3, 1 from json_each(?1) j`

const GUARD = 'insert into guards select 0 where changes() <> ?1'

const DAY = 86_400_000

/**
 * The statements that write these turns, guards included: the batch is refused when one of the messages is done
 * already, or one of the contacts has moved on. `holder` is the process that sends the replies.
 */
export function turnStatements(commits: readonly TurnCommit[], holder: string, vault: Vault): Statement[] {
  const known = commits.filter(({ contact }) => contact.lock !== null)
  const fresh = commits.filter(({ contact }) => contact.lock === null)
  return [
    ...set(
      INBOX,
      commits.map(({ key, at }) => [key.channel, key.externalId, key.address, at]),
    ),
    guard(commits.length),
    ...setSealed(PARKED, commits.flatMap(parkedRows), vault),
    ...set(NEW_CONTACTS, fresh.map(contactRow)),
    ...set(
      NEW_ADDRESSES,
      fresh.map(({ key, contact, at }) => [key.address, contact.id, key.channel, at]),
    ),
    ...set(ALIASES, commits.flatMap(aliasRows)),
    ...set(
      CONTACTS,
      known.map((commit) => [...contactRow(commit), commit.contact.lock]),
    ),
    ...(known.length > 0 ? [guard(known.length)] : []),
    ...setSealed(
      PHONES,
      commits.flatMap((commit) => phoneRows(commit, vault)),
      vault,
    ),
    ...setSealed(RUNS, commits.flatMap(runRows), vault),
    ...set(
      ENDED_RUNS,
      commits.flatMap(({ contact, endedFlows }) => endedFlows.map((flow) => [contact.id, flow])),
    ),
    ...set(EVENTS, commits.flatMap(eventRows)),
    ...set(FUNNEL, funnelRows(commits)),
    ...setSealed(OUTBOX, commits.flatMap(outboxRows), vault, holder),
    ...effectStatements(commits, vault),
  ]
}

function guard(expected: number): Statement {
  return { sql: GUARD, args: [expected] }
}

function parkedRows({ key, parked }: TurnCommit): SecretRow[] {
  return parked ? [{ row: [key.channel, key.externalId, parked.error], secret: parked.body }] : []
}

function contactRow({ contact, at }: TurnCommit): Row {
  const { id, language, activeFlow, failures, messagesStopped, timeZone } = contact
  return [id, language, activeFlow, failures, messagesStopped, timeZone, at]
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
    secret: JSON.stringify(run),
  }))
}

function eventRows({ key, contact, at, events }: TurnCommit): Row[] {
  const turn = (contact.lock ?? -1) + 1
  return events.map(({ flow, step, type, reason = null }, n) => [
    contact.id,
    at,
    turn,
    n,
    key.channel,
    flow,
    step,
    type,
    reason,
  ])
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

function outboxRows({ key, at, outbox }: TurnCommit): SecretRow[] {
  return outbox.map(({ id, address, contactId, kind, body }) => ({
    row: [id, key.channel, address, contactId, kind, at],
    secret: body,
  }))
}
