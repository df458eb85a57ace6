import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore } from '../src/db/store/client.ts'
import { migrate } from '../src/db/migrate.ts'
import { createOutbox } from '../src/db/turns/outbox.ts'
import { createTurns, type TurnCommit, type TurnKey, type TurnState } from '../src/db/turns/turns.ts'
import { createVault } from '../src/db/vault.ts'
import { startSqld } from '../test/sqld.ts'

/*
 * What a turn costs in the database: load, commit and settlement of groups of turns, each with one run of 14 answers, three
 * events and one reply, on contacts picked at random. `node bench/store.ts [--kind file|server] [--contacts 20000]`
 */

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'file' },
    contacts: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '4' },
    groups: { type: 'string', default: '1,8,32,64' },
  },
})
const contacts = Number(values.contacts)
const directory = await mkdtemp(join(tmpdir(), 'bench-store-'))
const sqld = values.kind === 'server' ? await startSqld() : null
const store = await openStore({ url: sqld?.url ?? `file:${join(directory, 'bench.db')}` })
await migrate(store)
const vault = createVault(Buffer.alloc(32, 1))
const turns = createTurns(store, vault)
const outbox = createOutbox({ store, vault, holder: 'bench' })
let serial = 0

for (let from = 0; from < contacts; from += 500) {
  await turn(Array.from({ length: 500 }, (_, at) => keyOf(from + at)))
}
console.log(`${store.kind}, ${contacts} contacts`)
for (const size of values.groups.split(',').map(Number)) await measure(size)
await store.close()
await sqld?.stop()
await rm(directory, { recursive: true })

async function measure(size: number): Promise<void> {
  const end = performance.now() + Number(values.seconds) * 1000
  const loads: number[] = []
  const commits: number[] = []
  const settles: number[] = []
  const started = performance.now()
  const cpu = process.cpuUsage()
  let done = 0
  while (performance.now() < end) {
    const picked = new Set<number>()
    while (picked.size < size) picked.add(Math.floor(Math.random() * contacts))
    const part = await turn(Array.from(picked, keyOf))
    loads.push(part.load)
    commits.push(part.commit)
    settles.push(part.settle)
    done += size
  }
  const { user, system } = process.cpuUsage(cpu)
  const perSecond = Math.round((done / (performance.now() - started)) * 1000)
  const cpuEach = ((user + system) / done).toFixed(1)
  console.log(
    `groups of ${size}: ${perSecond} turns/s, cpu ${cpuEach} µs a turn; ` +
      `load ${spread(loads, size)}, commit ${spread(commits, size)}, settle ${spread(settles, size)} µs a turn`,
  )
}

/** Tenth and fiftieth percentile: on a machine that is shared the first says more about the program. */
function spread(groups: number[], size: number): string {
  groups.sort((a, b) => a - b)
  const at = (share: number) => ((groups[Math.floor(groups.length * share)]! * 1000) / size).toFixed(1)
  return `${at(0.1)} / ${at(0.5)}`
}

async function turn(keys: readonly TurnKey[]): Promise<{ load: number; commit: number; settle: number }> {
  const started = performance.now()
  const states = await turns.load(keys)
  const loaded = performance.now()
  const commits = keys.map((key, at) => commitOf(key, states[at]!))
  const ready = performance.now()
  const outcomes = await turns.commit(commits, 'bench')
  const committed = performance.now()
  if (outcomes.some((outcome) => outcome !== 'committed')) throw new Error(`outcomes: ${outcomes.join(', ')}`)
  const sent = { state: 'sent', error: null, at: Date.now() } as const
  await outbox.settle(commits.map(({ outbox }) => ({ ...sent, id: outbox[0]!.id, externalId: `${serial}` })))
  const settle = performance.now() - committed
  return { load: loaded - started, commit: committed - ready, settle }
}

function keyOf(contact: number): TurnKey {
  return {
    channel: 'telegram',
    externalId: String(800_000_000 + ++serial),
    address: `telegram:${100_000_000 + contact}`,
  }
}

function commitOf(key: TurnKey, { contact, runs }: TurnState): TurnCommit {
  const at = Date.now()
  const id = contact?.id ?? `${at.toString(16)}${Math.random().toString(16).slice(2, 18)}`
  const answers = Array.from({ length: 14 }, (_, step) => ({
    step: `question${step}`,
    value: `an answer of some length ${serial}`,
  }))
  const run = {
    flow: 'registration',
    version: 1,
    status: 'open',
    asked: 'nik',
    answers,
    undone: [],
    misses: 0,
  } as const
  return {
    key,
    at,
    contact: {
      id,
      lock: contact?.lock ?? null,
      language: 'id',
      activeFlow: 'registration',
      failures: 0,
      messagesStopped: false,
      timeZone: null,
      aliases: [],
      phone: null,
    },
    runs: [{ run, startedAt: runs[0]?.startedAt ?? at, updatedAt: at }],
    endedFlows: [],
    events: [
      { flow: 'registration', type: 'answered', step: 'ownerName' },
      { flow: 'registration', type: 'asked', step: 'nik' },
    ],
    effects: [],
    outbox: [
      {
        id: (at * 4096 + (++serial % 4096)).toString(16).toUpperCase().padStart(24, '0'),
        address: key.address,
        contactId: id,
        kind: 'reply',
        body: JSON.stringify({
          text: `Terima kasih. `.repeat(15),
          buttons: [{ label: 'Lewati', data: 'registration:nik:skip' }],
        }),
      },
    ],
  }
}
