import { randomBytes, randomUUID } from 'node:crypto'
import { and, desc, eq, lt } from 'drizzle-orm'
import type { Audit } from '../office/audit.ts'
import { type Statement, statement, type Store } from '../store/store.ts'
import { StoreRefused } from '../store/store-error.ts'
import type { Vault } from '../vault.ts'
import { webhookDeliveries, webhooks } from './webhook-schema.ts'
import { type By, ONE_CHANGED, unlessChanged } from '../office/audited.ts'

type Stored = typeof webhooks.$inferSelect

/** An address that is told of events, without its secret. */
export type Webhook = Readonly<Omit<Stored, 'secretSealed'>>
export type WebhookFields = Pick<Webhook, 'name' | 'url' | 'events' | 'region'>
export type Delivery = Readonly<typeof webhookDeliveries.$inferSelect>
export type DeliveryState = Delivery['state']

/** Webhooks as admins keep them. Each change is in the audit log by the same commit. */
export interface Webhooks {
  /** Newest first. */
  list(): Promise<Webhook[]>
  byId(id: string): Promise<Webhook | null>
  /** The secret is told this once. */
  create(fields: WebhookFields, by: By): Promise<{ readonly id: string; readonly secret: string }>
  /** `enabled` begins or ends telling it; what it was owed before goes on, unless it may see less from now on. */
  change(
    webhook: Webhook,
    fields: Partial<WebhookFields> & { readonly enabled?: boolean },
    by: By,
  ): Promise<'done' | 'changed'>
  /** With its log. */
  remove(webhook: Webhook, by: By): Promise<void>
  /** Newest first. */
  deliveries(
    webhook: Webhook,
    query: { readonly state?: DeliveryState; readonly limit: number; readonly before?: number },
  ): Promise<Delivery[]>
  /** Owes it a test; tells the delivery's id. */
  ping(webhook: Webhook, by: By): Promise<string>
  /** Owes it a delivery again, from the first attempt. False when there is no such delivery of this webhook. */
  replay(webhook: Webhook, delivery: string, by: By): Promise<boolean>
}

const REPLAY = `
update webhook_deliveries set state = 'pending', attempts = 0, due_at = ?3
where webhook_id = ?1 and id = ?2`

const entry = (by: By, action: string, subject: string, detail = {}) => ({
  actor: by.actor,
  action: `webhook.${action}`,
  subject,
  detail,
})

/** Secrets are made here and sealed. */
export function createWebhooks(store: Store, audit: Audit, vault: Vault): Webhooks {
  return {
    async list() {
      const rows = await store.db.select().from(webhooks).orderBy(desc(webhooks.createdAt), desc(webhooks.id))
      return rows.map(withoutSecret)
    },

    async byId(id) {
      const [row] = await store.db.select().from(webhooks).where(eq(webhooks.id, id))
      return row ? withoutSecret(row) : null
    },

    async create(fields, by) {
      const id = randomUUID()
      const secret = `whsec_${randomBytes(32).toString('base64')}`
      const row = { ...fields, id, secretSealed: vault.seal(secret), createdAt: by.at }
      const { events, region } = fields
      const write = statement(store.db.insert(webhooks).values(row))
      await audit.append(entry(by, 'created', id, { events: [...events], region }), by.at, [write])
      return { id, secret }
    },

    async change(webhook, { enabled, ...fields }, by) {
      const change = store.db
        .update(webhooks)
        .set({
          ...fields,
          version: webhook.version + 1,
          ...(enabled === true && { disabledAt: null, disabledReason: null }),
          ...(enabled === false && { disabledAt: by.at, disabledReason: 'admin' as const }),
        })
        .where(and(eq(webhooks.id, webhook.id), eq(webhooks.version, webhook.version)))
      // What it was told of elsewhere is not for those who keep it now.
      const elsewhere = fields.region != null && fields.region !== webhook.region
      const log = elsewhere ? [forgetLog(webhook.id)] : []
      const detail = { fields: Object.keys(fields), ...(enabled !== undefined && { enabled }) }
      return unlessChanged(
        audit.append(entry(by, 'changed', webhook.id, detail), by.at, [
          statement(change),
          ONE_CHANGED,
          ...log,
        ]),
      )
    },

    async remove({ id }, by) {
      await audit.append(entry(by, 'removed', id), by.at, [
        forgetLog(id),
        { sql: 'delete from webhooks where id = ?1', args: [id] },
      ])
    },

    deliveries: (webhook, { state, limit, before = Number.MAX_SAFE_INTEGER }) =>
      store.db
        .select()
        .from(webhookDeliveries)
        .where(
          and(
            eq(webhookDeliveries.webhookId, webhook.id),
            lt(webhookDeliveries.seq, before),
            state && eq(webhookDeliveries.state, state),
          ),
        )
        .orderBy(desc(webhookDeliveries.seq))
        .limit(limit),

    async ping(webhook, by) {
      const id = randomUUID()
      const row = { id, webhookId: webhook.id, event: 'ping', data: {}, at: by.at, dueAt: by.at }
      const write = store.db.insert(webhookDeliveries).values({ ...row, state: 'pending' })
      await store.write([statement(write)])
      return id
    },

    async replay(webhook, delivery, by) {
      const write = { sql: REPLAY, args: [webhook.id, delivery, by.at] }
      try {
        await audit.append(entry(by, 'replayed', webhook.id, { delivery }), by.at, [write, ONE_CHANGED])
        return true
      } catch (error) {
        if (error instanceof StoreRefused && error.someoneElse) return false
        throw error
      }
    },
  }
}

const forgetLog = (id: string): Statement => ({
  sql: 'delete from webhook_deliveries where webhook_id = ?1',
  args: [id],
})

function withoutSecret({ secretSealed: _secret, ...rest }: Stored): Webhook {
  return rest
}
