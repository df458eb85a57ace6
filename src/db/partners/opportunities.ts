import type { Wanted } from '../../flows/partnership/matching.ts'
import type { Audit } from '../office/audit.ts'
import { audited, type By } from '../office/audited.ts'
import { concerning } from './companies.ts'
import type { opportunities as table } from './partner-schema.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope } from '../office/scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'

type Stored = typeof table.$inferSelect

/** What a company needs, as officers enter it. */
export interface OpportunityFields
  extends
    Wanted,
    Readonly<Pick<Stored, 'quality' | 'pattern' | 'months' | 'sinceOn' | 'closesOn' | 'status'>> {
  readonly company: string
}

export interface Opportunity extends OpportunityFields {
  readonly id: string
  readonly companyName: string
  readonly version: number
  readonly applications: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface OpportunityQuery {
  readonly company?: string
  readonly sector?: string
  readonly status?: Stored['status']
  readonly limit: number
  readonly after?: Cursor
}

/** What companies need. */
export interface Opportunities {
  /** Newest first. */
  page(scope: Scope, query: OpportunityQuery): Promise<Page<Opportunity>>
  find(scope: Scope, id: string): Promise<Opportunity | null>
  create(id: string, fields: OpportunityFields, by: By): Promise<void>
  /** `changed`: somebody else was first, and nothing was written. */
  change(
    before: Pick<Opportunity, 'id' | 'version'>,
    fields: OpportunityFields,
    by: By,
  ): Promise<'done' | 'changed'>
}

const SELECT = `
select o.*, y.name as company_name, (select count(*) from applications a where a.opportunity_id = o.id
  and a.state <> 'withdrawn') as applications
from opportunities o join companies y on y.id = o.company_id`

const FIELDS = `company_id, product, sector, volume, unit, period, certificates, region, quality, pattern, months,
  since_on, closes_on, status`
const VALUES = Array.from({ length: 14 }, (_, at) => `?${at + 2}`).join(', ')

/** Each change is in the audit log by the same commit. */
export function createOpportunities(store: Store, audit: Audit): Opportunities {
  const read = async (where: string, ...args: Argument[]) =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map(opportunityOf)

  return {
    async page(scope, { company, sector, status, limit, after }) {
      const found = await read(
        `${concerning(scope, 'o.region')} and (?2 is null or o.company_id = ?2) and (?3 is null or o.sector = ?3)
          and (?4 is null or o.status = ?4) and (?5 is null or (o.created_at, o.id) < (?5, ?6))
          order by o.created_at desc, o.id desc limit ?7`,
        placesIn(scope),
        company ?? null,
        sector ?? null,
        status ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`o.id = ?2 and ${concerning(scope, 'o.region')}`, placesIn(scope), id)
      return found ?? null
    },
    async create(id, fields, { actor, at }) {
      await audit.append({ actor, action: 'opportunity.added', subject: id, detail: {} }, at, [
        {
          sql: `insert into opportunities (id, ${FIELDS}, created_at, updated_at) values (?1, ${VALUES}, ?16, ?16)`,
          args: [id, ...valuesOf(fields), at],
        },
      ])
    },
    change: ({ id, version }, fields, { actor, at }) =>
      audited(audit, { actor, action: 'opportunity.changed', subject: id, detail: { version } }, at, {
        sql: `update opportunities set (${FIELDS}) = (${VALUES}), updated_at = ?16, version = version + 1
          where id = ?1 and version = ?17`,
        args: [id, ...valuesOf(fields), at, version],
      }),
  }
}

const valuesOf = (fields: OpportunityFields): Argument[] => [
  fields.company,
  fields.product,
  fields.sector,
  fields.volume,
  fields.unit,
  fields.period,
  JSON.stringify(fields.certificates),
  fields.region,
  fields.quality,
  fields.pattern,
  fields.months,
  fields.sinceOn,
  fields.closesOn,
  fields.status,
]

interface Row {
  readonly [column: string]: unknown
}

function opportunityOf(row: Row): Opportunity {
  const text = (name: string) => row[name] as string
  return {
    id: text('id'),
    company: text('company_id'),
    companyName: text('company_name'),
    product: text('product'),
    sector: text('sector'),
    volume: Number(row['volume']),
    unit: text('unit'),
    period: row['period'] as Stored['period'],
    certificates: JSON.parse(text('certificates')) as string[],
    region: row['region'] as string | null,
    quality: text('quality'),
    pattern: text('pattern'),
    months: row['months'] === null ? null : Number(row['months']),
    sinceOn: text('since_on'),
    closesOn: row['closes_on'] as string | null,
    status: row['status'] as Stored['status'],
    version: Number(row['version']),
    applications: Number(row['applications']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  }
}
