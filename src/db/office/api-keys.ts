import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { apiKeys } from './office-schema.ts'
import { records, statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import type { Audit } from './audit.ts'
import { audited, type By } from './audited.ts'

type Stored = typeof apiKeys.$inferSelect

/** A program's or an officer's key, without the key. */
export type ApiKey = Readonly<Omit<Stored, 'keyHash'>>

export interface NewApiKey {
  readonly name: string
  readonly role: Stored['role']
  /** Kemendagri code that the key sees, or null for the nation. */
  readonly region: string | null
  readonly expiresAt?: number | null
}

/** Each change is in the audit log by the same commit. */
export interface ApiKeys {
  /** The key is told this once. `given` makes one known beforehand, for automated set-up: 12 characters at least. */
  create(key: NewApiKey, by: By, given?: string): Promise<{ readonly id: string; readonly key: string }>
  /** Null for a key that is unknown, revoked or expired. */
  find(key: string, at: number): Promise<ApiKey | null>
  /** Whether there ever was this key, though it be revoked. */
  isKnown(key: string): Promise<boolean>
  /** False when there is no such key, or it was revoked before. */
  revoke(id: string, by: By): Promise<boolean>
  /** Newest first. */
  list(): Promise<ApiKey[]>
}

const SHORTEST = 12
/** How exactly the last use is known, in milliseconds: not every request is worth a write. */
const USE_NOTED_EVERY = 600_000

// Every request asks: a statement that is prepared once takes a tenth of the time.
const FIND = `
select id, name, role, region, created_at as createdAt, expires_at as expiresAt, revoked_at as revokedAt,
  last_used_at as lastUsedAt
from api_keys where key_hash = ?1`

/** Names are sealed, keys are held as hashes only. */
export function createApiKeys(store: Store, audit: Audit, vault: Vault): ApiKeys {
  return {
    async create({ name, role, region, expiresAt = null }, { actor, at }, given) {
      if (given !== undefined && given.length < SHORTEST) {
        throw new Error(`An API key must have ${SHORTEST} characters or more.`)
      }
      const key = given ?? `nk_${randomBytes(32).toString('base64url')}`
      const id = randomUUID()
      const secret = { name: vault.sealText(name), keyHash: hashOf(key) }
      const row = { id, role, region, expiresAt, createdAt: at, ...secret }
      const entry = { actor, action: 'key.created', subject: id, detail: { name, role, region, expiresAt } }
      await audit.append(entry, at, [statement(store.db.insert(apiKeys).values(row))])
      return { id, key }
    },

    async find(key, at) {
      const [stored] = records<ApiKey>(await store.read({ sql: FIND, args: [hashOf(key)] }))
      if (!stored || stored.revokedAt !== null || (stored.expiresAt !== null && stored.expiresAt <= at))
        return null
      if ((stored.lastUsedAt ?? 0) + USE_NOTED_EVERY < at) {
        const use = store.db.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, stored.id))
        // Worth noting, not worth failing for.
        await store.write([statement(use)], { idempotent: true }).catch(() => undefined)
      }
      return { ...stored, name: vault.openText(stored.name) }
    },

    async isKnown(key) {
      const { rows } = await store.read({ sql: FIND, args: [hashOf(key)] })
      return rows.length > 0
    },

    async revoke(id, { actor, at }) {
      const change = store.db
        .update(apiKeys)
        .set({ revokedAt: at })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      const entry = { actor, action: 'key.revoked', subject: id, detail: {} }
      return (await audited(audit, entry, at, statement(change))) === 'done'
    },

    async list() {
      const rows = await store.db.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
      return rows.map(({ keyHash: _keyHash, name, ...rest }) => ({ ...rest, name: vault.openText(name) }))
    },
  }
}

// A key of ours has 256 random bits: a plain hash of it tells nothing, and can be looked up.
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
