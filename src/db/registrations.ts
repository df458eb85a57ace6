import { and, desc, eq, lt, or, type SQL } from 'drizzle-orm'
import { registrations } from './schema.ts'
import { statement, type Store } from './store.ts'
import type { Vault } from './vault.ts'

type Stored = typeof registrations.$inferSelect
export type RegistrationStatus = Stored['status']

/** A registration as lists and replies show it: the personal fields are masked. */
export interface Registration extends Omit<Stored, 'ownerNameSealed' | 'nikSealed' | 'nikIndex'> {
  readonly ownerName: string
  readonly nik: string | null
}

export interface RegistrationFilter {
  readonly province?: string
  readonly regency?: string
  readonly sector?: string
  readonly status?: RegistrationStatus
}

/** Where the next page begins: the last row of the one before. */
export type After = Pick<Stored, 'createdAt' | 'id'>

export interface Registrations {
  byNumber(number: string): Promise<Registration | null>
  byContact(contactId: string): Promise<Registration | null>
  /** Newest first. */
  list(filter: RegistrationFilter, limit: number, after?: After): Promise<Registration[]>
  /** The personal fields as they are. Whoever asks writes it to the audit log first. */
  reveal(number: string): Promise<{ readonly ownerName: string; readonly nik: string | null } | null>
  /** False when there is no such registration. */
  setStatus(number: string, status: RegistrationStatus, at: number): Promise<boolean>
}

export function createRegistrations(store: Store, vault: Vault): Registrations {
  const select = (where: SQL | undefined, limit = 1) =>
    store.db
      .select()
      .from(registrations)
      .where(where)
      .orderBy(desc(registrations.createdAt), desc(registrations.id))
      .limit(limit)
  const one = async (where: SQL) => (await select(where))[0] ?? null
  const masked = (stored: Stored | null) => stored && mask(stored, vault)

  return {
    byNumber: async (number) => masked(await one(eq(registrations.number, number))),
    byContact: async (contactId) => masked(await one(eq(registrations.contactId, contactId))),

    async list(filter, limit, after) {
      const conditions = (['province', 'regency', 'sector', 'status'] as const).map((field) =>
        filter[field] === undefined ? undefined : eq(registrations[field], filter[field]),
      )
      const rows = await select(and(...conditions, after && olderThan(after)), limit)
      return rows.map((stored) => mask(stored, vault))
    },

    async reveal(number) {
      const stored = await one(eq(registrations.number, number))
      return (
        stored && {
          ownerName: vault.open(stored.ownerNameSealed),
          nik: stored.nikSealed && vault.open(stored.nikSealed),
        }
      )
    },

    async setStatus(number, status, at) {
      const change = store.db
        .update(registrations)
        .set({ status, updatedAt: at })
        .where(eq(registrations.number, number))
      // The lock rises, so that a turn which read the old status starts again.
      const lock = {
        sql: 'update contacts set lock = lock + 1 where id = (select contact_id from registrations where number = ?1)',
        args: [number],
      }
      const [, changed] = await store.write([lock, statement(change)], { idempotent: true })
      return changed!.changes === 1
    },
  }
}

function olderThan({ createdAt, id }: After): SQL | undefined {
  return or(
    lt(registrations.createdAt, createdAt),
    and(eq(registrations.createdAt, createdAt), lt(registrations.id, id)),
  )
}

function mask(
  { ownerNameSealed, nikSealed, nikIndex: _nikIndex, ...rest }: Stored,
  vault: Vault,
): Registration {
  return {
    ...rest,
    ownerName: maskName(vault.open(ownerNameSealed)),
    nik: nikSealed && maskNik(vault.open(nikSealed)),
  }
}

/** `S••• A•••••`: enough for those who know the name. */
export function maskName(name: string): string {
  return name.replace(
    /(\p{L})(\p{L}+)/gu,
    (_, first: string, rest: string) => first + '•'.repeat(rest.length),
  )
}

// `3510••••••••0003`: where it was issued, and its serial.
function maskNik(nik: string): string {
  return `${nik.slice(0, 4)}${'•'.repeat(Math.max(0, nik.length - 8))}${nik.slice(-4)}`
}
