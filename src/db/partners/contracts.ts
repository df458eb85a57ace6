import { RENEWAL_DAYS } from '../../flows/partnership/contracts.ts'
import { belongs, type Application } from './applications.ts'
import type { Audit } from '../office/audit.ts'
import { audited, type By } from '../office/audited.ts'
import { dropNotices, type Notice, noticeStatements } from '../notices/notices.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope } from '../office/scope.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** What an accepted application became. */
export interface Contract {
  readonly id: string
  readonly contactId: string
  readonly channel: string
  readonly application: string
  readonly product: string
  readonly company: string
  readonly number: string | null
  readonly businessName: string | null
  readonly regency: string | null
  readonly expects: string
  readonly startsOn: string
  readonly endsOn: string
  readonly endedOn: string | null
  readonly endedBecause: string | null
  readonly notes: readonly ContractNote[]
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** What a year taught. */
export interface ContractNote {
  readonly year: number
  readonly quality: string
  readonly management: string
}

type Outcome = Promise<'done' | 'changed'>

/** Agreements between owners and companies. They belong where their applications do. */
export interface Contracts {
  /** Newest first. `running` on that day, or not. */
  page(
    scope: Scope,
    query: {
      readonly running?: boolean
      readonly today: string
      readonly limit: number
      readonly after?: Cursor
    },
  ): Promise<Page<Contract>>
  find(scope: Scope, id: string): Promise<Contract | null>
  /** `changed`: the application is not accepted any more, or has a contract that runs. The owner is told. */
  create(
    contract: Pick<Contract, 'id' | 'expects' | 'startsOn' | 'endsOn'>,
    application: Application,
    by: By,
  ): Outcome
  /** Lets it run longer, or less long. */
  renew(before: Contract, endsOn: string, by: By): Outcome
  /** The note of a year; one that is there is replaced. */
  note(before: Contract, note: ContractNote, by: By): Outcome
  end(before: Contract, end: { readonly on: string; readonly reason: string }, by: By): Outcome
}

const SELECT = `
select t.*, a.channel, o.product, y.name as company, r.number, r.business_name, r.regency,
  (select json_group_array(json_object('year', n.year, 'quality', n.quality, 'management', n.management))
    from contract_notes n where n.contract_id = t.id) as notes
from contracts t join applications a on a.id = t.application_id
join opportunities o on o.id = a.opportunity_id join companies y on y.id = o.company_id
left join registrations r on r.contact_id = t.contact_id and r.status <> 'withdrawn'`

// Its own row is there already: another one that runs is one too many.
const MAY_MAKE = `
insert into guards select 0 where not exists (select 1 from applications where id = ?1 and state = 'accepted')
  or exists (select 1 from contracts
    where application_id = ?1 and id <> ?3 and ended_on is null and ends_on >= ?2)`

const CREATE = `
insert into contracts (id, application_id, contact_id, expects, starts_on, ends_on, created_at, updated_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)`

const NOTE = `
insert into contract_notes (contract_id, year, quality, management, actor, at) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (contract_id, year) do update set quality = excluded.quality, management = excluded.management,
  actor = excluded.actor, at = excluded.at`

const DAY = 86_400_000

/** The words about a contract are sealed. A change, the owner’s notices and the audit are one commit. */
export function createContracts(store: Store, audit: Audit, vault: Vault): Contracts {
  const read = async (where: string, ...args: Argument[]) =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map((row) =>
      contractOf(row, vault),
    )

  /** Changes one that was read, and tells what follows from that. */
  const change = (
    before: Contract,
    { actor, at }: By,
    what: string,
    sql: string,
    args: Argument[],
    more: Statement[],
  ) =>
    audited(
      audit,
      { actor, action: `contract.${what}`, subject: before.id, detail: { version: before.version } },
      at,
      {
        sql: `update contracts set ${sql}, updated_at = ?2, version = version + 1 where id = ?1 and version = ?3`,
        args: [before.id, at, before.version, ...args],
      },
      more,
    )
  const owe = (notices: readonly Notice[], at: number) => noticeStatements(notices, at, vault)

  return {
    async page(scope, { running, today, limit, after }) {
      const runs = `(t.ended_on is null and t.ends_on >= ?3)`
      const items = await read(
        `${belongs(scope)} and (?2 is null or ${runs} = ?2) and (?4 is null or (t.created_at, t.id) < (?4, ?5))
          order by t.created_at desc, t.id desc limit ?6`,
        placesIn(scope),
        running ?? null,
        today,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(items, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`t.id = ?2 and ${belongs(scope)}`, placesIn(scope), id)
      return found ?? null
    },
    create({ id, expects, startsOn, endsOn }, application, { actor, at }) {
      const { id: from, contactId, channel, wanted: product, company } = application
      const told = { contactId, channel, product, company, id }
      return audited(
        audit,
        { actor, action: 'contract.added', subject: id, detail: { application: from } },
        at,
        { sql: CREATE, args: [id, from, contactId, vault.sealText(expects), startsOn, endsOn, at] },
        [
          { sql: MAY_MAKE, args: [from, startsOn, id] },
          ...owe(
            [
              {
                ...base(told, 'made', 'contractMade'),
                data: { product, company, from: startsOn, until: endsOn },
              },
              renewal(told, endsOn, at),
            ],
            at,
          ),
        ],
      )
    },
    renew: (before, endsOn, by) =>
      change(
        before,
        by,
        'renewed',
        'ends_on = ?4',
        [endsOn],
        [...dropNotices([`contract/${before.id}/renewal/`]), ...owe([renewal(before, endsOn, by.at)], by.at)],
      ),
    note: (before, { year, quality, management }, by) =>
      change(
        before,
        by,
        'noted',
        'ends_on = ends_on',
        [],
        [
          {
            sql: NOTE,
            args: [before.id, year, vault.sealText(quality), vault.sealText(management), by.actor, by.at],
          },
          ...owe(
            [
              {
                ...base(before, `noted/${year}`, 'contractNoted'),
                data: { product: before.product, company: before.company, year },
              },
            ],
            by.at,
          ),
        ],
      ),
    end: (before, { on, reason }, by) =>
      change(
        before,
        by,
        'ended',
        'ended_on = ?4, ended_because = ?5',
        [on, vault.sealText(reason)],
        [
          ...dropNotices([`contract/${before.id}/renewal/`]),
          ...owe(
            [
              {
                ...base(before, 'ended', 'contractEnded'),
                data: { product: before.product, company: before.company },
                words: { reason },
              },
            ],
            by.at,
          ),
        ],
      ),
  }
}

type Told = Pick<Contract, 'id' | 'contactId' | 'channel' | 'product' | 'company'>

const base = ({ id, contactId, channel }: Told, what: string, type: string) => ({
  once: `contract/${id}/${what}`,
  type,
  contactId,
  channel,
})

/** Some time before its end, or at once when that is past; not when it is over. */
function renewal(contract: Told, endsOn: string, at: number): Notice {
  const end = Date.parse(`${endsOn}T09:00:00+07:00`)
  const { product, company } = contract
  return {
    ...base(contract, `renewal/${endsOn}`, 'contractRenewal'),
    data: { product, company, until: endsOn },
    dueAt: Math.max(at + DAY, end - RENEWAL_DAYS * DAY),
    validUntil: end,
  }
}

interface Row {
  readonly [column: string]: unknown
}

function contractOf(row: Row, vault: Vault): Contract {
  const text = (name: string) => row[name] as string
  const maybe = (name: string) => row[name] as string | null
  const because = maybe('ended_because')
  return {
    id: text('id'),
    contactId: text('contact_id'),
    channel: text('channel'),
    application: text('application_id'),
    product: text('product'),
    company: text('company'),
    number: maybe('number'),
    businessName: maybe('business_name'),
    regency: maybe('regency'),
    expects: vault.openText(text('expects')),
    startsOn: text('starts_on'),
    endsOn: text('ends_on'),
    endedOn: maybe('ended_on'),
    endedBecause: because === null ? null : vault.openText(because),
    notes: notesOf(JSON.parse(text('notes')) as ContractNote[], vault).toSorted((a, b) => b.year - a.year),
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  }
}

/** Notes as they are read. */
export function notesOf(sealed: readonly ContractNote[], vault: Vault): ContractNote[] {
  return sealed.map(({ year, quality, management }) => ({
    year,
    quality: vault.openText(quality),
    management: vault.openText(management),
  }))
}
