import type { Wording } from '../../flows/types.ts'
import type { Audit } from '../office/audit.ts'
import { tellClosed, tellProposer } from './cluster-notices.ts'
import type { clusters as table } from './cluster-schema.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope } from '../office/scope.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { type By, ONE_CHANGED, unlessChanged } from '../office/audited.ts'

type Stage = (typeof table.$inferSelect)['stage']

/** What an officer enters of a cluster. */
export interface ClusterFields {
  readonly name: string
  readonly kind: (typeof table.$inferSelect)['kind']
  readonly sector: string
  /** Kemendagri codes; null for one of the whole province, or of the nation. */
  readonly province: string | null
  readonly regency: string | null
  readonly capacity: number
  readonly accepting: boolean
  readonly sells: Wording
  readonly buyers: Wording | null
  readonly gives: Wording | null
  readonly asks: Wording | null
  readonly anchor: string | null
  /** How many its source counts. */
  readonly reportedMembers: number | null
  readonly source: string
  readonly sourceOn: string | null
  readonly status: 'published' | 'needs verification'
}

/** The same as it stands. */
export interface OfficeCluster extends ClusterFields {
  readonly id: string
  readonly stage: Stage
  readonly members: number
  readonly waiting: number
  readonly requests: number
  readonly proposed: boolean
  readonly approvedAt: number | null
  readonly exportingSince: string | null
  readonly closedAt: number | null
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface ClusterQuery {
  readonly sector?: string
  readonly kind?: ClusterFields['kind']
  readonly stage?: Stage
  /** A province or a regency. */
  readonly region?: string
  readonly closed: boolean
  readonly limit: number
  readonly after?: Cursor
}

/** What an officer decides about a cluster. */
export type ClusterDecision =
  | { readonly type: 'approved' }
  | { readonly type: 'declined' | 'closed'; readonly reason: string }
  | { readonly type: 'exporting'; readonly since: string | null }

/** Clusters as officers see them. A cluster belongs to its place; whatever lies outside the scope is not there. */
export interface Clusters {
  /** Newest first. */
  page(scope: Scope, query: ClusterQuery): Promise<Page<OfficeCluster>>
  find(scope: Scope, id: string): Promise<OfficeCluster | null>
  /** When it first came to each stage. */
  path(id: string): Promise<readonly { readonly stage: Stage; readonly at: number }[]>
  create(cluster: ClusterFields & { readonly id: string }, by: By): Promise<void>
  /** `changed`: somebody else was first, or there are more members than places, and nothing was written. */
  change(before: OfficeCluster, fields: ClusterFields, by: By): Promise<'done' | 'changed'>
  /** Whoever proposed it is told; when it is closed, everybody in it. */
  decide(before: OfficeCluster, decision: ClusterDecision, by: By): Promise<'done' | 'changed'>
}

const SELECT = `
select s.*, (select count(*) from cluster_members q where q.cluster_id = s.id and q.state = 'asked') as requests
from clusters s`

const FIELDS = `name, kind, sector, province, regency, capacity, accepting, sells, buyers, gives, asks, anchor,
  reported_members, source, source_on, status`
const VALUES = Array.from({ length: 16 }, (_, at) => `?${at + 2}`).join(', ')
const CREATE = `
insert into clusters (id, ${FIELDS}, stage, approved_at, created_at, updated_at)
values (?1, ${VALUES}, 'forming', ?18, ?18, ?18)`
// Named, so that its stage follows.
const SETTLE = 'update clusters set members = members where id = ?1'
const CHANGE = `
update clusters set (${FIELDS}) = (${VALUES}), version = version + 1, updated_at = ?18
where id = ?1 and version = ?19 and closed_at is null and members <= ?7`

const DECIDE: { readonly [type in ClusterDecision['type']]: string } = {
  approved: `approved_at = ?3, status = 'published'`,
  declined: 'closed_at = ?3',
  closed: 'closed_at = ?3',
  exporting: 'exporting_since = ?4',
}

/** Stages follow by triggers (migrations); decisions, their notices and the audit are one commit. */
export function createClusters(store: Store, audit: Audit, vault: Vault): Clusters {
  const read = async (where: string, ...args: Argument[]): Promise<OfficeCluster[]> =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map(clusterOf)

  return {
    async page(scope, { sector, kind, stage, region, closed, limit, after }) {
      const found = await read(
        `${clusterWithin(scope)} and (?2 is null or s.sector = ?2) and (?3 is null or s.kind = ?3)
          and (?4 is null or s.stage = ?4) and (?5 is null or ?5 in (s.province, s.regency))
          and (s.closed_at is not null) = ?6 and (?7 is null or (s.created_at, s.id) < (?7, ?8))
          order by s.created_at desc, s.id desc limit ?9`,
        placesIn(scope),
        sector ?? null,
        kind ?? null,
        stage ?? null,
        region ?? null,
        Number(closed),
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id) {
      const [found] = await read(`s.id = ?2 and ${clusterWithin(scope)}`, placesIn(scope), id)
      return found ?? null
    },
    async path(id) {
      const sql = 'select stage, at from cluster_path where cluster_id = ?1 order by at'
      const { rows } = await store.read({ sql, args: [id] })
      return rows.map(([stage, at]) => ({ stage: stage as Stage, at: Number(at) }))
    },
    async create({ id, ...fields }, by) {
      await written(audit, id, 'cluster.added', by, [
        { sql: CREATE, args: [id, ...valuesOf(fields), by.at] },
        { sql: SETTLE, args: [id] },
      ])
    },
    change: ({ id, version }, fields, by) =>
      written(audit, id, 'cluster.changed', by, [
        { sql: CHANGE, args: [id, ...valuesOf(fields), by.at, version] },
        ONE_CHANGED,
      ]),
    decide({ id, version, proposed }, decision, by) {
      const { type } = decision
      const since = type === 'exporting' ? [decision.since] : []
      const reason = 'reason' in decision ? { reason: decision.reason } : null
      const notice = {
        approved: 'clusterApproved',
        declined: 'clusterDeclined',
        closed: null,
        exporting: null,
      }[type]
      return written(audit, id, `cluster.${type}`, by, [
        {
          sql: `update clusters set ${DECIDE[type]}, version = version + 1, updated_at = ?3
            where id = ?1 and version = ?2 and closed_at is null`,
          args: [id, version, by.at, ...since],
        },
        ONE_CHANGED,
        ...(type === 'closed' ? [tellClosed(id, by.at, decision.reason, vault)] : []),
        ...(proposed && notice ? [tellProposer(notice, id, by.at, reason, vault)] : []),
      ])
    },
  }
}

/** Writes an officer's change with its line in the audit log, or nothing when somebody else was first. */
export async function written(
  audit: Audit,
  subject: string,
  action: string,
  { actor, at }: By,
  writes: readonly Statement[],
  detail = {},
): Promise<'done' | 'changed'> {
  return unlessChanged(audit.append({ actor, action, subject, detail }, at, writes))
}

/** The SQL condition that keeps clusters `s` within a scope, whose places stand as ?1. */
export function clusterWithin({ type }: Scope): string {
  switch (type) {
    case 'nation':
      return '?1 is null'
    case 'province':
      return 's.province = ?1'
    case 'regencies':
      return 's.regency in (select value from json_each(?1))'
    case 'cluster':
      return 's.id = ?1'
  }
}

function valuesOf(fields: ClusterFields): Argument[] {
  const { name, kind, sector, province, regency, capacity, accepting, anchor } = fields
  const { sells, buyers, gives, asks, reportedMembers, source, sourceOn, status } = fields
  const words = [sells, buyers, gives, asks].map((wording) => wording && JSON.stringify(wording))
  const place = [province, regency, capacity, Number(accepting)]
  return [name, kind, sector, ...place, ...words, anchor, reportedMembers, source, sourceOn, status]
}

interface Row {
  readonly [column: string]: unknown
}

const numberOr = (value: unknown): number | null => (value === null ? null : Number(value))
const wordingOr = (value: unknown): Wording | null =>
  value === null ? null : (JSON.parse(value as string) as Wording)

function clusterOf(row: Row): OfficeCluster {
  const text = (name: string) => row[name] as string | null
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    kind: row['kind'] as ClusterFields['kind'],
    sector: row['sector'] as string,
    province: text('province'),
    regency: text('regency'),
    stage: row['stage'] as Stage,
    capacity: Number(row['capacity']),
    members: Number(row['members']),
    waiting: Number(row['waiting']),
    requests: Number(row['requests']),
    reportedMembers: numberOr(row['reported_members']),
    accepting: Number(row['accepting']) === 1,
    sells: wordingOr(row['sells'])!,
    buyers: wordingOr(row['buyers']),
    gives: wordingOr(row['gives']),
    asks: wordingOr(row['asks']),
    anchor: text('anchor'),
    proposed: row['proposed_by'] !== null,
    approvedAt: numberOr(row['approved_at']),
    exportingSince: text('exporting_since'),
    closedAt: numberOr(row['closed_at']),
    source: row['source'] as string,
    sourceOn: text('source_on'),
    status: row['status'] as ClusterFields['status'],
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  }
}
