import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { loadTexts } from '../../src/bot/texts.ts'
import { createIds } from '../../src/bot/ids.ts'
import { createNotify } from '../../src/bot/notices.ts'
import { createOffice, type Office } from '../../src/db/office.ts'
import { createReader } from '../../src/db/reader.ts'
import { createTurns } from '../../src/db/turns.ts'
import type { Role } from '../../src/http/auth.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { sampleCommit, sampleKey, sampleRegistration } from '../db/turn-samples.ts'
import { fixture } from './fixture.ts'

/** The API over a real database, with keys of every role. */
export interface ApiHouse {
  readonly app: Hono
  readonly office: Office
  readonly database: TestDatabase
  /** How often the outbox was woken. */
  readonly woken: () => number
  /** A key with this role and region. */
  key(role: Role, region?: string | null): Promise<{ readonly id: string; readonly key: string }>
  /** Registers a business as its owner does in chat, and tells its number. */
  register(fields?: Parameters<typeof sampleRegistration>[0], address?: string): Promise<string>
  call(key: string, method: string, path: string, options?: CallOptions): Promise<Response>
  drop(): Promise<void>
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

let serial = 0

export async function apiHouse(): Promise<ApiHouse> {
  const database = await openFileDatabase()
  const { store, vault } = database
  const reader = createReader(store, database.url)
  const office = createOffice(store, reader, vault)
  const turns = createTurns(store, vault)
  let woken = 0
  const { app } = await fixture({
    office,
    findKey: (key) => office.apiKeys.find(key, Date.now()),
    notify: createNotify(loadTexts(new URL('../../locales/', import.meta.url)), createIds()),
    wakeOutbox: () => void woken++,
    requestsPerKey: { burst: 100_000, perSecond: 1000 },
  })
  return {
    app,
    office,
    database,
    woken: () => woken,
    key: (role, region = null) =>
      office.apiKeys.create({ name: `${role} ${region}`, role, region }, Date.now()),
    async register(fields, address = `web:${randomUUID()}`) {
      const number = `NK-T${(++serial).toString().padStart(3, '0')}-${randomUUID().slice(0, 4).toUpperCase()}`
      const effect = sampleRegistration({ number, nik: null, sector: 'coffee', ...fields })
      const key = sampleKey(address)
      const [state] = await turns.load([key])
      const [outcome] = await turns.commit(
        [sampleCommit(key, state!, { effects: [effect], runs: [] })],
        'test',
      )
      if (outcome !== 'committed') throw outcome
      return effect['number'] as string
    },
    call: async (key, method, path, { body, headers } = {}) =>
      app.request(`/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async drop() {
      await reader.close()
      await database.drop()
    },
  }
}
