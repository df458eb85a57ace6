import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Incoming, Message, Outgoing } from '../../src/bot/channel.ts'
import type { KeyStorage } from '../../src/bot/whatsapp-auth.ts'
import type { JournalRow } from '../../src/bot/whatsapp-inbound.ts'
import { openStore } from '../../src/db/store/client.ts'
import { createInbox } from '../../src/db/turns/inbox.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createVault } from '../../src/db/vault.ts'
import { createWhatsAppKeys } from '../../src/db/whatsapp-keys.ts'

type Owed = Pick<Outgoing, 'id' | 'address' | 'message'>

/** The database as far as WhatsApp alone needs it: the real tables, without conversations. */
export interface BotStore {
  readonly keys: KeyStorage
  journal(rows: readonly JournalRow[]): Promise<void>
  /** What was journalled and had no effect yet. */
  received(): Promise<string[]>
  /** Marks a message as done and owes its answer, in one commit; false when that was done before. */
  settle(incoming: Incoming, reply: Owed | null): Promise<boolean>
  /** Answers not sent yet, oldest first. */
  owed(): Promise<Owed[]>
  sent(id: string): Promise<void>
  message(externalId: string): Promise<Message | null>
  close(): Promise<void>
}

const vault = createVault(Buffer.alloc(32, 7))

const OWE = `
insert into outbox (id, channel, address, contact_id, kind, created_at, body_sealed, state)
select ?1, 'whatsapp', ?2, 'contact', 'reply', 0, ?3, 'pending'
from inbox where channel = 'whatsapp' and external_id = ?4 and state = 'received'`

const DONE = `
update inbox set state = 'done', body_sealed = null
where channel = 'whatsapp' and external_id = ?1 and state = 'received' returning external_id`

/** Opens or makes the database. */
export async function openBotStore(file: string): Promise<BotStore> {
  const store = await openStore({ url: `file:${file}` })
  await migrate(store)
  const inbox = createInbox(store, vault)
  const bodies = async (sql: string, ...args: string[]) => {
    const { rows } = await store.read({ sql, args })
    return rows.map(([id, address, body]) => ({
      id: String(id),
      address: String(address) as Owed['address'],
      message: JSON.parse(vault.open(body as Uint8Array)) as Message,
    }))
  }
  return {
    keys: createWhatsAppKeys(store, vault),
    journal: (rows) => inbox.journal('whatsapp', rows),
    received: async () => (await inbox.owed()).map(({ body }) => body),
    async settle({ externalId }, reply) {
      const owe = reply && {
        sql: OWE,
        args: [reply.id, reply.address, vault.seal(JSON.stringify(reply.message)), externalId],
      }
      const done = { sql: DONE, args: [externalId] }
      const results = await store.write(owe ? [owe, done] : [done])
      return results.at(-1)?.rows.length === 1
    },
    owed: () => bodies(`select id, address, body_sealed from outbox where state = 'pending' order by id`),
    async sent(id) {
      await store.write([{ sql: `update outbox set state = 'sent' where id = ?1`, args: [id] }])
    },
    async message(externalId) {
      const sql = `select id, address, body_sealed from outbox where id like ?1`
      return (await bodies(sql, `%${externalId.slice(4)}`))[0]?.message ?? null
    },
    close: () => store.close(),
  }
}

/** A directory of its own for one test, and the file in it for the database. */
export async function scratch(): Promise<{ file: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'whatsapp-'))
  return { file: join(directory, 'bot.db'), remove: () => rm(directory, { recursive: true }) }
}

/** Makes a store in which a link to this account lies already. */
export async function storeLink(file: string, creds: string): Promise<void> {
  const store = await openBotStore(file)
  await store.keys.set([{ kind: 'creds', id: 'self', value: creds }])
  await store.close()
}
