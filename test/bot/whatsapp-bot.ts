import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Incoming, Inlet, Message } from '../../src/bot/channel.ts'
import { SendError } from '../../src/bot/send-error.ts'
import type { KeyStorage } from '../../src/bot/whatsapp-auth.ts'
import type { JournalRow } from '../../src/bot/whatsapp-inbound.ts'
import type { Log, Pairing, WhatsAppOptions } from '../../src/bot/whatsapp-options.ts'
import { createWhatsApp, type WhatsApp } from '../../src/bot/whatsapp.ts'
import {
  startWhatsAppWorld,
  type WhatsAppWorld,
  type WhatsAppWorldOptions,
} from '../worlds/whatsapp/world.ts'

/** What the database keeps for WhatsApp, in one SQLite file as small as can be. */
export interface Store {
  readonly keys: KeyStorage
  journal(rows: readonly JournalRow[]): Promise<void>
  /** Marks a message as done and owes its answer, in one commit; false when that was done before. */
  settle(externalId: string, owed: { id: string; address: string; message: Message } | null): boolean
  received(): string[]
  owed(): { id: string; address: string; message: Message }[]
  sent(id: string): void
  message(externalId: string): Message | null
  journalled(): { externalId: string; state: string }[]
  close(): void
}

/** Opens or makes the store. */
export function openStore(file: string): Store {
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS keys (kind TEXT, id TEXT, value TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, state TEXT, body TEXT);
    CREATE TABLE IF NOT EXISTS outbox (id TEXT PRIMARY KEY, address TEXT, body TEXT, state TEXT)`)
  const atomically = <T>(work: () => T): T => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return {
    keys: keyStorage(db, atomically),
    async journal(rows) {
      const insert = db.prepare(`INSERT OR IGNORE INTO inbox VALUES (?, 'received', ?)`)
      atomically(() => rows.forEach(({ externalId, body }) => insert.run(externalId, body)))
    },
    settle: (externalId, owed) =>
      atomically(() => {
        const done = db.prepare(
          `UPDATE inbox SET state = 'done', body = NULL WHERE id = ? AND state <> 'done'`,
        )
        if (done.run(externalId).changes === 0) return false
        if (owed) {
          const insert = db.prepare(`INSERT INTO outbox VALUES (?, ?, ?, 'pending')`)
          insert.run(owed.id, owed.address, JSON.stringify(owed.message))
        }
        return true
      }),
    received: () => texts(db, `SELECT body FROM inbox WHERE state = 'received' ORDER BY rowid`, 'body'),
    owed: () =>
      db
        .prepare(`SELECT id, address, body FROM outbox WHERE state = 'pending' ORDER BY id`)
        .all()
        .map(({ id, address, body }) => ({
          id: String(id),
          address: String(address),
          message: JSON.parse(String(body)) as Message,
        })),
    sent: (id) => void db.prepare(`UPDATE outbox SET state = 'sent' WHERE id = ?`).run(id),
    message: (externalId) => {
      const rows = db.prepare('SELECT id, body FROM outbox WHERE id LIKE ?').all(`%${externalId.slice(4)}`)
      return rows[0] ? (JSON.parse(String(rows[0].body)) as Message) : null
    },
    journalled: () =>
      db
        .prepare('SELECT id, state FROM inbox ORDER BY rowid')
        .all()
        .map(({ id, state }) => ({ externalId: String(id), state: String(state) })),
    close: () => db.close(),
  }
}

function keyStorage(db: DatabaseSync, atomically: <T>(work: () => T) => T): KeyStorage {
  const read = db.prepare('SELECT value FROM keys WHERE kind = ? AND id = ?')
  const write = db.prepare('INSERT OR REPLACE INTO keys VALUES (?, ?, ?)')
  const drop = db.prepare('DELETE FROM keys WHERE kind = ? AND id = ?')
  return {
    async get(kind, ids) {
      const rows = ids.map((id) => [id, read.get(kind, id)?.value] as const)
      return new Map(rows.flatMap(([id, value]) => (typeof value === 'string' ? [[id, value]] : [])))
    },
    async set(entries) {
      atomically(() => {
        for (const { kind, id, value } of entries) {
          if (value === null) drop.run(kind, id)
          else write.run(kind, id, value)
        }
      })
    },
    async clear() {
      db.exec('DELETE FROM keys')
    },
  }
}

function texts(db: DatabaseSync, query: string, column: string): string[] {
  return db
    .prepare(query)
    .all()
    .map((row) => String(row[column]))
}

export interface Bot {
  readonly whatsapp: WhatsApp
  readonly store: Store
  readonly incoming: Incoming[]
  readonly receipts: string[]
  readonly logged: object[]
  /** Resolves with what is shown for pairing, once it fits. */
  shows(fits: (pairing: Pairing) => boolean): Promise<Pairing>
  /** Sends one message and tells what became of it. */
  say(address: string, message: Message, id?: string): Promise<SendError | string>
  stop(): Promise<void>
}

type Answer = (incoming: Incoming) => Message | null
export type BotOptions = Partial<WhatsAppOptions> & {
  readonly answer?: Answer
  readonly wrap?: (inlet: Inlet) => Inlet
}

/** A directory of its own for one test, and the file in it for the bot's store. */
export async function scratch(): Promise<{ file: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'whatsapp-'))
  return { file: join(directory, 'bot.db'), remove: () => rm(directory, { recursive: true }) }
}

/** A world and a bot in it that was linked earlier and is online. */
export async function linkedBot(
  worldOptions: WhatsAppWorldOptions = {},
  options: BotOptions = {},
): Promise<{ world: WhatsAppWorld; bot: Bot; file: string; close(): Promise<void> }> {
  const [world, place] = await Promise.all([startWhatsAppWorld(worldOptions), scratch()])
  const store = openStore(place.file)
  await store.keys.set([{ kind: 'creds', id: 'self', value: world.registeredCreds().json }])
  store.close()
  const bot = await startBot(place.file, { webSocketUrl: world.url, ...options })
  await bot.shows(({ state }) => state === 'online')
  await world.waitOnline()
  return {
    world,
    bot,
    file: place.file,
    async close() {
      await bot.stop()
      await world.close()
      await place.remove()
    },
  }
}

/** A bot that stands on the channel alone: it journals, answers through an outbox, and takes up what is owed at its start. */
export async function startBot(file: string, options: BotOptions): Promise<Bot> {
  const store = openStore(file)
  const incoming: Incoming[] = []
  const receipts: string[] = []
  const logged: object[] = []
  const watchers = new Set<(pairing: Pairing) => void>()
  const answer = options.answer ?? echo
  const whatsapp = createWhatsApp({
    logger: collector(logged),
    keys: store.keys,
    journal: (rows) => store.journal(rows),
    sentMessages: async (id) => store.message(id),
    ...options,
    timing: { backoff: 20, ...options.timing },
    onPairing: (pairing) => {
      for (const watcher of watchers) watcher(pairing)
      options.onPairing?.(pairing)
    },
    onReceipt: (id, receipt) => receipts.push(`${receipt} ${id}`),
  })
  let draining = Promise.resolve()
  const drain = () => (draining = draining.then(() => sendOwed(store, whatsapp)))
  const inlet: Inlet = {
    async receive(message) {
      const reply = answer(message)
      const owed = reply && { id: nextId(), address: message.address, message: reply }
      if (!store.settle(message.externalId, owed)) return
      incoming.push(message)
      void drain()
    },
    async reachability() {},
  }
  await whatsapp.start(options.wrap?.(inlet) ?? inlet)
  for (const body of store.received()) {
    const left = whatsapp.recover(body)
    if (left) await inlet.receive(left)
  }
  void drain()
  return {
    whatsapp,
    store,
    incoming,
    receipts,
    logged,
    shows: (fits) =>
      new Promise((resolve) => {
        const watcher = (pairing: Pairing) => {
          if (!fits(pairing)) return
          watchers.delete(watcher)
          resolve(pairing)
        }
        watchers.add(watcher)
        watcher(whatsapp.pairing())
      }),
    async say(address, message, id = nextId()) {
      const sent = whatsapp.send({ id, address: address as Incoming['address'], message, attempt: 1 })
      return sent.then(
        ({ externalId }) => externalId,
        (error: unknown) => {
          if (error instanceof SendError) return error
          throw error
        },
      )
    },
    async stop() {
      if (stopped.has(store)) return
      stopped.add(store)
      await whatsapp.stop()
      await draining
      store.close()
    },
  }
}

const stopped = new WeakSet<Store>()

/** Sends what is owed in order, each until it is accepted or refused for good. */
async function sendOwed(store: Store, whatsapp: WhatsApp): Promise<void> {
  for (const { id, address, message } of stopped.has(store) ? [] : store.owed()) {
    for (let attempt = 1; !stopped.has(store); attempt++) {
      const done = await whatsapp
        .send({ id, address: address as Incoming['address'], message, attempt })
        .then(
          () => true,
          (error: SendError) => !error.retryable,
        )
      if (done) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    if (!stopped.has(store)) store.sent(id)
  }
}

const echo: Answer = ({ input }) => ({
  text: input.type === 'text' ? `gema: ${input.text}` : `gema: ${input.type}`,
})

let counter = 0
function nextId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time}${(counter++ % 65_536).toString(16).padStart(4, '0')}${process.pid.toString(16).padStart(8, '0')}`.toUpperCase()
}

function collector(into: object[]): Log {
  const write = (level: string) => (fields: object, message: string) =>
    into.push({ level, message, ...fields })
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** Dies without a word, as by a power cut. */
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** As a program: one JSON line for each state. `BOT_DIES` names the moment of its death. */
async function main({ BOT_STORE, BOT_DIES, WHATSAPP_WEB_SOCKET_URL }: NodeJS.ProcessEnv): Promise<void> {
  if (!BOT_STORE || !WHATSAPP_WEB_SOCKET_URL) throw new Error('set BOT_STORE and WHATSAPP_WEB_SOCKET_URL')
  const store = openStore(BOT_STORE)
  let journalled = false
  const bot = await startBot(BOT_STORE, {
    webSocketUrl: WHATSAPP_WEB_SOCKET_URL,
    onPairing: ({ state }) => process.stdout.write(`${JSON.stringify({ state })}\n`),
    async journal(rows) {
      if (BOT_DIES === 'before the journal') die()
      await store.journal(rows)
      if (BOT_DIES === 'after the journal') die()
      journalled = true
    },
    keys: {
      ...store.keys,
      async set(entries) {
        await store.keys.set(entries)
        if (BOT_DIES === 'after the session' && journalled) die()
      },
    },
    wrap: (inlet) => ({
      ...inlet,
      async receive(incoming) {
        if (BOT_DIES === 'before the turn') die()
        await inlet.receive(incoming)
        if (BOT_DIES === 'after the turn') die()
      },
    }),
  })
  await once(process, 'SIGTERM')
  await bot.stop()
  store.close()
}

if (import.meta.main) await main(process.env)
