import type { Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** Something that a webhook is to be told now. */
export interface Due {
  readonly id: string
  readonly webhookId: string
  readonly url: string
  readonly secret: string
  readonly event: string
  /** JSON. */
  readonly data: string
  readonly at: number
  /** This one included. */
  readonly attempts: number
}

/** What became of an attempt. `gone`: the receiver wants no more, ever. */
export interface Attempt {
  readonly due: Due
  readonly result: 'delivered' | 'failed' | 'gone'
  readonly outcome: string
}

/** What webhooks are owed. For one process at a time. */
export interface WebhookQueue {
  /** The attempt is counted before it is made: after a crash it is made again, under the same id. */
  take(limit: number, at: number): Promise<Due[]>
  settle(attempts: readonly Attempt[], at: number): Promise<void>
}

const MINUTE = 60_000
/** How long after each failed attempt comes the next; after the last there is none. */
export const WAITS = [0.5, 2, 10, 30, 120, 480, 1440].map((minutes) => minutes * MINUTE)
/** Somebody's process died with it: it is due again. */
const LOST = 5 * MINUTE

/** A slow receiver holds up the others by this many at once. */
const EACH = 5

const TAKE = `
update webhook_deliveries set attempts = attempts + 1, attempted_at = ?1, due_at = ?1 + ${LOST}
where seq in (select seq from (
    select d.seq, d.due_at, row_number() over (partition by d.webhook_id order by d.due_at, d.seq) as place
    from webhook_deliveries d join webhooks w on w.id = d.webhook_id
    where d.state = 'pending' and d.due_at <= ?1 and w.disabled_at is null)
  where place <= ${EACH} order by due_at limit ?2)
returning id`

const OWED = `
select d.id, w.id as webhookId, w.url, w.secret_sealed, d.event, d.data, d.at, d.attempts
from webhook_deliveries d join webhooks w on w.id = d.webhook_id
where d.id in (select value from json_each(?1)) order by d.seq`

const SETTLE = `
update webhook_deliveries set state = j.value->>1, outcome = j.value->>2, due_at = coalesce(j.value->>3, due_at)
from json_each(?1) j where webhook_deliveries.id = j.value->>0`

const SUCCEEDED = `
update webhooks set last_success_at = ?2 where id in (select value from json_each(?1))`

// Nothing got through since what was given up now happened, and that was a day and a half ago.
const DISABLE = `
update webhooks set disabled_at = ?2, disabled_reason = j.value->>1, version = version + 1
from json_each(?1) j where webhooks.id = j.value->>0 and disabled_at is null
  and (j.value->>1 = 'gone' or coalesce(last_success_at, 0) < j.value->>2)`

/** Opens the secrets that deliveries are signed with. */
export function createWebhookQueue(store: Store, vault: Vault): WebhookQueue {
  return {
    async take(limit, at) {
      const [taken] = await store.write([{ sql: TAKE, args: [at, limit] }])
      if (taken!.rows.length === 0) return []
      const ids = JSON.stringify(taken!.rows.map(([id]) => id))
      const { rows } = await store.read({ sql: OWED, args: [ids] })
      return rows.map(([id, webhookId, url, sealed, event, data, at, attempts]) => ({
        id: id as string,
        webhookId: webhookId as string,
        url: url as string,
        secret: vault.open(sealed as Uint8Array),
        event: event as string,
        data: data as string,
        at: Number(at),
        attempts: Number(attempts),
      }))
    },

    async settle(attempts, at) {
      if (attempts.length === 0) return
      const rows = attempts.map(({ due, result, outcome }) => [due.id, ...after(due, result, outcome, at)])
      const succeeded = attempts.filter(({ result }) => result === 'delivered')
      const given = attempts.filter((one) => one.result === 'gone' || isLast(one))
      await store.write(
        [
          { sql: SETTLE, args: [JSON.stringify(rows)] },
          { sql: SUCCEEDED, args: [JSON.stringify(succeeded.map(({ due }) => due.webhookId)), at] },
          {
            sql: DISABLE,
            args: [
              JSON.stringify(
                given.map(({ due, result }) => [
                  due.webhookId,
                  result === 'gone' ? 'gone' : 'failing',
                  due.at,
                ]),
              ),
              at,
            ],
          },
        ],
        { idempotent: true },
      )
    },
  }
}

const isLast = ({ due, result }: Attempt): boolean => result === 'failed' && due.attempts > WAITS.length

function after(due: Due, result: Attempt['result'], outcome: string, at: number) {
  if (result === 'delivered') return ['delivered', outcome, null]
  const wait = result === 'failed' ? WAITS[due.attempts - 1] : undefined
  return wait === undefined ? ['failed', outcome, null] : ['pending', outcome, at + wait]
}
