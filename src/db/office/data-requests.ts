import { randomUUID } from 'node:crypto'
import type { Audit } from './audit.ts'
import { DEADLINE, forgetStatements, withdrawals } from '../effects/rights.ts'
import { noticeStatements } from '../notices/notices.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import type { dataRequests as table } from './office-schema.ts'
import { placesIn, type Scope, within } from './scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { type By, ONE_CHANGED, unlessChanged } from './audited.ts'

type Stored = typeof table.$inferSelect

/** What an owner asked of their data, and until when it must be done. */
export interface DataRequest extends Readonly<Stored> {
  /** Of the registration, while there is one. */
  readonly number: string | null
}

export const REQUEST_STATES = ['open', 'overdue', 'done', 'all'] as const

/** What data subjects ask (UU 27/2022). Each belongs to where its owner was registered when they asked. */
export interface DataRequests {
  /** What is open by its deadline, so that what is overdue comes first; what is done, the newest first. */
  page(
    scope: Scope,
    query: {
      readonly state: (typeof REQUEST_STATES)[number]
      readonly at: number
      readonly limit: number
      readonly after?: Cursor
    },
  ): Promise<Page<DataRequest>>
  find(scope: Scope, id: string): Promise<DataRequest | null>
  /** Notes what was asked otherwise than in chat; resolves to its id. */
  record(
    request: { readonly contactId: string; readonly kind: Stored['kind']; readonly channel: string },
    by: By,
  ): Promise<string>
  /** Everything that is held about a contact, by table. Whoever asks writes it to the audit log first. */
  copy(contactId: string): Promise<Held>
  /** Does what was asked, and tells the owner; a copy is only noted as handed out. `changed`: it is done already. */
  settle(request: DataRequest, by: By): Promise<'done' | 'changed'>
}

export interface Held {
  readonly [table: string]: readonly { readonly [column: string]: unknown }[]
}

const SELECT = `
select q.*, r.number from data_requests q left join registrations r on r.contact_id = q.contact_id`
const PLACE = 'coalesce(q.region, r.regency)'

const WHERE: { readonly [state in (typeof REQUEST_STATES)[number]]: string } = {
  open: 'q.done_at is null and ?2 > 0',
  overdue: 'q.done_at is null and q.due_at < ?2',
  done: 'q.done_at is not null and ?2 > 0',
  all: '?2 > 0',
}

const RECORD = `
insert into data_requests (id, contact_id, kind, channel, requested_at, due_at, region)
values (?1, ?2, ?3, ?4, ?5, ?6, (select regency from registrations where contact_id = ?2))`
const DONE = 'update data_requests set done_at = ?2, done_by = ?3 where id = ?1 and done_at is null'
const LOCK = 'update contacts set lock = lock + 1 where id = ?1'

// Whatever table is added, what it holds of an owner is in the copy. Traces of messages are not what is held of them.
const TABLES = `
select name from sqlite_master where type = 'table' and sql like '%contact_id%' and name not in
  ('link_codes', 'events', 'outbox', 'notices', 'broadcast_recipients') order by name`
/** Columns of contracts and of the notes on them. */
const SEALED_TEXTS: ReadonlySet<string> = new Set(['expects', 'ended_because', 'quality', 'management'])
const ROWS = 1000
const BESIDE: { readonly [name: string]: string } = {
  consents: `select c.purpose, c.given, c.channel, c.at, w.body as wording from consents c
    join wordings w on w.hash = c.wording where c.contact_id = ?1 order by c.at`,
  handover_messages: `select m.sender, m.at, m.body_sealed from handover_messages m
    join handovers h on h.id = m.handover_id where h.contact_id = ?1 order by m.id`,
  contract_notes: `select n.year, n.quality, n.management, n.at from contract_notes n
    join contracts t on t.id = n.contract_id where t.contact_id = ?1 order by n.contract_id, n.year`,
}

/** Done, with what it does to the data, the owner’s notice and the audit, in one commit. */
export function createDataRequests(store: Store, audit: Audit, vault: Vault): DataRequests {
  const read = async (where: string, ...args: Argument[]): Promise<DataRequest[]> =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map(requestOf)

  return {
    async page(scope, { state, at, limit, after }) {
      const done = state === 'done' || state === 'all'
      const [column, beyond, order] = done ? ['q.requested_at', '<', 'desc'] : ['q.due_at', '>', 'asc']
      const found = await read(
        `${inside(scope)} and ${WHERE[state]} and (?3 is null or (${column}, q.id) ${beyond} (?3, ?4))
          order by ${column} ${order}, q.id ${order} limit ?5`,
        placesIn(scope),
        at,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [done ? last.requestedAt : last.dueAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`${inside(scope)} and q.id = ?2`, placesIn(scope), id)
      return found ?? null
    },
    async record({ contactId, kind, channel }, { actor, at }) {
      const id = randomUUID()
      const insert = { sql: RECORD, args: [id, contactId, kind, channel, at, at + DEADLINE] }
      await audit.append({ actor, action: 'dataRequest.recorded', subject: id, detail: { kind } }, at, [
        insert,
      ])
      return id
    },
    async copy(contactId) {
      const names = (await store.read({ sql: TABLES, args: [] })).rows.map(([name]) => name as string)
      const queries = [
        ...names
          .filter((name) => !Object.hasOwn(BESIDE, name))
          .map((name) => [name, `select * from "${name}" where contact_id = ?1 limit ${ROWS}`] as const),
        ...Object.entries(BESIDE),
      ]
      const results = await store.readAll(queries.map(([, sql]) => ({ sql, args: [contactId] })))
      const held = queries.map(([name], at) => [
        name,
        records<Row>(results[at]!).map((row) => opened(row, vault)),
      ])
      return Object.fromEntries(held.filter(([, rows]) => rows!.length > 0)) as Held
    },
    async settle({ id, kind, contactId }, { actor, at }) {
      const notice = { once: `dataRequest/${id}`, contactId, type: 'dataRequestDone', data: { kind } }
      const writes = [
        { sql: DONE, args: [id, at, actor] },
        ONE_CHANGED,
        ...(kind === 'erase'
          ? forgetStatements(contactId)
          : kind === 'withdraw'
            ? withdrawals(contactId, at)
            : []),
        { sql: LOCK, args: [contactId] },
        ...noticeStatements([notice], at, vault),
      ]
      return unlessChanged(
        audit.append({ actor, action: `dataRequest.${kind}`, subject: id, detail: {} }, at, writes),
      )
    },
  }
}

const inside = (scope: Scope) => within(scope, PLACE, 1, 'q.contact_id')

interface Row {
  readonly [column: string]: unknown
}

/** What is sealed, as it is; without what only we can make use of. */
function opened(row: Row, vault: Vault): Row {
  const columns = Object.entries(row).filter(([name]) => !/_index$|^file_sealed$|^lock$/.test(name))
  return Object.fromEntries(
    columns.map(([name, value]) => {
      if (SEALED_TEXTS.has(name) && value !== null) return [name, vault.openText(value as string)]
      if (value === null || !name.endsWith('_sealed'))
        return [name, typeof value === 'bigint' ? Number(value) : value]
      return [name.slice(0, -'_sealed'.length), vault.open(value as Uint8Array)]
    }),
  )
}

function requestOf(row: Row): DataRequest {
  const text = (name: string) => row[name] as string | null
  return {
    id: row['id'] as string,
    contactId: row['contact_id'] as string,
    kind: row['kind'] as Stored['kind'],
    channel: row['channel'] as string,
    requestedAt: Number(row['requested_at']),
    dueAt: Number(row['due_at']),
    doneAt: row['done_at'] === null ? null : Number(row['done_at']),
    region: text('region'),
    doneBy: text('done_by'),
    number: text('number'),
  }
}
