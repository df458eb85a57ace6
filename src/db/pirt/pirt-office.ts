import type { Audit } from '../office/audit.ts'
import { type Notice, noticeStatements } from '../notices/notices.ts'
import type { documents } from './pirt-schema.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { ONE_CHANGED, unlessChanged } from '../office/audited.ts'

type Document = typeof documents.$inferSelect

/** A product on its way to a P-IRT number, as an officer sees it. Days are text. */
export interface OfficeCase {
  readonly id: string
  readonly contactId: string
  /** Of the registration of whose it is. */
  readonly number: string
  readonly regency: string
  readonly businessName: string
  readonly product: string
  readonly foodGroup: string
  readonly step: string
  readonly commitmentOn: string | null
  readonly deadlineOn: string | null
  readonly pirtNumber: string | null
  readonly expiry: string | null
  readonly verified: readonly string[]
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** A paper that an owner sent for it. */
export interface OfficeDocument extends Readonly<
  Pick<Document, 'id' | 'kind' | 'state' | 'reason' | 'mime' | 'size' | 'updatedAt'>
> {
  readonly contactId: string
  readonly product: string
  readonly caseId: string
  /** The case's: what a review is made to. */
  readonly version: number
}

export interface CaseQuery {
  readonly regency?: string
  readonly step?: string
  /** A day: its deadline, or the end of its number, is on it or earlier. */
  readonly deadlineTo?: string
  readonly expiryTo?: string
  /** Whether all of these have been verified. */
  readonly verified?: { readonly all: number; readonly is: boolean }
  /** Whether a paper waits for an officer. */
  readonly toReview?: boolean
  readonly sort: 'deadline' | '-createdAt'
  readonly limit: number
  readonly after?: Cursor
}

/** What an officer finds out about a product. */
export interface CaseChange {
  readonly verified?: readonly string[]
  readonly pirtNumber?: string | null
  readonly expiry?: string | null
}

interface By {
  readonly actor: string
  readonly at: number
  /** What the owner is told, in the same commit. */
  readonly notices: readonly Notice[]
}

/** Products on their way to a P-IRT number. Each belongs to where its owner is registered. */
export interface PirtOffice {
  /** By deadline, those without one last; or the newest first. */
  page(scope: Scope, query: CaseQuery): Promise<Page<OfficeCase>>
  find(scope: Scope, id: string): Promise<OfficeCase | null>
  documents(caseId: string): Promise<OfficeDocument[]>
  document(scope: Scope, id: string): Promise<OfficeDocument | null>
  /** What a paper holds. Whoever asks writes it to the audit log first. */
  bytes(documentId: string): Promise<Buffer<ArrayBuffer> | null>
  /** `changed`: somebody else was first, and nothing was written. */
  change(before: OfficeCase, change: CaseChange, by: By): Promise<'done' | 'changed'>
  review(
    before: OfficeDocument,
    verdict: { readonly state: 'accepted' | 'rejected'; readonly reason: string | null },
    by: By,
  ): Promise<'done' | 'changed'>
}

/** The day as a number, to sort by: none comes last. */
const DEADLINE = `cast(replace(coalesce(p.deadline_on, '9999-12-31'), '-', '') as integer)`

const SELECT = `
select p.*, p.number as pirt_number, r.number, r.regency, r.business_name, ${DEADLINE} as deadline
from pirt_cases p join registrations r on r.contact_id = p.contact_id`

const WAITS = `exists (select 1 from documents d where d.case_id = p.id and d.state = 'checked')`

const FILTER = `(?2 is null or r.regency = ?2) and (?3 is null or p.step = ?3)
  and (?4 is null or p.deadline_on <= ?4) and (?5 is null or p.expiry <= ?5)
  and (?6 is null or (json_array_length(p.verified) >= ?6) = ?7) and (?8 is null or ${WAITS} = ?8)`

const CHANGE = `
update pirt_cases set verified = ?3, number = ?4, expiry = ?5, version = version + 1, updated_at = ?6
where id = ?1 and version = ?2`
const REVIEW = `
update documents set state = ?2, reason = ?3, updated_at = ?4
where id = ?1 and state in ('checked', 'accepted', 'rejected')`
const TOUCH = 'update pirt_cases set version = version + 1 where id = ?1 and version = ?2'
// A turn goes by what it has read: the lock rises, so that one under way starts again.
const LOCK = 'update contacts set lock = lock + 1 where id = ?1'

/** A change, the owner’s notices and the audit are one commit, which also raises the contact’s lock. */
export function createPirtOffice(store: Store, audit: Audit, vault: Vault): PirtOffice {
  const read = async (sql: string, ...args: Argument[]) => records<Row>(await store.read({ sql, args }))

  async function write(
    action: string,
    subject: string,
    detail: object,
    by: By,
    writes: readonly Statement[],
  ) {
    const entry = { actor: by.actor, action, subject, detail: detail as {} }
    const told = noticeStatements(by.notices, by.at, vault)
    return unlessChanged(audit.append(entry, by.at, [...writes, ...told]))
  }

  return {
    async page(scope, query) {
      const { regency, step, deadlineTo, expiryTo, verified, toReview, sort, limit, after } = query
      const [column, beyond, order] =
        sort === 'deadline' ? [DEADLINE, '>', 'asc'] : ['p.created_at', '<', 'desc']
      const rows = await read(
        `${SELECT} where ${within(scope, 'r.regency', 1, 'p.contact_id')} and ${FILTER}
          and (?9 is null or (${column}, p.id) ${beyond} (?9, ?10)) order by ${column} ${order}, p.id ${order} limit ?11`,
        placesIn(scope),
        regency ?? null,
        step ?? null,
        deadlineTo ?? null,
        expiryTo ?? null,
        verified?.all ?? null,
        verified?.is ?? null,
        toReview ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      const position = sort === 'deadline' ? 'deadline' : 'created_at'
      const { items, next } = pageFrom(rows, limit, (last) => [Number(last[position]), last['id'] as string])
      return { items: items.map(caseOf), next }
    },
    async find(scope, id) {
      const inside = within(scope, 'r.regency', 1, 'p.contact_id')
      const [row] = await read(`${SELECT} where ${inside} and p.id = ?2`, placesIn(scope), id)
      return row ? caseOf(row) : null
    },
    async documents(caseId) {
      const rows = await read(
        `select d.*, p.product, p.version from documents d join pirt_cases p on p.id = d.case_id where p.id = ?1 order by d.kind`,
        caseId,
      )
      return rows.map(documentOf)
    },
    async document(scope, id) {
      const [row] = await read(
        `select d.*, p.product, p.version from documents d join pirt_cases p on p.id = d.case_id
          join registrations r on r.contact_id = p.contact_id
          where ${within(scope, 'r.regency', 1, 'p.contact_id')} and d.id = ?2`,
        placesIn(scope),
        id,
      )
      return row ? documentOf(row) : null
    },
    async bytes(documentId) {
      const sql = 'select bytes_sealed from document_bytes where document_id = ?1'
      const { rows } = await store.read({ sql, args: [documentId] })
      const sealed = rows[0]?.[0] ?? null
      return sealed === null ? null : (vault.openBytes(sealed as Uint8Array) as Buffer<ArrayBuffer>)
    },
    change(
      before,
      { verified = before.verified, pirtNumber = before.pirtNumber, expiry = before.expiry },
      by,
    ) {
      const { id, version, contactId } = before
      return write('pirt.changed', id, { verified }, by, [
        { sql: CHANGE, args: [id, version, JSON.stringify(verified), pirtNumber, expiry, by.at] },
        ONE_CHANGED,
        { sql: LOCK, args: [contactId] },
      ])
    },
    review({ id, caseId, version, contactId }, { state, reason }, by) {
      return write(`document.${state}`, id, { reason }, by, [
        { sql: REVIEW, args: [id, state, reason, by.at] },
        ONE_CHANGED,
        { sql: TOUCH, args: [caseId, version] },
        ONE_CHANGED,
        { sql: LOCK, args: [contactId] },
      ])
    },
  }
}

interface Row {
  readonly [column: string]: unknown
}

function caseOf(row: Row): OfficeCase {
  const text = (name: string) => row[name] as string
  const day = (name: string) => row[name] as string | null
  return {
    id: text('id'),
    contactId: text('contact_id'),
    number: text('number'),
    regency: text('regency'),
    businessName: text('business_name'),
    product: text('product'),
    foodGroup: text('food_group'),
    step: text('step'),
    commitmentOn: day('commitment_on'),
    deadlineOn: day('deadline_on'),
    pirtNumber: day('pirt_number'),
    expiry: day('expiry'),
    verified: JSON.parse(text('verified')) as string[],
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  }
}

const documentOf = (row: Row): OfficeDocument => ({
  id: row['id'] as string,
  contactId: row['contact_id'] as string,
  product: row['product'] as string,
  caseId: row['case_id'] as string,
  version: Number(row['version']),
  kind: row['kind'] as string,
  state: row['state'] as Document['state'],
  reason: row['reason'] as string | null,
  mime: row['mime'] as string | null,
  size: row['size'] === null ? null : Number(row['size']),
  updatedAt: Number(row['updated_at']),
})
