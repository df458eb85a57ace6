import { readConfig } from '../../src/config.ts'
import { openStore } from '../../src/db/store/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createRegistrations } from '../../src/db/registrations/registrations.ts'
import type { Store } from '../../src/db/store/store.ts'
import { createVault } from '../../src/db/vault.ts'
import { createWhatsAppKeys } from '../../src/db/whatsapp-keys.ts'
import { dataKey } from '../../src/secrets.ts'
import type { ExpectedRegistration } from '../worlds/owner/plan.ts'

/** A message that the product owed, as it stands in its database. */
export interface Owed {
  readonly id: string
  readonly address: string
  readonly state: string
  readonly attempts: number
}

/** What a stopped program has stored, read with the product's own modules. */
export interface Books {
  /** All registrations of whoever is reached at one of these addresses. */
  registrations(addresses: readonly string[]): Promise<ExpectedRegistration[]>
  registrationCount(): Promise<number>
  /** How many messages of people took effect, in all and by address, and how many owe it still. */
  inbox(): Promise<{
    readonly done: number
    readonly doneAt: ReadonlyMap<string, number>
    readonly open: number
  }>
  /** What is owed, and what is kept of what was sent. */
  outbox(): Promise<Owed[]>
  /** What a question to the database finds. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>
  close(): Promise<void>
}

/** Opens the data directory of a program that does not run. */
export async function openBooks(dataDir: string): Promise<Books> {
  const config = readConfig({ DATA_DIR: dataDir })
  const { value: key } = await dataKey(config)
  const store = await openStore(config.database)
  const registrations = createRegistrations(store, createVault(key))
  const numbersOf = `select distinct r.number from registrations r join addresses a on a.contact_id = r.contact_id
    where a.address in (select value from json_each(?1))`

  async function registration(number: string): Promise<ExpectedRegistration> {
    const [stored, revealed] = await Promise.all([
      registrations.byNumber({ type: 'nation' }, number),
      registrations.reveal({ type: 'nation' }, number),
    ])
    return { ...stored!, ...revealed! }
  }

  return {
    async registrations(addresses) {
      const numbers = await column(store, numbersOf, JSON.stringify(addresses))
      return Promise.all(numbers.map((number) => registration(String(number))))
    },
    async registrationCount() {
      return Number((await column(store, 'select count(*) from registrations'))[0])
    },
    async inbox() {
      const done = `select channel || ':' || address, count(*) from inbox where state = 'done' group by 1`
      const { rows } = await store.read({ sql: done, args: [] })
      const doneAt = new Map(rows.map(([address, count]) => [String(address), Number(count)]))
      const [open] = await column(store, `select count(*) from inbox where state <> 'done'`)
      return { done: [...doneAt.values()].reduce((sum, count) => sum + count, 0), doneAt, open: Number(open) }
    },
    async outbox() {
      const { rows } = await store.read({ sql: 'select id, address, state, attempts from outbox', args: [] })
      return rows.map(([id, address, state, attempts]) => ({
        id: String(id),
        address: String(address),
        state: String(state),
        attempts: Number(attempts),
      }))
    },
    rows: async (sql) => (await store.read({ sql, args: [] })).rows,
    close: () => store.close(),
  }
}

/** Puts the credentials of a link made earlier into the data directory of a program that was never started. */
export async function putCredentials(dataDir: string, creds: string): Promise<void> {
  const config = readConfig({ DATA_DIR: dataDir })
  const { value: key } = await dataKey(config)
  const store = await openStore(config.database)
  await migrate(store)
  await createWhatsAppKeys(store, createVault(key)).set([{ kind: 'creds', id: 'self', value: creds }])
  await store.close()
}

async function column(store: Store, sql: string, ...args: string[]) {
  const { rows } = await store.read({ sql, args })
  return rows.map(([value]) => value)
}
