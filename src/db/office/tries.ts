import type { Statement, Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** Guessing at passwords and codes, slowed down: tries are counted, and a code is good once. */
export interface Tries {
  /**
   * Counts a try at a password; seconds to wait when there were too many, whether the e-mail is known or not. A few are
   * too many from one place, so that a stranger's tries do not keep somebody out who signs in from elsewhere; many are,
   * wherever they come from.
   */
  password(email: string, from: string, at: number): Promise<number>
  /** The tries are forgotten. */
  forgive(email: string): Promise<void>
  /** The same, as a part of another commit. */
  forgetting(email: string): Statement
  /**
   * Whether a code of the authenticator app is used for the first time. Whoever saw it typed cannot use it too: the
   * sign-in that came of it is undone.
   */
  code(id: string, code: string, token: string, at: number): Promise<boolean>
}

/** How long an app's code is taken, in milliseconds: its half minute, and those beside it. */
const CODE_VALID = 90_000
const MOST_TRIES = 5
const MOST_TRIES_ANYWHERE = 100
/** How long tries are remembered, and how long nobody may try after the last one. */
const TRIES_KEPT = 15 * 60_000

// Once there are too many, the time stands still: who waits is let in again, however often others go on trying.
const TRY = `
insert into password_attempts (email_index, attempts, at) values (?1, 1, ?2)
on conflict do update set
  attempts = iif(at < ?2 - ${TRIES_KEPT}, 1, attempts + 1),
  at = iif(attempts >= ?3 and at >= ?2 - ${TRIES_KEPT}, at, ?2)
returning attempts, at`

const USE_CODE = `
insert into once_codes (id, identifier, value, created_at, updated_at, expires_at) values (?1, 'used', ?2, ?3, ?3, ?4)
on conflict (id) do update set updated_at = ?3, expires_at = ?4 where expires_at <= ?3`

/** E-mails and places are held as keyed hashes only. */
export function createTries(store: Store, vault: Vault): Tries {
  async function tried(index: string, most: number, at: number): Promise<number> {
    const [result] = await store.write([{ sql: TRY, args: [index, at, most] }])
    const [tries, last] = result!.rows[0]!.map(Number) as [number, number]
    return tries > most ? Math.ceil((last + TRIES_KEPT - at) / 1000) + 1 : 0
  }

  // `/` and then `0`: from every place.
  function forgetting(email: string): Statement {
    const sql = "delete from password_attempts where email_index between ?1 and ?1 || '0'"
    return { sql, args: [emailIndex(email)] }
  }

  function emailIndex(email: string): string {
    return vault.blindIndex(`password:${email.toLowerCase()}`)
  }

  return {
    async password(email, from, at) {
      const index = emailIndex(email)
      const wait = await tried(`${index}/${vault.blindIndex(from)}`, MOST_TRIES, at)
      return wait > 0 ? wait : tried(index, MOST_TRIES_ANYWHERE, at)
    },

    forgetting,

    forgive: async (email) => void (await store.write([forgetting(email)], { idempotent: true })),

    async code(id, code, token, at) {
      const used = vault.blindIndex(`code:${id}:${code}`)
      const [result] = await store.write([{ sql: USE_CODE, args: [used, id, at, at + CODE_VALID] }])
      if (result!.changes > 0) return true
      await store.write([{ sql: 'delete from sign_ins where token = ?1', args: [token] }])
      return false
    },
  }
}
