import { and, asc, eq, isNull } from 'drizzle-orm'
import { registrationLog } from '../office/office-schema.ts'
import { armSql, arms } from './registration-filter.ts'
import { addresses } from '../schema.ts'
import { registrations } from './registration-schema.ts'
import type { Scope } from '../office/scope.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

type Stored = typeof registrations.$inferSelect
export type RegistrationStatus = Stored['status']

/** Fields that an officer gave back to the owner to correct, each with the reason. */
export type Returned = readonly { readonly field: string; readonly reason: string }[]

/** A registration as an officer sees it: the personal fields are masked. */
export interface Registration extends Readonly<
  Omit<Stored, 'ownerNameSealed' | 'nikSealed' | 'nikIndex' | 'returnedSealed'>
> {
  readonly ownerName: string
  readonly nik: string | null
  /** Empty unless it was returned. */
  readonly returned: Returned
}

/** Something that happened to a registration. */
export interface LogEntry {
  readonly at: number
  /** `owner`, or the id of an API key. */
  readonly actor: string
  readonly type: (typeof registrationLog.$inferSelect)['type']
  readonly changes: { readonly [field: string]: readonly [unknown, unknown] } | null
  readonly detail: LogDetail | null
}

/** What an officer wrote beside it. */
export interface LogDetail {
  readonly returned?: Returned
  readonly reason?: string
  readonly note?: string
  readonly assignee?: string | null
}

/** The personal fields as they are. */
export interface Revealed {
  readonly ownerName: string
  readonly nik: string | null
  readonly phones: readonly string[]
}

/** Single registrations. Whatever lies outside the scope is not there. */
export interface Registrations {
  byNumber(scope: Scope, number: string): Promise<Registration | null>
  ofContact(scope: Scope, contactId: string): Promise<Registration | null>
  /** The number of the registration that holds a NIK. */
  byNik(scope: Scope, nik: string): Promise<string | null>
  /** Whoever asks writes it to the audit log first. */
  reveal(scope: Scope, number: string): Promise<Revealed | null>
  /** Oldest first. */
  log(registrationId: string): Promise<LogEntry[]>
}

/** Names and NIKs are masked, but for `reveal`. */
export function createRegistrations(store: Store, vault: Vault): Registrations {
  async function find(
    scope: Scope,
    field: 'number' | 'nikIndex' | 'contactId',
    value: string,
  ): Promise<Stored | null> {
    const rows = arms(scope, []).map((arm) =>
      store.db
        .select()
        .from(registrations)
        .where(and(eq(registrations[field], value), inside(arm))),
    )
    return (await Promise.all(rows)).flat()[0] ?? null
  }

  return {
    async byNumber(scope, number) {
      const stored = await find(scope, 'number', number)
      return stored && mask(stored, vault)
    },
    async ofContact(scope, contactId) {
      const stored = await find(scope, 'contactId', contactId)
      return stored && mask(stored, vault)
    },
    async byNik(scope, nik) {
      return (await find(scope, 'nikIndex', vault.blindIndex(nik)))?.number ?? null
    },
    async reveal(scope, number) {
      const stored = await find(scope, 'number', number)
      if (!stored) return null
      const phones = await store.db
        .select({ phone: addresses.phoneSealed })
        .from(addresses)
        .where(and(eq(addresses.contactId, stored.contactId), isNull(addresses.aliasOf)))
      return {
        ownerName: vault.open(stored.ownerNameSealed),
        nik: stored.nikSealed && vault.open(stored.nikSealed),
        phones: [...new Set(phones.flatMap(({ phone }) => (phone ? [vault.open(phone)] : [])))],
      }
    },
    async log(registrationId) {
      const rows = await store.db
        .select()
        .from(registrationLog)
        .where(eq(registrationLog.registrationId, registrationId))
        .orderBy(asc(registrationLog.id))
      return rows.map(({ at, actor, type, changes, detailSealed }) => ({
        at,
        actor,
        type,
        changes,
        detail: detailSealed && (JSON.parse(vault.open(detailSealed)) as LogDetail),
      }))
    },
  }
}

// Looked up by what is unique: the place is only compared.
const inside = (arm: ReturnType<typeof arms>[number]) => armSql(arm, 'annualSales')

function mask(
  { ownerNameSealed, nikSealed, nikIndex: _nikIndex, returnedSealed, ...rest }: Stored,
  vault: Vault,
): Registration {
  return {
    ...rest,
    ownerName: maskName(vault.open(ownerNameSealed)),
    nik: nikSealed && maskNik(vault.open(nikSealed)),
    returned:
      rest.status === 'returned' && returnedSealed
        ? (JSON.parse(vault.open(returnedSealed)) as Returned)
        : [],
  }
}

/** `S••• A•••••`: enough for those who know the name. */
export function maskName(name: string): string {
  return name.replace(
    /(\p{L})(\p{L}+)/gu,
    (_, first: string, rest: string) => first + '•'.repeat(rest.length),
  )
}

/** `3510••••••••0003`: where it was issued, and its serial. */
export function maskNik(nik: string): string {
  return `${nik.slice(0, 4)}${'•'.repeat(Math.max(0, nik.length - 8))}${nik.slice(-4)}`
}
