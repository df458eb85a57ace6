import { runOf } from '../run-state.ts'
import type { Result, Statement, Value } from '../store/store.ts'
import type { StoredRun, TurnKey, TurnState } from './turns.ts'
import type { Vault } from '../vault.ts'

// One row for each key and name of its address, times the contact's runs. Column order is that of `stateOf`.
const LOAD = `
select k.value->>'$[0]', i.state, i.attempts,
  c.id, c.lock, c.language, c.active_flow, c.failures, c.messages_stopped, c.time_zone, c.last_inbound_at,
  coalesce(m.address, a.address), coalesce(m.blocked_at, a.blocked_at), coalesce(m.phone_sealed, a.phone_sealed),
  r.number, r.status, h.id, h.claimed_at, u.state_sealed, u.started_at, u.updated_at
from json_each(?1) k
left join inbox i on i.channel = k.value->>'$[1]' and i.external_id = k.value->>'$[2]'
left join addresses a on a.address = k.value->>'$[3]'
left join addresses m on m.address = a.alias_of
left join contacts c on c.id = a.contact_id
left join registrations r on r.contact_id = c.id
left join handovers h on h.contact_id = c.id and h.closed_at is null
left join runs u on u.contact_id = c.id`

const CONTACT = 3
const RUN = 18

/** One query for what all these turns need to know. */
export function loadStatement(keys: readonly TurnKey[]): Statement {
  const names = keys.flatMap((key, at) =>
    [key.address, ...(key.aliases ?? [])].map((address) => [at, key.channel, key.externalId, address]),
  )
  return { sql: LOAD, args: [JSON.stringify(names)] }
}

/** Its result as one state for each key. Of several names the first that is known tells the contact. */
export function turnStates(count: number, result: Result, vault: Vault): TurnState[] {
  const states: TurnState[] = []
  const runs: StoredRun[][] = Array.from({ length: count }, () => [])
  for (const row of result.rows) {
    const at = Number(row[0])
    const known = states[at]?.contact
    if (!known) states[at] = stateOf(row, runs[at]!, vault)
    if (row[RUN] === null || (known && known.id !== row[CONTACT])) continue
    runs[at]!.push(storedRun(row, vault))
  }
  return states
}

function stateOf(row: readonly Value[], runs: StoredRun[], vault: Vault): TurnState {
  return {
    seen: row[1] as TurnState['seen'],
    attempts: Number(row[2] ?? 0),
    contact: row[CONTACT] === null ? null : contactOf(row, vault),
    runs,
    registration: row[14] === null ? null : { number: row[14] as string, status: row[15] as string },
    handover: row[16] === null ? null : { id: row[16] as string, claimed: row[17] !== null },
  }
}

function contactOf(row: readonly Value[], vault: Vault): TurnState['contact'] {
  return {
    id: row[3] as string,
    lock: Number(row[4]),
    language: row[5] as string,
    activeFlow: row[6] as string | null,
    failures: Number(row[7]),
    messagesStopped: Number(row[8]) === 1,
    timeZone: row[9] as string | null,
    lastInboundAt: Number(row[10]),
    address: row[11] as string,
    blocked: row[12] !== null,
    phone: row[13] === null ? null : vault.open(row[13] as Uint8Array),
  }
}

function storedRun(row: readonly Value[], vault: Vault): StoredRun {
  return {
    run: runOf(vault.open(row[RUN] as Uint8Array)),
    startedAt: Number(row[RUN + 1]),
    updatedAt: Number(row[RUN + 2]),
  }
}
