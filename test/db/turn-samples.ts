import { randomUUID } from 'node:crypto'
import type { Effect, Run } from '../../src/flows/types.ts'
import type { TurnCommit, TurnKey, TurnState } from '../../src/db/turns/turns.ts'

let serial = 0

/** An id of the outbox: 24 upper-case hex digits, rising. */
export function outboxId(): string {
  return (++serial).toString(16).toUpperCase().padStart(24, '0')
}

export function sampleKey(address: string, externalId: string = randomUUID()): TurnKey {
  return { channel: address.split(':')[0]!, externalId, address }
}

export function sampleRun(fields: Partial<Run> = {}): Run {
  return {
    flow: 'registration',
    version: 1,
    status: 'open',
    asked: 'nik',
    answers: [{ step: 'ownerName', value: 'Siti Aminah' }],
    undone: [],
    misses: 0,
    ...fields,
  }
}

/** The commit of a plain turn on what was loaded: one run, two events, one reply. */
export function sampleCommit(key: TurnKey, state: TurnState, fields: Partial<TurnCommit> = {}): TurnCommit {
  const { contact } = state
  const id = contact?.id ?? randomUUID()
  const at = fields.at ?? 1_700_000_000_000 + ++serial
  return {
    key,
    at,
    contact: {
      id,
      lock: contact?.lock ?? null,
      language: contact?.language ?? 'id',
      activeFlow: 'registration',
      failures: 0,
      messagesStopped: false,
      timeZone: null,
      address: contact?.address,
      aliases: key.aliases ?? [],
      phone: null,
    },
    runs: [{ run: sampleRun(), startedAt: at, updatedAt: at }],
    endedFlows: [],
    events: [
      { flow: 'registration', type: 'answered', step: 'ownerName' },
      { flow: 'registration', type: 'asked', step: 'nik' },
    ],
    effects: [],
    outbox: [
      {
        id: outboxId(),
        address: key.address,
        contactId: id,
        kind: 'reply',
        body: '{"text":"Terima kasih, Bu Siti"}',
      },
    ],
    ...fields,
  }
}

export function sampleRegistration(
  fields: { readonly [field: string]: string | number | null } = {},
): Effect {
  return {
    type: 'submitRegistration',
    id: randomUUID(),
    number: `NK-${++serial}`,
    ownerName: 'Siti Aminah',
    nik: '3510014503850003',
    businessName: 'Keripik Tempe Malang',
    product: 'keripik tempe',
    sector: 'food',
    province: '35',
    regency: '35.10',
    district: '35.10.01',
    yearStarted: 2015,
    capital: 25_000_000,
    annualSales: 120_000_000,
    workers: 3,
    nib: null,
    export: 'never',
    class: 'micro',
    ...fields,
  }
}
