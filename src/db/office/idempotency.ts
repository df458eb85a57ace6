import { idempotencyKeys } from './office-schema.ts'
import { StoreRefused } from '../store/store-error.ts'
import { statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** An answer as it was given the first time. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** What is known of a request with this key: nothing (`new`), the answer, that it is at work, or that it was another. */
export type Claim = 'new' | 'working' | 'other' | Answer

/** Requests that must not take effect twice, by the key that their sender chose. */
export interface Idempotency {
  claim(request: Claimed, at: number): Promise<Claim>
  /** Null forgets the request: it had no effect. */
  settle(request: Claimed, answer: Answer | null): Promise<void>
}

export interface Claimed {
  readonly actor: string
  readonly key: string
  readonly hash: string
}

/** How long an answer is kept. */
const KEPT = 24 * 3_600_000
/** After this a request is taken to have been lost with the process that worked on it. */
const LOST = 60_000

// In one transaction: what is past its time goes, and the key is ours unless it is somebody's.
const FORGET = `
delete from idempotency_keys where at < ?1
  or (actor = ?2 and key = ?3 and answer_sealed is null and at < ?4)`

/** Answers are sealed and kept for a day. */
export function createIdempotency(store: Store, vault: Vault): Idempotency {
  return {
    async claim({ actor, key, hash }, at) {
      // Bodies hold NIKs and passwords, which a plain hash would let be guessed.
      const requestHash = vault.blindIndex(`request:${hash}`)
      const row = { actor, key, requestHash, at }
      const forget = { sql: FORGET, args: [at - KEPT, actor, key, at - LOST] }
      try {
        await store.write([forget, statement(store.db.insert(idempotencyKeys).values(row))])
        return 'new'
      } catch (error) {
        if (!(error instanceof StoreRefused && error.someoneElse)) throw error
      }
      const { rows } = await store.read({
        sql: 'select request_hash, answer_sealed from idempotency_keys where actor = ?1 and key = ?2',
        args: [actor, key],
      })
      const [known, sealed] = rows[0] ?? [requestHash, null]
      if (known !== requestHash) return 'other'
      return sealed === null ? 'working' : (JSON.parse(vault.open(sealed as Uint8Array)) as Answer)
    },

    async settle({ actor, key }, answer) {
      const write =
        answer === null
          ? { sql: 'delete from idempotency_keys where actor = ?1 and key = ?2', args: [actor, key] }
          : {
              sql: 'update idempotency_keys set answer_sealed = ?3 where actor = ?1 and key = ?2',
              args: [actor, key, vault.seal(JSON.stringify(answer))],
            }
      await store.write([write], { idempotent: true })
    },
  }
}
