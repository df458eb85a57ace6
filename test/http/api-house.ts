import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { loadTexts } from '../../src/bot/texts.ts'
import { createIds } from '../../src/bot/ids.ts'
import { createHandoverNotices } from '../../src/bot/handover-notices.ts'
import { createNotify } from '../../src/bot/notices.ts'
import { createOffice, type Office } from '../../src/db/office/office.ts'
import { createReader } from '../../src/db/store/reader.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import type { Effect } from '../../src/flows/types.ts'
import { createSheets } from '../../src/http/api/sheets/sheets.ts'
import type { Role } from '../../src/http/auth.ts'
import { toolsOf } from '../bot/house.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { sampleCommit, sampleKey, sampleRegistration } from '../db/turn-samples.ts'
import { fixture } from './fixture.ts'
import { firstSignIn, invited } from './person.ts'

/** The API over a real database, with keys of every role. */
export interface ApiHouse {
  readonly app: Hono
  readonly office: Office
  readonly database: TestDatabase
  /** How often the outbox was woken. */
  readonly woken: () => number
  /** A key with this role and region. */
  key(role: Role, region?: string | null): Promise<{ readonly id: string; readonly key: string }>
  /** Somebody with this role and region, signed in; `key` is their cookie. */
  person(role: Role, region?: string | null): Promise<{ readonly id: string; readonly key: string }>
  /** Registers a business as its owner does in chat, and tells its number. */
  register(fields?: Parameters<typeof sampleRegistration>[0], address?: string): Promise<string>
  /** An owner of that place asks for a person; tells the conversation's id. */
  handOver(fields?: Parameters<typeof sampleRegistration>[0]): Promise<string>
  /** A cluster of everybody in that regency so far; tells its id. Given one, those who came since then join it. */
  cluster(regency: string, id?: string): Promise<string>
  /** With a key, or with a person's cookie. */
  call(key: string, method: string, path: string, options?: CallOptions): Promise<Response>
  drop(): Promise<void>
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

const CLUSTER = `
insert into clusters (id, name, kind, sector, province, regency, stage, capacity, sells, source, status, created_at, updated_at)
values (?1, 'Klaster', 'other', 'coffee', substr(?2, 1, 2), ?2, 'active', 1000, '{}', 'test', 'published', 1, 1)
on conflict do nothing`
const JOIN = `
insert into cluster_members (id, cluster_id, contact_id, state, asked_at, joined_at, updated_at)
select lower(hex(randomblob(8))), ?1, contact_id, 'member', 1, 1, 1 from registrations where regency = ?2
on conflict do nothing`

let serial = 0

export async function apiHouse(
  open: () => Promise<TestDatabase> = openFileDatabase,
  createMaker = createSheets,
): Promise<ApiHouse> {
  const database = await open()
  const { store, vault } = database
  const reader = createReader(store, database.url)
  const office = createOffice(store, reader, vault)
  const sheets = createMaker(database)
  const turns = createTurns(store, vault)
  let woken = 0
  const { app } = await fixture({
    office,
    sheets,
    findKey: (key) => office.apiKeys.find(key, Date.now()),
    notify: createNotify(loadTexts(new URL('../../locales/', import.meta.url)), createIds()),
    handoverNotices: createHandoverNotices(toolsOf(database)),
    wakeOutbox: () => void woken++,
    // Behind a proxy: `X-Forwarded-For` makes somebody else of a caller.
    publicUrl: 'https://bot.example',
    requestsPerKey: { burst: 100_000, perSecond: 1000 },
  })

  async function commit(address: string, effect: Effect): Promise<void> {
    const key = sampleKey(address)
    const [state] = await turns.load([key])
    const [outcome] = await turns.commit([sampleCommit(key, state!, { effects: [effect], runs: [] })], 'test')
    if (outcome !== 'committed') throw outcome
  }

  async function register(
    fields?: Parameters<typeof sampleRegistration>[0],
    address = `web:${randomUUID()}`,
  ): Promise<string> {
    const number = `NK-T${(++serial).toString().padStart(3, '0')}-${randomUUID().slice(0, 4).toUpperCase()}`
    await commit(address, sampleRegistration({ number, nik: null, sector: 'coffee', ...fields }))
    return number
  }

  return {
    app,
    office,
    database,
    woken: () => woken,
    key: (role, region = null) =>
      office.apiKeys.create({ name: `${role} ${region}`, role, region }, { actor: 'test', at: Date.now() }),
    async person(role, region = null) {
      const { id, cookie } = await firstSignIn(app, await invited(office, role, region))
      return { id, key: cookie }
    },
    register,
    async handOver(fields) {
      const address = `web:${randomUUID()}`
      await register(fields, address)
      await commit(address, {
        type: 'openHandover',
        topic: 'Tolong',
        flow: null,
        step: null,
        dueAt: Date.now(),
      })
      const { rows } = await store.read({
        sql: 'select id from handovers where address = ?1',
        args: [address],
      })
      return rows[0]![0] as string
    },
    async cluster(regency, id = randomUUID().slice(0, 8)) {
      await store.write([
        { sql: CLUSTER, args: [id, regency] },
        { sql: JOIN, args: [id, regency] },
      ])
      return id
    },
    call: async (key, method, path, { body, headers } = {}) =>
      app.request(`/api/v1${path}`, {
        method,
        headers: {
          ...(key.startsWith('naik_kelas.') ? { cookie: key } : { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async drop() {
      await sheets.close()
      await reader.close()
      await database.drop()
    },
  }
}
