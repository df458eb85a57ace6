import { effectStatements } from './effects.ts'
import type { Argument, Statement } from './store.ts'
import type { TurnCommit } from './turns.ts'
import type { Vault } from './vault.ts'

/*
 * Each statement takes the rows of a whole group of turns as one JSON array of arrays: on a server the number of
 * statements is the cost, and on a file their preparation. Sealed bytes travel in hex.
 */

const INBOX = `
insert into inbox (channel, external_id, address, state, attempts, received_at)
select j.value->>0, j.value->>1, j.value->>2, 'done', 1, j.value->>3 from json_each(?1) j where true
on conflict (channel, external_id) do update
set state = 'done', body_sealed = null, error = null, attempts = attempts + 1 where state <> 'done'`

const NEW_CONTACTS = `
insert into contacts (id, language, active_flow, failures, messages_stopped, time_zone, created_at, last_inbound_at)
select j.value->>0, j.value->>2, j.value->>3, j.value->>4, j.value->>5, j.value->>6, j.value->>7, j.value->>7
from json_each(?1) j`

const NEW_ADDRESSES = `
insert into addresses (address, contact_id, channel, created_at)
select j.value->>0, j.value->>1, j.value->>2, j.value->>3 from json_each(?1) j`

const ALIASES = `
insert into addresses (address, contact_id, channel, alias_of, created_at)
select j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4 from json_each(?1) j where true
on conflict (address) do nothing`

const CONTACTS = `
update contacts set lock = contacts.lock + 1, language = j.value->>2, active_flow = j.value->>3,
  failures = j.value->>4, messages_stopped = j.value->>5, time_zone = j.value->>6, last_inbound_at = j.value->>7
from json_each(?1) j where contacts.id = j.value->>0 and contacts.lock = j.value->>1`

const PHONES = `
update addresses set phone_sealed = unhex(j.value->>1), phone_index = j.value->>2
from json_each(?1) j where addresses.address = j.value->>0`

const RUNS = `
insert into runs (contact_id, flow, state_sealed, started_at, updated_at)
select j.value->>0, j.value->>1, unhex(j.value->>2), j.value->>3, j.value->>4 from json_each(?1) j where true
on conflict (contact_id, flow) do update
set state_sealed = excluded.state_sealed, started_at = excluded.started_at, updated_at = excluded.updated_at,
  reminded_at = null`

const ENDED_RUNS = `
delete from runs where (contact_id, flow) in (select j.value->>0, j.value->>1 from json_each(?1) j)`

const EVENTS = `
insert into events (contact_id, channel, flow, step, type, reason, at)
select j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5, j.value->>6
from json_each(?1) j`

const OUTBOX = `
insert into outbox (id, address, contact_id, kind, body_sealed, created_at, state, holder, attempts)
select j.value->>0, j.value->>1, j.value->>2, j.value->>3, unhex(j.value->>4), j.value->>5, 'sending', ?2, 1
from json_each(?1) j`

const GUARD = 'insert into guards select 0 where changes() <> ?1'

/**
 * The statements that write these turns, guards included: the batch is refused when one of the messages is done
 * already, or one of the contacts has moved on. `holder` is the process that sends the replies.
 */
export function turnStatements(commits: readonly TurnCommit[], holder: string, vault: Vault): Statement[] {
  const known = commits.filter(({ contact }) => contact.lock !== null)
  const fresh = commits.filter(({ contact }) => contact.lock === null)
  return [
    set(
      INBOX,
      commits.map(({ key, at }) => [key.channel, key.externalId, key.address, at]),
    ),
    guard(commits.length),
    set(NEW_CONTACTS, fresh.map(contactRow)),
    set(
      NEW_ADDRESSES,
      fresh.map(({ key, contact, at }) => [key.address, contact.id, key.channel, at]),
    ),
    set(ALIASES, commits.flatMap(aliasRows)),
    ...(known.length > 0 ? [set(CONTACTS, known.map(contactRow)), guard(known.length)] : []),
    set(
      PHONES,
      commits.flatMap((commit) => phoneRows(commit, vault)),
    ),
    set(
      RUNS,
      commits.flatMap((commit) => runRows(commit, vault)),
    ),
    set(
      ENDED_RUNS,
      commits.flatMap(({ contact, endedFlows }) => endedFlows.map((flow) => [contact.id, flow])),
    ),
    set(EVENTS, commits.flatMap(eventRows)),
    set(
      OUTBOX,
      commits.flatMap((commit) => outboxRows(commit, vault)),
      holder,
    ),
    ...effectStatements(commits, vault),
  ].filter((statement) => statement !== null)
}

type Row = readonly (string | number | boolean | null)[]

function set(sql: string, rows: readonly Row[], ...rest: Argument[]): Statement | null {
  return rows.length === 0 ? null : { sql, args: [JSON.stringify(rows), ...rest] }
}

function guard(expected: number): Statement {
  return { sql: GUARD, args: [expected] }
}

function contactRow({ contact, at }: TurnCommit): Row {
  const { id, lock, language, activeFlow, failures, messagesStopped, timeZone } = contact
  return [id, lock, language, activeFlow, failures, messagesStopped, timeZone, at]
}

function aliasRows({ key, contact, at }: TurnCommit): Row[] {
  const standing = contact.address ?? key.address
  const others = new Set([key.address, ...contact.aliases])
  others.delete(standing)
  return Array.from(others, (alias) => [alias, contact.id, key.channel, standing, at])
}

function phoneRows({ key, contact }: TurnCommit, vault: Vault): Row[] {
  if (contact.phone === null) return []
  return [[contact.address ?? key.address, hex(vault.seal(contact.phone)), vault.blindIndex(contact.phone)]]
}

function runRows({ contact, runs }: TurnCommit, vault: Vault): Row[] {
  return runs.map(({ run, startedAt, updatedAt }) => [
    contact.id,
    run.flow,
    hex(vault.seal(JSON.stringify(run))),
    startedAt,
    updatedAt,
  ])
}

function eventRows({ key, contact, at, events }: TurnCommit): Row[] {
  return events.map(({ flow, step, type, reason }) => [
    contact.id,
    key.channel,
    flow,
    step,
    type,
    reason ?? null,
    at,
  ])
}

function outboxRows({ at, outbox }: TurnCommit, vault: Vault): Row[] {
  return outbox.map(({ id, address, contactId, kind, body }) => [
    id,
    address,
    contactId,
    kind,
    hex(vault.seal(body)),
    at,
  ])
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex')
}
