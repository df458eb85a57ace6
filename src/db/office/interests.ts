import type { Wording } from '../../flows/types.ts'
import type { Audit } from './audit.ts'
import { type Notice, noticeStatements } from '../notices/notices.ts'
import type { Reader } from '../store/reader.ts'
import { maskName } from '../registrations/registrations.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import type { interests as table } from './office-schema.ts'
import { placesIn, type Scope, within } from './scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { audited } from './audited.ts'

type Stored = typeof table.$inferSelect

/** A wish to be financed as an officer sees it. One of an owner who is not registered has no place. */
export interface Interest extends Readonly<Omit<Stored, 'wording' | 'externalId'>> {
  readonly number: string | null
  readonly businessName: string | null
  readonly regency: string | null
  readonly ownerName: string | null
  readonly title: Wording
}

export const INTEREST_STATES = ['open', 'new', 'taken', 'done', 'all'] as const

export interface InterestQuery {
  readonly state: (typeof INTEREST_STATES)[number]
  readonly product?: string
  readonly recipient?: Stored['recipient']
  readonly regency?: string
  readonly limit: number
  readonly after?: Cursor
}

/** What an officer does with one, or hears of it. */
export type InterestChange =
  | { readonly type: 'taken' }
  | { readonly type: 'contacted' | 'applied' }
  | { readonly type: 'financed'; readonly amount: number }
  | { readonly type: 'declined'; readonly reason: NonNullable<Stored['declined']> }

/** How many wishes of a product, to a recipient, came to what. */
export interface InterestCount {
  readonly product: string
  readonly recipient: string
  /** `new` and `taken` have come to nothing yet. */
  readonly outcome: string
  readonly count: number
  /** Whole rupiah that were financed. */
  readonly financed: number
  /** From the wish to its outcome, in days. */
  readonly medianDays: number | null
}

/** Wishes to be financed that owners had handed on, and what became of them. */
export interface Interests {
  /** Newest first. */
  page(scope: Scope, query: InterestQuery): Promise<Page<Interest>>
  find(scope: Scope, id: string): Promise<Interest | null>
  /** `changed`: somebody else was first, and nothing was written. */
  change(
    before: Interest,
    change: InterestChange,
    by: { readonly actor: string; readonly at: number; readonly notices: readonly Notice[] },
  ): Promise<'done' | 'changed'>
  /** Of those handed on from one time to another. */
  outcomes(scope: Scope, from: number, to: number): Promise<readonly InterestCount[]>
}

const SELECT = `
select i.*, r.number, r.business_name, r.regency, r.owner_name_sealed,
  coalesce(c.data->>'$.title', json_object('id', i.product)) as title
from interests i left join registrations r on r.contact_id = i.contact_id
left join content c on c.kind = 'products' and c.id = i.product`

const WHERE: { readonly [state in InterestQuery['state']]: string } = {
  open: `coalesce(i.outcome, '') not in ('financed', 'declined')`,
  new: 'i.taken_by is null',
  taken: `i.taken_by is not null and coalesce(i.outcome, '') not in ('financed', 'declined')`,
  done: `i.outcome in ('financed', 'declined')`,
  all: 'true',
}

const TAKE = `
update interests set taken_by = ?3, taken_at = ?4, version = version + 1 where id = ?1 and version = ?2`
const OUTCOME = `
update interests set outcome = ?3, outcome_at = ?4, financed = ?5, declined = ?6, version = version + 1
where id = ?1 and version = ?2`

const OUTCOMES = `
with told as (
  select i.product, i.recipient, coalesce(i.outcome, iif(i.taken_by is null, 'new', 'taken')) as outcome, i.financed,
    (i.outcome_at - i.at) / 86400000.0 as days
  from interests i left join registrations r on r.contact_id = i.contact_id
  where i.at >= ?2 and i.at < ?3 and %),
ranked as (
  select *, row_number() over (partition by product, recipient, outcome order by days) as place,
    count(*) over (partition by product, recipient, outcome) as n from told)
select product, recipient, outcome, n, sum(coalesce(financed, 0)), max(iif(place = (n + 1) / 2, days, null))
from ranked group by product, recipient, outcome order by product, recipient, outcome`

/** Owners’ names are masked as they are read; outcomes are counted beside the turns. */
export function createInterests(store: Store, reader: Reader, audit: Audit, vault: Vault): Interests {
  const read = async (where: string, ...args: Argument[]): Promise<Interest[]> =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map((row) =>
      interestOf(row, vault),
    )

  return {
    async page(scope, { state, product, recipient, regency, limit, after }) {
      const found = await read(
        `${inside(scope)} and ${WHERE[state]} and (?2 is null or i.product = ?2) and (?3 is null or i.recipient = ?3)
          and (?4 is null or r.regency = ?4) and (?5 is null or (i.at, i.id) < (?5, ?6))
          order by i.at desc, i.id desc limit ?7`,
        placesIn(scope),
        product ?? null,
        recipient ?? null,
        regency ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.at, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`${inside(scope)} and i.id = ?2`, placesIn(scope), id)
      return found ?? null
    },
    async change({ id, version }, change, { actor, at, notices }) {
      const update =
        change.type === 'taken'
          ? { sql: TAKE, args: [id, version, actor, at] }
          : {
              sql: OUTCOME,
              args: [
                id,
                version,
                change.type,
                at,
                change.type === 'financed' ? change.amount : null,
                change.type === 'declined' ? change.reason : null,
              ],
            }
      const entry = { actor, action: `interest.${change.type}`, subject: id, detail: { version } }
      return audited(audit, entry, at, update, noticeStatements(notices, at, vault))
    },
    async outcomes(scope, from, to) {
      const sql = OUTCOMES.replace('%', inside(scope))
      const { rows } = await reader.read({ sql, args: [placesIn(scope), from, to] })
      return rows.map(([product, recipient, outcome, count, financed, days]) => ({
        product: product as string,
        recipient: recipient as string,
        outcome: outcome as string,
        count: Number(count),
        financed: Number(financed),
        medianDays: days === null ? null : Number(days),
      }))
    },
  }
}

const inside = (scope: Scope) => within(scope, 'r.regency', 1, 'i.contact_id')

interface Row {
  readonly [column: string]: unknown
}

function interestOf(row: Row, vault: Vault): Interest {
  const text = (name: string) => row[name] as string | null
  const number = (name: string) => (row[name] === null ? null : Number(row[name]))
  const name = row['owner_name_sealed']
  return {
    id: row['id'] as string,
    contactId: row['contact_id'] as string,
    product: row['product'] as string,
    title: JSON.parse(row['title'] as string) as Wording,
    amount: Number(row['amount']),
    recipient: row['recipient'] as Stored['recipient'],
    clusterId: text('cluster_id'),
    channel: row['channel'] as string,
    at: Number(row['at']),
    version: Number(row['version']),
    takenBy: text('taken_by'),
    takenAt: number('taken_at'),
    outcome: row['outcome'] as Stored['outcome'],
    outcomeAt: number('outcome_at'),
    financed: number('financed'),
    declined: row['declined'] as Stored['declined'],
    number: text('number'),
    businessName: text('business_name'),
    regency: text('regency'),
    ownerName: name === null ? null : maskName(vault.open(name as Uint8Array)),
  }
}
