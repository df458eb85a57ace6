import { randomUUID } from 'node:crypto'
import type { Audit } from './audit.ts'
import type { Identity } from './identity.ts'
import type { people } from './people-schema.ts'
import { records, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import type { Tries } from './tries.ts'
import { audited, type By, unlessChanged } from './audited.ts'

type Stored = typeof people.$inferSelect

/** Somebody who signs in. */
export interface Person extends Readonly<
  Pick<Stored, 'id' | 'name' | 'email' | 'role' | 'region' | 'version' | 'lastUsedAt' | 'revokedAt'>
> {
  readonly createdAt: number
  readonly hasPassword: boolean
  readonly hasSecondFactor: boolean
}

export type NewPerson = Pick<Person, 'name' | 'email' | 'role' | 'region'>

/** Officers who sign in, as admins keep them. Each change is in the audit log by the same commit. */
export interface People {
  /** Newest first. */
  list(): Promise<Person[]>
  byId(id: string): Promise<Person | null>
  /** What Better Auth knows this e-mail by. */
  signInEmail(email: string): string
  /** Null when somebody has the e-mail already. They cannot sign in before they have set a password with a code. */
  invite(person: NewPerson, by: By): Promise<string | null>
  change(person: Person, fields: Partial<Omit<NewPerson, 'email'>>, by: By): Promise<'done' | 'changed'>
  /** They are signed out everywhere and cannot sign in any more. */
  revoke(person: Person, by: By): Promise<void>
  /**
   * A code to set a password with, told this once; earlier ones are void. They are signed out everywhere;
   * `secondFactor` takes that off, for whoever lost it.
   */
  issueCode(person: Person, secondFactor: boolean, by: By): Promise<{ code: string; expiresAt: number }>
  /** The person whom a code is for, while it is good. */
  ofCode(code: string): Promise<Person | null>
  /** Who is signed in by these headers. */
  signedIn(headers: Headers, at: number): Promise<(Person & { readonly signIn: string }) | null>
  /** The names of people and of keys. */
  names(ids: readonly string[]): Promise<Map<string, string>>
}

/** How long a code is good for, in milliseconds. */
const CODE_KEPT = 3 * 24 * 3_600_000
const USE_NOTED_EVERY = 600_000

const COLUMNS = `id, name, coalesce(email_sealed, email) as email, role, region, version, created_at as createdAt,
  last_used_at as lastUsedAt, revoked_at as revokedAt, two_factor_enabled as hasSecondFactor,
  exists (select 1 from passwords where user_id = people.id) as hasPassword`

const INVITE = `
insert into people (id, name, email, email_sealed, role, region, created_at, updated_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)`

const CHANGE = `
update people set name = ?3, role = ?4, region = ?5, updated_at = ?6, version = version + 1
where id = ?1 and version = ?2 and revoked_at is null`

const REVOKE = 'update people set revoked_at = ?2, version = version + 1 where id = ?1 and revoked_at is null'

const NAMES = `
select id, name from people where id in (select value from json_each(?1))
union all select id, name from api_keys where id in (select value from json_each(?1))`

/** Names and e-mails are sealed; passwords, codes and sign-ins are kept by `identity`. */
export function createPeople(
  store: Store,
  audit: Audit,
  vault: Vault,
  identity: Identity,
  tries: Tries,
): People {
  async function read(where: string, ...args: string[]): Promise<Person[]> {
    const rows = records<Person>(await store.read({ sql: `select ${COLUMNS} from people ${where}`, args }))
    return rows.map((row) => ({
      ...row,
      name: vault.openText(row.name),
      email: vault.openText(row.email),
      hasPassword: Boolean(row.hasPassword),
      hasSecondFactor: Boolean(row.hasSecondFactor),
    }))
  }
  const byId = async (id: string) => (await read('where id = ?1', id))[0] ?? null
  const internal = async () => (await identity.$context).internalAdapter

  return {
    signInEmail: (email) => indexedEmail(email, vault),
    list: () => read('order by created_at desc, id desc'),
    byId,

    async invite({ name, email, role, region }, { actor, at }) {
      const id = randomUUID()
      const entry = { actor, action: 'person.invited', subject: id, detail: { role, region } }
      const emails = [indexedEmail(email, vault), vault.sealText(email.toLowerCase())]
      const write = { sql: INVITE, args: [id, vault.sealText(name), ...emails, role, region, at] }
      return (await unlessChanged(audit.append(entry, at, [write]))) === 'done' ? id : null
    },

    async change(person, fields, { actor, at }) {
      const { name, role, region } = { ...person, ...fields }
      const detail = { role, region, renamed: name !== person.name }
      const entry = { actor, action: 'person.changed', subject: person.id, detail }
      const write = { sql: CHANGE, args: [person.id, person.version, vault.sealText(name), role, region, at] }
      return audited(audit, entry, at, write)
    },

    async revoke({ id }, { actor, at }) {
      const entry = { actor, action: 'person.revoked', subject: id, detail: {} }
      const rest = ['passwords where user_id', 'second_factors where user_id']
      await audit.append(entry, at, [
        { sql: REVOKE, args: [id, at] },
        ...signOut(id),
        ...rest.map((of) => ({ sql: `delete from ${of} = ?1`, args: [id] })),
      ])
    },

    async issueCode({ id, email }, secondFactor, { actor, at }) {
      const entry = { actor, action: 'person.codeIssued', subject: id, detail: { secondFactor } }
      const drop = [
        { sql: 'delete from second_factors where user_id = ?1', args: [id] },
        { sql: 'update people set two_factor_enabled = 0 where id = ?1', args: [id] },
      ]
      await audit.append(entry, at, [...signOut(id), tries.forgetting(email), ...(secondFactor ? drop : [])])
      const code = randomUUID()
      const expiresAt = at + CODE_KEPT
      const value = { identifier: resetOf(code), value: id, expiresAt: new Date(expiresAt) }
      await (await internal()).createVerificationValue(value)
      return { code, expiresAt }
    },

    async ofCode(code) {
      const found = await (await internal()).findVerificationValue(resetOf(code))
      const person = found && found.expiresAt > new Date() ? await byId(found.value) : null
      return person?.revokedAt === null ? person : null
    },

    async signedIn(headers, at) {
      const found = await identity.api.getSession({ headers })
      const person = found ? await byId(found.user.id) : null
      if (!found || !person || person.revokedAt !== null) return null
      if ((person.lastUsedAt ?? 0) + USE_NOTED_EVERY < at) {
        const use = { sql: 'update people set last_used_at = ?2 where id = ?1', args: [person.id, at] }
        // Worth noting, not worth failing for.
        await store.write([use], { idempotent: true }).catch(() => undefined)
      }
      return { ...person, signIn: found.session.id }
    },

    async names(ids) {
      const { rows } = await store.read({ sql: NAMES, args: [JSON.stringify(ids)] })
      return new Map((rows as [string, string][]).map(([id, name]) => [id, vault.openText(name)]))
    },
  }
}

/** What stands for an e-mail where Better Auth looks people up by it: it tells nobody whose it is. */
export const indexedEmail = (email: string, vault: Vault): string =>
  `${vault.blindIndex(`email:${email.toLowerCase()}`).toLowerCase()}@sealed.invalid`

/** What Better Auth calls a code that sets a password. */
const resetOf = (code: string): string => `reset-password:${code}`

function signOut(id: string): Statement[] {
  return ['sign_ins where user_id', 'once_codes where value'].map((of) => ({
    sql: `delete from ${of} = ?1`,
    args: [id],
  }))
}
