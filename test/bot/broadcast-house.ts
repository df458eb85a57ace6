import { pino } from 'pino'
import { createBrake } from '../../src/bot/broadcasts/broadcast-brake.ts'
import { createBroadcastLane } from '../../src/bot/broadcasts/broadcast-lane.ts'
import { type BroadcastRunner, createBroadcastRunner } from '../../src/bot/broadcasts/broadcast-runner.ts'
import type { Channel, ChannelName, Message, Outgoing } from '../../src/bot/channel.ts'
import { createIds } from '../../src/bot/ids.ts'
import { keepLease } from '../../src/bot/lease.ts'
import { createOutbox } from '../../src/bot/outbox/outbox.ts'
import type { SendError } from '../../src/bot/send-error.ts'
import { createAddresses } from '../../src/db/addresses.ts'
import { createAudit } from '../../src/db/office/audit.ts'
import { createBroadcastSending } from '../../src/db/broadcasts/broadcast-sending.ts'
import { createBroadcastWork } from '../../src/db/broadcasts/broadcast-work.ts'
import { createLeases } from '../../src/db/leases.ts'
import { createOutbox as createOutboxQueries } from '../../src/db/turns/outbox.ts'
import { createReader } from '../../src/db/store/reader.ts'
import { openFileDatabase } from '../db/stores.ts'
import { type ApiHouse, apiHouse } from '../http/api-house.ts'
import { pause } from '../worlds/loopback.ts'
import { texts } from './house.ts'

/** What a platform does with a message; without a word it takes it. */
export type Fate = (outgoing: Outgoing) => SendError | 'hangs' | undefined

/** Broadcasts with the API, a real database and fake platforms. */
export interface BroadcastHouse extends ApiHouse {
  readonly admin: string
  /** What the platforms took, in order. */
  readonly taken: { readonly address: string; readonly message: Message; readonly at: number }[]
  fate: Fate
  restriction: string | null
  /** A process that runs broadcasts. */
  launch(): Promise<Process>
  /** Does something with a broadcast over the API, at its newest version. */
  act(id: string, action: string, body?: object): Promise<number>
  /** Drafts a broadcast for the nation. */
  draft(more?: object): Promise<string>
  stateOf(id: string): Promise<string>
  /** Resolves once it is in this state. */
  is(id: string, state: string): Promise<void>
  /** How many recipients are in each state, with the reason behind it. */
  counts(id: string): Promise<{ readonly [state: string]: number }>
}

export interface Process {
  readonly runner: BroadcastRunner
  stop(): Promise<void>
  /** It does nothing any more, and nobody is told. */
  die(): void
}

const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' })
let processes = 0
const hangs = () => new Promise<never>(() => {})

export async function broadcastHouse({
  perWeek = 100,
  perSecond = 1000,
  strangersPerDay = 20,
  open: openDatabase = openFileDatabase,
} = {}): Promise<BroadcastHouse> {
  const api = await apiHouse(openDatabase)
  const { store, vault, url } = api.database
  const admin = (await api.key('admin')).key
  const reader = createReader(store, url)

  async function launch(): Promise<Process> {
    const holder = `process ${++processes}`
    const leases = createLeases(store)
    await leases.end()
    // What owners were answered when they registered is none of this.
    await store.write([{ sql: `delete from outbox where kind = 'reply'`, args: [] }])
    let dead = false
    const platform = (name: ChannelName): Channel => ({
      name,
      start: async () => {},
      stop: async () => {},
      state: () => ({ state: 'online' }),
      async send(outgoing) {
        if (dead) return hangs()
        const fate = house.fate(outgoing)
        if (fate === 'hangs') return hangs()
        if (fate) throw fate
        house.taken.push({ address: outgoing.address, message: outgoing.message, at: performance.now() })
        return { externalId: `x${outgoing.id}` }
      },
    })
    const channels = new Map(
      ['telegram', 'whatsapp', 'web'].map((name) => [name, platform(name as ChannelName)]),
    )
    const queries = createOutboxQueries({ store, vault, holder })
    const proactive = [{ count: perSecond, per: 1_000 }]
    const outbox = createOutbox({
      channels: channels as ReadonlyMap<ChannelName, Channel>,
      queries: { ...queries, blockAddress: createAddresses(store).block },
      limits: {
        telegram: { concurrency: 64, proactive },
        whatsapp: { concurrency: 4, proactive },
        web: { concurrency: 64 },
      },
      logger,
    })
    const mute = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (from, name) => (dead ? hangs : (from as Record<string | symbol, unknown>)[name]),
      })
    const sending = mute(createBroadcastSending({ store, vault, perWeek }))
    const work = mute(createBroadcastWork(store, reader, createAudit(store, vault), vault))
    const newId = createIds()
    const runner: BroadcastRunner = createBroadcastRunner({
      work,
      lanes: Array.from(channels.values(), (channel) => {
        const name = `broadcasts:${channel.name}`
        return createBroadcastLane({
          channel,
          outbox,
          sending,
          lease: Object.assign(keepLease({ leases, holder, name }), { name, holder }),
          texts,
          newId,
          site: 'https://naik.example',
          room: 10,
          ...(channel.name === 'whatsapp' && { strangersPerDay }),
          settled: (serial, outcome) => runner.settled(serial, outcome),
          wake: () => runner.wake(),
          onError: (err) => logger.error({ err }, 'lane'),
        })
      }),
      brake: createBrake(),
      lease: keepLease({ leases, holder, name: 'broadcasts' }),
      restriction: (channel) => (channel === 'whatsapp' ? house.restriction : null),
      logger,
    })
    await outbox.start()
    runner.start()
    running = runner
    const one = {
      runner,
      async stop() {
        await runner.stop()
        await outbox.stop()
      },
      die() {
        dead = true
      },
    }
    open.push(one)
    return one
  }

  const open: Process[] = []
  let running: BroadcastRunner | null = null
  const read = async (id: string) => {
    const response = await api.call(admin, 'GET', `/broadcasts/${id}`)
    return {
      etag: response.headers.get('etag')!,
      ...((await response.json()) as {
        state: string
        recipients: { state: string; reason: string | null; count: number }[]
      }),
    }
  }

  const house: BroadcastHouse = {
    ...api,
    admin,
    taken: [],
    fate: () => undefined,
    restriction: null,
    launch,
    async act(id, action, body = {}) {
      const { etag } = await read(id)
      const headers = { 'if-match': etag }
      const response = await api.call(admin, 'POST', `/broadcasts/${id}/${action}`, { body, headers })
      running?.wake()
      return response.status
    },
    async draft(more = {}) {
      const body = { name: 'Uji', audience: {}, message: { text: { id: 'Halo' } }, quiet: null, ...more }
      const response = await api.call(admin, 'POST', '/broadcasts', { body })
      if (response.status !== 201) throw new Error(await response.text())
      return ((await response.json()) as { id: string }).id
    },
    stateOf: async (id) => (await read(id)).state,
    async is(id, state) {
      for (const since = Date.now(); (await read(id)).state !== state; await pause(10)) {
        if (Date.now() - since > 20_000)
          throw new Error(`It is ${JSON.stringify(await read(id))}, not ${state}`)
      }
    },
    async counts(id) {
      const { recipients } = await read(id)
      const counts: { [state: string]: number } = {}
      for (const { state, reason, count } of recipients) {
        const name = reason ? `${state} ${reason}` : state
        counts[name] = (counts[name] ?? 0) + count
      }
      return counts
    },
    async drop() {
      for (const one of open) {
        one.die()
        await Promise.race([one.stop(), pause(200)])
      }
      await reader.close()
      await api.drop()
    },
  }
  return house
}
