import type { Audit } from '../office/audit.ts'
import { audited, type By } from '../office/audited.ts'
import { noticeStatements } from '../notices/notices.ts'
import type { applications as table } from './partner-schema.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { maskName } from '../registrations/registrations.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

type State = (typeof table.$inferSelect)['state']

/** An owner's offer to a company, as officers see it; the name is masked. */
export interface Application {
  readonly id: string
  readonly contactId: string
  readonly opportunity: string
  readonly company: string
  readonly wanted: string
  readonly state: State
  readonly reason: string | null
  /** Of the registration; null when there is none any more. */
  readonly number: string | null
  readonly businessName: string | null
  readonly ownerName: string | null
  readonly regency: string | null
  readonly channel: string
  /** Whether the owner still lets their data be shared with companies: without it nothing of the card is told. */
  readonly sharing: boolean
  readonly card: {
    readonly product: string
    readonly capacity: number
    readonly unit: string
    readonly certificates: readonly string[]
    readonly photos: readonly string[]
  } | null
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface ApplicationQuery {
  readonly opportunity?: string
  readonly state?: State
  readonly limit: number
  readonly after?: Cursor
}

/** Owners' offers to companies. They belong to the region of the owner, and to that of the need. */
export interface Applications {
  /** Newest first. */
  page(scope: Scope, query: ApplicationQuery): Promise<Page<Application>>
  find(scope: Scope, id: string): Promise<Application | null>
  /** The owner is told in the same commit. `changed`: somebody else was first, and nothing was written. */
  decide(
    application: Application,
    decision: { readonly state: 'shortlisted' | 'accepted' | 'declined'; readonly reason: string | null },
    by: By,
  ): Promise<'done' | 'changed'>
}

const SELECT = `
select a.*, o.product as wanted, y.name as company, r.number, r.business_name, r.owner_name_sealed, r.regency,
  coalesce((select c.given from consents c where c.contact_id = a.contact_id and c.purpose = 'sharing'
    order by c.at desc limit 1), 0) as sharing,
  json_object('product', k.product, 'capacity', k.capacity, 'unit', k.unit, 'certificates', json(k.certificates),
    'photos', (select json_group_array(p.id) from card_photos p where p.card_id = k.id and p.state = 'checked')) as card
from applications a join opportunities o on o.id = a.opportunity_id join companies y on y.id = o.company_id
join product_cards k on k.id = a.card_id
left join registrations r on r.contact_id = a.contact_id and r.status <> 'withdrawn'`

/** Where an application `a` of the registration `r` to the need `o` belongs. */
export const belongs = (scope: Scope): string =>
  `(${within(scope, 'r.regency', 1, 'a.contact_id')} or ${within(scope, 'o.region')})`

/** A decision, the owner’s notice and the audit are one commit; reasons are sealed. */
export function createApplications(store: Store, audit: Audit, vault: Vault): Applications {
  const read = async (where: string, ...args: Argument[]) =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map((row) =>
      applicationOf(row, vault),
    )

  return {
    async page(scope, { opportunity, state, limit, after }) {
      const items = await read(
        `${belongs(scope)} and (?2 is null or a.opportunity_id = ?2) and (?3 is null or a.state = ?3)
          and (?4 is null or (a.created_at, a.id) < (?4, ?5)) order by a.created_at desc, a.id desc limit ?6`,
        placesIn(scope),
        opportunity ?? null,
        state ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(items, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`a.id = ?2 and ${belongs(scope)}`, placesIn(scope), id)
      return found ?? null
    },
    decide({ id, version, contactId, channel, wanted, company }, { state, reason }, { actor, at }) {
      const notice = {
        once: `application/${id}/${version}`,
        type: 'applicationDecided',
        contactId,
        channel,
        data: { state, product: wanted, company },
        words: { reason: reason ?? '' },
      }
      const change = {
        sql: `update applications set state = ?2, reason_sealed = ?3, updated_at = ?4, version = version + 1
          where id = ?1 and version = ?5`,
        args: [id, state, reason === null ? null : vault.seal(reason), at, version],
      }
      const entry = { actor, action: `application.${state}`, subject: id, detail: { version } }
      return audited(audit, entry, at, change, noticeStatements([notice], at, vault))
    },
  }
}

interface Row {
  readonly [column: string]: unknown
}

function applicationOf(row: Row, vault: Vault): Application {
  const open = (name: string) => (row[name] === null ? null : vault.open(row[name] as Uint8Array))
  const owner = open('owner_name_sealed')
  const sharing = Number(row['sharing']) === 1
  return {
    id: row['id'] as string,
    contactId: row['contact_id'] as string,
    opportunity: row['opportunity_id'] as string,
    company: row['company'] as string,
    wanted: row['wanted'] as string,
    state: row['state'] as State,
    reason: open('reason_sealed'),
    number: row['number'] as string | null,
    businessName: row['business_name'] as string | null,
    ownerName: owner === null ? null : maskName(owner),
    regency: row['regency'] as string | null,
    channel: row['channel'] as string,
    sharing,
    card: sharing ? (JSON.parse(row['card'] as string) as Application['card']) : null,
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  }
}
