import type { Audit } from '../office/audit.ts'
import { audited, type By } from '../office/audited.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'

/** A company as officers enter it. */
export interface CompanyFields {
  readonly name: string
  readonly about: string
  /** Where it is, or null for one of the whole country. */
  readonly region: string | null
  readonly source: string
  readonly status: 'active' | 'closed'
}

export interface Company extends CompanyFields {
  readonly id: string
  readonly version: number
  /** Needs that are open. */
  readonly open: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** Companies that look for partners. */
export interface Companies {
  /** Newest first. */
  page(scope: Scope, query: { readonly limit: number; readonly after?: Cursor }): Promise<Page<Company>>
  find(scope: Scope, id: string): Promise<Company | null>
  create(id: string, fields: CompanyFields, by: By): Promise<void>
  /** `changed`: somebody else was first, and nothing was written. */
  change(before: Pick<Company, 'id' | 'version'>, fields: CompanyFields, by: By): Promise<'done' | 'changed'>
}

const SELECT = `
select y.*, (select count(*) from opportunities o where o.company_id = y.id and o.status = 'open') as open
from companies y`

/**
 * What concerns a place: what is for the whole country, for its province, or for any part of it. Officers read it;
 * they change what lies within what they see.
 */
export const concerning = (scope: Scope, region: string, at = 1): string =>
  `(${region} is null or ${within(scope, region, at)}${aroundIt(scope, region, at)})`

/** The province of regencies that a key sees. */
const aroundIt = ({ type }: Scope, region: string, at: number): string =>
  type === 'regencies' ? ` or ${region} in (select substr(value, 1, 2) from json_each(?${at}))` : ''

/** Each change is in the audit log by the same commit. */
export function createCompanies(store: Store, audit: Audit): Companies {
  const read = async (where: string, ...args: Argument[]) =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map(companyOf)

  return {
    async page(scope, { limit, after }) {
      const found = await read(
        `${concerning(scope, 'y.region')} and (?2 is null or (y.created_at, y.id) < (?2, ?3))
          order by y.created_at desc, y.id desc limit ?4`,
        placesIn(scope),
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`y.id = ?2 and ${concerning(scope, 'y.region')}`, placesIn(scope), id)
      return found ?? null
    },
    async create(id, fields, { actor, at }) {
      await audit.append({ actor, action: 'company.added', subject: id, detail: {} }, at, [
        {
          sql: `insert into companies (id, name, about, region, source, status, created_at, updated_at)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)`,
          args: [id, ...valuesOf(fields), at],
        },
      ])
    },
    change: ({ id, version }, fields, { actor, at }) =>
      audited(audit, { actor, action: 'company.changed', subject: id, detail: { version } }, at, {
        sql: `update companies set name = ?2, about = ?3, region = ?4, source = ?5, status = ?6, updated_at = ?7,
          version = version + 1 where id = ?1 and version = ?8`,
        args: [id, ...valuesOf(fields), at, version],
      }),
  }
}

const valuesOf = ({ name, about, region, source, status }: CompanyFields): Argument[] => [
  name,
  about,
  region,
  source,
  status,
]

interface Row {
  readonly [column: string]: unknown
}

const companyOf = (row: Row): Company => ({
  id: row['id'] as string,
  name: row['name'] as string,
  about: row['about'] as string,
  region: row['region'] as string | null,
  source: row['source'] as string,
  status: row['status'] as Company['status'],
  version: Number(row['version']),
  open: Number(row['open']),
  createdAt: Number(row['created_at']),
  updatedAt: Number(row['updated_at']),
})
