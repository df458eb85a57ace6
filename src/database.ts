import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { keepLease } from './bot/lease.ts'
import type { Message } from './bot/channel.ts'
import { type Config, ConfigError } from './config.ts'
import { type Addresses, createAddresses } from './db/addresses.ts'
import { type Announcer, createAnnouncer } from './db/notices/announcements.ts'
import { type ApiKeys, createApiKeys } from './db/office/api-keys.ts'
import { createAudit } from './db/office/audit.ts'
import { type BroadcastSending, createBroadcastSending } from './db/broadcasts/broadcast-sending.ts'
import { type BroadcastWork, createBroadcastWork } from './db/broadcasts/broadcast-work.ts'
import { type Certificates, createCertificates } from './db/training/certificates.ts'
import { type ClusterQueues, createClusterQueues } from './db/clusters/cluster-queues.ts'
import { seedClusters } from './db/clusters/cluster-seed.ts'
import { openStore } from './db/store/client.ts'
import { createContent } from './db/content/content.ts'
import { demoClusters } from './db/demo-clusters.ts'
import { demoPartners } from './db/partners/demo-partners.ts'
import { createDocuments, type Documents, FOUNDING, PHOTOS } from './db/pirt/documents.ts'
import { createFacts, type Facts } from './db/facts.ts'
import { createInbox, type Inbox } from './db/turns/inbox.ts'
import { createLeases, type Leases } from './db/leases.ts'
import { prune } from './db/upkeep/maintenance.ts'
import { migrate } from './db/migrate.ts'
import { createNotices, type Notices } from './db/notices/notices.ts'
import { createOffice, type Office } from './db/office/office.ts'
import { createOutbox, type Outbox } from './db/turns/outbox.ts'
import { createReader } from './db/store/reader.ts'
import { createReminders, type Reminders } from './db/notices/reminders.ts'
import { seedContent, seedReminders } from './db/seed.ts'
import { StorePoisoned, StoreRefused } from './db/store/store-error.ts'
import type { Store } from './db/store/store.ts'
import { createUploads, type Uploads } from './db/pirt/uploads.ts'
import { createTurns, type Turns } from './db/turns/turns.ts'
import { opensVault } from './db/vault-check.ts'
import { sealTexts } from './db/upkeep/sealing.ts'
import { createVault } from './db/vault.ts'
import { createWaitingLists, type WaitingLists } from './db/training/waiting-list.ts'
import { createWebhookQueue, type WebhookQueue } from './db/webhooks/webhook-queue.ts'
import { createWhatsAppKeys, type WhatsAppKeys } from './db/whatsapp-keys.ts'
import type { Mailbox } from './http/chat-events.ts'
import { dataKey } from './secrets.ts'

/** The database, open and at the newest schema, with the questions that are asked of it. */
export interface Database {
  readonly turns: Turns
  readonly facts: Facts
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly addresses: Addresses
  readonly documents: Documents
  readonly uploads: Uploads
  readonly notices: Notices
  /** Pictures on product cards. */
  readonly photos: Documents
  /** Papers of a cooperative's founding. */
  readonly foundingPapers: Documents
  readonly broadcastWork: BroadcastWork
  readonly broadcastSending: BroadcastSending
  readonly leases: Leases
  readonly apiKeys: ApiKeys
  readonly office: Office
  readonly webhookQueue: WebhookQueue
  readonly whatsappKeys: WhatsAppKeys
  readonly mailbox: Mailbox
  readonly waitingLists: WaitingLists
  readonly clusterQueues: ClusterQueues
  readonly reminders: Reminders
  readonly announcer: Announcer
  readonly certificates: Certificates
  /** Names this start of this process. */
  readonly holder: string
  /** Other processes may work on it too. */
  readonly isShared: boolean
  /** The data key's file, when it was made just now. */
  readonly newKeyPath: string | null
  /** Resolves when a write has gone through. */
  probe(): Promise<void>
  /** Deletes what is past its time; resolves to how much that was. */
  prune(): Promise<number>
  /**
   * Makes the first admin's key, and tells it when nobody knows it yet. One that is given opens a database that has others
   * too, unless it was revoked.
   */
  firstAdmin(given: string | undefined): Promise<string | null>
  /** Adds made-up companies and clusters, of the made-up owners there are. */
  addExamples(): Promise<void>
  close(): Promise<void>
}

interface Options {
  readonly logger: Logger
  readonly onPoisoned: (error: Error) => void
}

/** Opens the database that the configuration names and brings it up to date. */
export async function openDatabase(config: Config, { logger, onPoisoned }: Options): Promise<Database> {
  const key = await dataKey(config)
  const vault = createVault(key.value)
  const store = watched(await openStore({ ...config.database, logger }), onPoisoned)
  const holder = randomUUID()
  const applied = await migrate(store)
  if (applied > 0) logger.info({ applied }, 'the database was brought up to date')
  if (!(await opensVault(store, vault))) {
    await store.close()
    throw new ConfigError([
      `DATA_KEY: ${key.path ?? 'the key that is set'} is not the one that the data in ${config.database.url} is` +
        ' encrypted under. Set DATA_KEY to the right one: with another, personal data could neither be read nor found.',
    ])
  }
  const sealed = await sealTexts(store, vault)
  if (sealed > 0) logger.info({ sealed }, 'texts were sealed that lay in clear')
  const seeded = (await seedContent(store)) + (await seedClusters(store))
  if (seeded > 0) logger.info({ seeded }, 'content was added')
  await seedReminders(store)
  const leases = createLeases(store)
  const alive = await stayAlive(store, leases, holder)
  const outbox = createOutbox({ store, vault, holder })
  const audit = createAudit(store, vault)
  const apiKeys = createApiKeys(store, audit, vault)
  const content = createContent(store)
  const reader = createReader(store, config.database.url)
  return {
    turns: createTurns(store, vault),
    facts: createFacts(store, vault, content),
    inbox: createInbox(store, vault),
    outbox,
    addresses: createAddresses(store),
    documents: createDocuments(store, vault),
    uploads: createUploads(store, vault),
    notices: createNotices(store, vault),
    photos: createDocuments(store, vault, PHOTOS),
    foundingPapers: createDocuments(store, vault, FOUNDING),
    broadcastWork: createBroadcastWork(store, reader, audit, vault),
    broadcastSending: createBroadcastSending({
      store,
      vault,
      perWeek: config.broadcasts.perPersonPerWeek,
    }),
    leases,
    apiKeys,
    office: createOffice(store, reader, vault, content, config.http.publicUrl),
    webhookQueue: createWebhookQueue(store, vault),
    whatsappKeys: createWhatsAppKeys(store, vault),
    async mailbox(address, afterId) {
      const kept = await outbox.mailbox(address, afterId, afterId === undefined ? 50 : 200)
      return kept.map(({ id, body }) => ({ id, message: JSON.parse(body) as Message }))
    },
    clusterQueues: createClusterQueues(store, vault),
    waitingLists: createWaitingLists(store),
    announcer: createAnnouncer(store),
    reminders: createReminders({ store, timeZone: config.timeZone }),
    certificates: createCertificates(store, vault),
    holder,
    isShared: store.kind === 'server',
    newKeyPath: key.isNew ? key.path : null,
    probe: async () => void (await leases.acquire('readiness', holder, 0, Date.now())),
    prune: () => prune(store, Date.now()),
    firstAdmin: (given) => firstAdmin(apiKeys, given),
    async addExamples() {
      const now = Date.now()
      await store.write([...demoPartners(now), ...demoClusters(now)])
    },
    async close() {
      await alive.release()
      await reader.close()
      await store.close()
    },
  }
}

/** Of several processes on one server, each shows that it lives: what a dead one left is taken over. */
async function stayAlive(store: Store, leases: Leases, holder: string) {
  if (store.kind === 'file') {
    // A file belongs to one process: whoever held something before is gone.
    await leases.end()
    return { release: async () => {} }
  }
  const lease = keepLease({ leases, name: `process:${holder}`, holder })
  lease.onLost(() => void lease.acquire())
  await lease.acquire()
  return lease
}

async function firstAdmin(apiKeys: ApiKeys, given: string | undefined): Promise<string | null> {
  const isThere =
    given === undefined
      ? (await apiKeys.list()).some(({ role }) => role === 'admin')
      : await apiKeys.isKnown(given)
  if (isThere) return null
  const admin = { name: 'first admin', role: 'admin', region: null } as const
  try {
    const { key } = await apiKeys.create(admin, { actor: 'operator', at: Date.now() }, given)
    return given ? null : key
  } catch (error) {
    // Processes that start together are given the same one.
    if (error instanceof StoreRefused && error.someoneElse) return null
    throw error
  }
}

/** Tells once when a file's connection can no longer be trusted. */
function watched(store: Store, onPoisoned: (error: Error) => void): Store {
  return {
    ...store,
    write: (statements, options) =>
      store.write(statements, options).catch((error: unknown) => {
        if (error instanceof StorePoisoned) onPoisoned(error)
        throw error
      }),
  }
}
