import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { createAudiences } from '../src/db/broadcasts/broadcast-audience.ts'
import { createBroadcastWork } from '../src/db/broadcasts/broadcast-work.ts'
import { createBroadcasts } from '../src/db/broadcasts/broadcasts.ts'
import { createAudit } from '../src/db/office/audit.ts'
import { openStore } from '../src/db/store/client.ts'
import { migrate } from '../src/db/migrate.ts'
import { createReader } from '../src/db/store/reader.ts'
import { createTurns } from '../src/db/turns/turns.ts'
import { createVault } from '../src/db/vault.ts'
import { putOwners } from '../test/broadcast-owners.ts'
import { sampleCommit, sampleKey } from '../test/db/turn-samples.ts'

/*
 * How a broadcast's audience is frozen beside a bot at work, on a file:
 *
 *   node --expose-gc bench/broadcast.ts [--rows 1000000] [--slice 1000]
 */

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, slice: { type: 'string', default: '1000' } },
})
const rows = Number(values.rows)
const slice = Number(values.slice)
const directory = await mkdtemp(join(tmpdir(), 'naik-kelas-bench-'))
const url = `file:${join(directory, 'bench.db')}`
const store = await openStore({ url })
await migrate(store)
const vault = createVault(randomBytes(32))
const reader = createReader(store, url)
const audit = createAudit(store, vault)
const broadcasts = createBroadcasts(store, reader, audit, vault)
const work = createBroadcastWork(store, reader, audit, vault)
const turns = createTurns(store, vault)
const nation = { type: 'nation' } as const

const filling = performance.now()
await withoutSearch(() => putOwners(store, vault, { count: rows, address: (n) => `telegram:${n}` }))
console.log(`${rows} owners in ${seconds(filling)} s`)

const draft = {
  id: 'bench',
  name: 'bench',
  audience: { filters: {}, conditions: [], words: [] },
  message: { text: { id: 'Halo' }, buttons: [], file: null },
  channels: ['telegram'],
  pace: null,
  quiet: null,
  validUntil: null,
  region: null,
  needsApproval: false,
  createdBy: 'bench',
  resendOf: null,
}
await broadcasts.create(draft, Date.now())
const drafted = (await broadcasts.byId(nation, 'bench'))!
const set = { state: 'running', startedAt: Date.now() } as const
await broadcasts.change({
  broadcast: drafted,
  actor: 'bench',
  at: Date.now(),
  type: 'started',
  from: ['draft'],
  set,
})

console.log(`turns alone             ${spread(await talk(pause(5_000)))}`)
globalThis.gc?.()
const before = process.memoryUsage().rss
let most = before
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20)
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const freezing = performance.now()
let longest = 0
const frozen = (async () => {
  for (let outcome = 'more'; outcome === 'more';) {
    const since = performance.now()
    outcome = await work.freeze((await work.active(Date.now()))[0]!, slice, Date.now())
    longest = Math.max(longest, performance.now() - since)
  }
})()
const times = await talk(frozen)
delay.disable()
clearInterval(watch)
console.log(`frozen in ${seconds(freezing)} s, the longest slice ${longest.toFixed(0)} ms`)
console.log(
  `event loop held ${(delay.percentile(99) / 1e6).toFixed(0)} ms p99, ${(delay.max / 1e6).toFixed(0)} ms at most`,
)
console.log(`memory ${mb(before)} MB before, ${mb(most)} MB at most`)
console.log(`turns beside the freeze ${spread(times)}`)
const counts = await broadcasts.counts(drafted.serial)
console.log(counts.map(({ state, count }) => `${count} ${state}`).join(', '))

const previewing = performance.now()
const reach = await createAudiences(reader).reach(drafted, Date.now())
console.log(`preview of ${reach.matched} in ${seconds(previewing)} s`)
await reader.close()
await store.close()
await rm(directory, { recursive: true })

/** Fills in without the full-text index, which takes long and is not asked here. */
async function withoutSearch(fill: () => Promise<void>): Promise<void> {
  const run = (sql: string) => store.write([{ sql, args: [] }])
  const { rows: found } = await store.read({
    sql: `select sql from sqlite_schema where name = 'registrations_inserted'`,
    args: [],
  })
  await run('drop trigger registrations_inserted')
  await fill()
  await run('insert into registration_seqs (id) select id from registrations order by id')
  await run(found[0]![0] as string)
}

/** One turn after the other, twenty a second, as long as something goes on. */
async function talk(something: Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  const over = new AbortController()
  void something.then(() => over.abort())
  while (!over.signal.aborted) {
    const turn = sampleKey(`telegram:bench${Math.floor(Math.random() * 1000)}`)
    const since = performance.now()
    const [state] = await turns.load([turn])
    await turns.commit([sampleCommit(turn, state!)], 'bench')
    taken.push(performance.now() - since)
    await pause(50)
  }
  return taken
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1)
  return `p50 ${at(0.5)} / p99 ${at(0.99)} / max ${at(1)} ms (${all.length})`
}
