import type { Audit } from '../office/audit.ts'
import { audited, type By } from '../office/audited.ts'
import { taking } from './nomination-writes.ts'
import { set } from '../store/rows.ts'
import { StoreRefused } from '../store/store-error.ts'
import { records, type Statement, type Store } from '../store/store.ts'

/** Whoever may propose owners, with how many in each province. */
export interface Organisation {
  readonly id: string
  readonly name: string
  readonly status: 'active' | 'closed'
  readonly quotas: readonly Quota[]
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** `used` are the places taken: of owners who were proposed and have not declined. */
export interface Quota {
  readonly province: string
  readonly quota: number
  readonly used: number
}

/** Who speaks for an organisation: a key or a person who signs in, or a contact by the number of their registration. */
export interface Representative {
  readonly kind: 'caller' | 'contact'
  readonly holder: string
  /** Of the contact's registration. */
  readonly number: string | null
  readonly createdAt: number
}

export interface Organisations {
  /** By name. */
  list(at: number): Promise<readonly Organisation[]>
  find(id: string, at: number): Promise<Organisation | null>
  create(id: string, name: string, by: By): Promise<void>
  /** `changed`: somebody else was first, and nothing was written. */
  change(
    before: Organisation,
    fields: Pick<Organisation, 'name' | 'status'> & {
      readonly quotas: readonly Omit<Quota, 'used'>[]
    },
    by: By,
  ): Promise<'done' | 'changed'>
  /** The organisation that a key or a person who signs in speaks for. */
  spokenForBy(caller: string): Promise<string | null>
  representatives(organisation: string): Promise<readonly Representative[]>
  /** `taken`: they speak for an organisation already. */
  appoint(
    organisation: string,
    representative: Pick<Representative, 'kind' | 'holder'>,
    by: By,
  ): Promise<'done' | 'taken'>
  /** False when they did not speak for it. */
  dismiss(
    organisation: string,
    representative: Pick<Representative, 'kind' | 'holder'>,
    by: By,
  ): Promise<boolean>
}

const SELECT = `
select o.*, (select json_group_array(json_object('province', q.province, 'quota', q.quota, 'used', (
    select count(*) from nominations n where n.organisation_id = o.id and n.province = q.province and ${taking('?1')})))
  from nomination_quotas q where q.organisation_id = o.id) as quotas
from organisations o`

const QUOTAS = `
insert into nomination_quotas (organisation_id, province, quota)
select ?2, j.value->>'$[0]', j.value->>'$[1]' from json_each(?1) j`

const REPRESENTATIVES = `
select p.kind, p.holder, p.created_at, r.number from representatives p
left join registrations r on p.kind = 'contact' and r.contact_id = p.holder
where p.organisation_id = ?1 order by p.created_at, p.holder`

/** Each change is in the audit log by the same commit. */
export function createOrganisations(store: Store, audit: Audit): Organisations {
  const read = async (where: string, at: number, ...args: string[]) =>
    records<Row>(await store.read({ sql: `${SELECT} ${where}`, args: [at, ...args] })).map(organisationOf)

  return {
    list: (at) => read('order by o.name, o.id', at),
    find: async (id, at) => (await read('where o.id = ?2', at, id))[0] ?? null,
    async create(id, name, { actor, at }) {
      await audit.append({ actor, action: 'organisation.added', subject: id, detail: {} }, at, [
        {
          sql: 'insert into organisations (id, name, created_at, updated_at) values (?1, ?2, ?3, ?3)',
          args: [id, name, at],
        },
      ])
    },
    change: ({ id, version }, { name, status, quotas }, { actor, at }) =>
      audited(
        audit,
        {
          actor,
          action: 'organisation.changed',
          subject: id,
          detail: { version, quotas: quotas.map(plain) },
        },
        at,
        {
          sql: `update organisations set name = ?2, status = ?3, updated_at = ?4, version = version + 1
            where id = ?1 and version = ?5`,
          args: [id, name, status, at, version],
        },
        [
          { sql: 'delete from nomination_quotas where organisation_id = ?1', args: [id] },
          ...set(
            QUOTAS,
            quotas.map(({ province, quota }) => [province, quota]),
            id,
          ),
        ],
      ),
    async spokenForBy(caller) {
      const sql = `select organisation_id from representatives where kind = 'caller' and holder = ?1`
      const { rows } = await store.read({ sql, args: [caller] })
      return (rows[0]?.[0] as string | undefined) ?? null
    },
    async representatives(organisation) {
      const found = await store.read({ sql: REPRESENTATIVES, args: [organisation] })
      return records<{
        kind: 'caller' | 'contact'
        holder: string
        number: string | null
        created_at: unknown
      }>(found).map(({ created_at: createdAt, ...one }) => ({ ...one, createdAt: Number(createdAt) }))
    },
    async appoint(organisation, { kind, holder }, { actor, at }) {
      const entry = {
        actor,
        action: 'organisation.appointed',
        subject: organisation,
        detail: { kind, holder },
      }
      try {
        await audit.append(entry, at, [
          {
            sql: `insert into representatives (organisation_id, kind, holder, created_at) values (?1, ?2, ?3, ?4)`,
            args: [organisation, kind, holder, at],
          },
        ])
        return 'done'
      } catch (error) {
        if (error instanceof StoreRefused && error.someoneElse) return 'taken'
        throw error
      }
    },
    async dismiss(organisation, { kind, holder }, { actor, at }) {
      const remove: Statement = {
        sql: 'delete from representatives where organisation_id = ?1 and kind = ?2 and holder = ?3',
        args: [organisation, kind, holder],
      }
      const entry = {
        actor,
        action: 'organisation.dismissed',
        subject: organisation,
        detail: { kind, holder },
      }
      return (await audited(audit, entry, at, remove)) === 'done'
    },
  }
}

const plain = ({ province, quota }: Omit<Quota, 'used'>) => ({ province, quota })

interface Row {
  readonly [column: string]: unknown
}

const organisationOf = (row: Row): Organisation => ({
  id: row['id'] as string,
  name: row['name'] as string,
  status: row['status'] as Organisation['status'],
  quotas: (JSON.parse(row['quotas'] as string) as Quota[]).toSorted((a, b) =>
    a.province < b.province ? -1 : 1,
  ),
  version: Number(row['version']),
  createdAt: Number(row['created_at']),
  updatedAt: Number(row['updated_at']),
})
