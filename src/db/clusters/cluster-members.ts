import type { Audit } from '../office/audit.ts'
import { tellMember, tellMembers } from './cluster-notices.ts'
import type { clusterMembers as table } from './cluster-schema.ts'
import { written } from './clusters.ts'
import { GROUP, memberId } from '../effects/clusters.ts'
import { maskName } from '../registrations/registrations.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { type By, ONE_CHANGED } from '../office/audited.ts'

type State = (typeof table.$inferSelect)['state']

/** An owner in a cluster, or on the way into or out of it; the name is masked. */
export interface Member {
  readonly id: string
  readonly state: State
  readonly role: 'member' | 'leader'
  readonly group: string | null
  readonly number: string | null
  readonly ownerName: string | null
  readonly businessName: string | null
  readonly regency: string | null
  readonly askedAt: number
  readonly joinedAt: number | null
  readonly version: number
}

export interface MemberQuery {
  readonly state?: State
  readonly group?: string
  readonly role?: Member['role']
  readonly limit: number
  readonly after?: Cursor
}

/** What a leader or an officer decides about a membership. The owner is told. */
export type MemberDecision =
  { readonly type: 'accepted' } | { readonly type: 'refused' | 'removed'; readonly reason: string }

export interface Announcement {
  readonly id: string
  readonly body: string
  /** `leader`, or the id of a key. */
  readonly author: string
  readonly at: number
}

/** Who is in a cluster. Whoever asks has looked whether the cluster is within the scope. */
export interface ClusterMembers {
  /** In the order in which they asked. */
  page(cluster: string, query: MemberQuery): Promise<Page<Member>>
  find(cluster: string, id: string): Promise<Member | null>
  /** `changed`: somebody else was first, or there is no place any more, and nothing was written. */
  decide(cluster: string, before: Member, decision: MemberDecision, by: By): Promise<'done' | 'changed'>
  /** Moves a member to a group and makes them a leader, or no longer; a new leader is told. */
  place(
    cluster: string,
    before: Member,
    to: { readonly group: string | null; readonly role: Member['role'] },
    by: By,
  ): Promise<'done' | 'changed'>
  /** Newest first. */
  announcements(cluster: string, limit: number): Promise<readonly Announcement[]>
  /** Tells all members; resolves to the announcement's id. */
  announce(cluster: string, body: string, by: By): Promise<string>
}

const SELECT = `
select m.id, m.state, m.role, m.group_id, m.asked_at, m.joined_at, m.version, r.number, r.owner_name_sealed,
  r.business_name, r.regency
from cluster_members m left join registrations r on r.contact_id = m.contact_id`

const ACCEPT = `
update cluster_members set state = 'member', joined_at = ?4, updated_at = ?4, version = version + 1,
  reason_sealed = null, group_id = ${GROUP}
where cluster_id = ?1 and id = ?2 and version = ?3 and state in ('asked', 'waiting')`
const NOT_OVERFULL = `
insert into guards select 0 from clusters where id = ?1 and members > capacity`
const END: { readonly [type in 'refused' | 'removed']: string } = {
  refused: `state in ('asked', 'waiting')`,
  removed: `state = 'member'`,
}
const PLACE = `
update cluster_members set group_id = ?4, role = ?5, updated_at = ?6, version = version + 1
where cluster_id = ?1 and id = ?2 and version = ?3 and state = 'member'`
// A group takes no more than it has room for.
const GROUP_NOT_OVERFULL = `
insert into guards select 0 from cluster_groups g where g.id = ?1 and g.capacity < (
  select count(*) from cluster_members o where o.group_id = g.id and o.state = 'member')`

const ANNOUNCE = `
insert into cluster_announcements (id, cluster_id, author, at, body_sealed) values (?1, ?2, ?3, ?4, ?5)`

const NOTICE = { accepted: 'clusterAccepted', refused: 'clusterRefused', removed: 'clusterRemoved' } as const

/** Owners’ names are masked as they are read; changes, their notices and the audit are one commit. */
export function createClusterMembers(store: Store, audit: Audit, vault: Vault): ClusterMembers {
  const read = async (where: string, ...args: Argument[]): Promise<Member[]> =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map((row) =>
      memberOf(row, vault),
    )

  return {
    async page(cluster, { state, group, role, limit, after }) {
      const found = await read(
        `m.cluster_id = ?1 and (?2 is null or m.state = ?2) and (?3 is null or m.group_id = ?3)
          and (?4 is null or m.role = ?4) and (?5 is null or (m.asked_at, m.id) > (?5, ?6))
          order by m.asked_at, m.id limit ?7`,
        cluster,
        state ?? null,
        group ?? null,
        role ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.askedAt, last.id])
    },
    async find(cluster, id) {
      return (await read('m.cluster_id = ?1 and m.id = ?2', cluster, id))[0] ?? null
    },
    decide(cluster, { id, version }, decision, by) {
      const { type } = decision
      const reason = 'reason' in decision ? { reason: decision.reason } : null
      return written(
        audit,
        cluster,
        `cluster.member.${type}`,
        by,
        [
          ...(type === 'accepted'
            ? [
                { sql: ACCEPT, args: [cluster, id, version, by.at] },
                ONE_CHANGED,
                { sql: NOT_OVERFULL, args: [cluster] },
              ]
            : [ended(cluster, id, version, type, vault.seal(reason!.reason), by.at), ONE_CHANGED]),
          tellMember(NOTICE[type], id, by.at, reason, vault),
        ],
        { member: id },
      )
    },
    place(cluster, before, { group, role }, by) {
      const leads = role === 'leader' && before.role !== 'leader'
      return written(
        audit,
        cluster,
        'cluster.member.placed',
        by,
        [
          { sql: PLACE, args: [cluster, before.id, before.version, group, role, by.at] },
          ONE_CHANGED,
          { sql: GROUP_NOT_OVERFULL, args: [group] },
          ...(leads ? [tellMember('clusterLeader', before.id, by.at, null, vault)] : []),
        ],
        { member: before.id, group, role },
      )
    },
    async announcements(cluster, limit) {
      const { rows } = await store.read({
        sql: `select id, body_sealed, author, at from cluster_announcements where cluster_id = ?1
          order by at desc, id desc limit ?2`,
        args: [cluster, limit],
      })
      return rows.map(([id, body, author, at]) => ({
        id: id as string,
        body: vault.open(body as Uint8Array),
        author: author as string,
        at: Number(at),
      }))
    },
    async announce(cluster, body, by) {
      const id = memberId()
      await written(
        audit,
        cluster,
        'cluster.announced',
        by,
        [
          { sql: ANNOUNCE, args: [id, cluster, by.actor, by.at, vault.seal(body)] },
          tellMembers(id, '', by.at, body, vault),
        ],
        { announcement: id },
      )
      return id
    },
  }
}

const ended = (
  cluster: string,
  id: string,
  version: number,
  type: 'refused' | 'removed',
  reason: Buffer,
  at: number,
): Statement => ({
  sql: `update cluster_members set state = '${type}', role = 'member', group_id = null, reason_sealed = ?4,
      updated_at = ?5, version = version + 1
    where cluster_id = ?1 and id = ?2 and version = ?3 and ${END[type]}`,
  args: [cluster, id, version, reason, at],
})

interface Row {
  readonly [column: string]: unknown
}

function memberOf(row: Row, vault: Vault): Member {
  const text = (name: string) => row[name] as string | null
  const name = row['owner_name_sealed']
  return {
    id: row['id'] as string,
    state: row['state'] as State,
    role: row['role'] as Member['role'],
    group: text('group_id'),
    number: text('number'),
    ownerName: name === null ? null : maskName(vault.open(name as Uint8Array)),
    businessName: text('business_name'),
    regency: text('regency'),
    askedAt: Number(row['asked_at']),
    joinedAt: row['joined_at'] === null ? null : Number(row['joined_at']),
    version: Number(row['version']),
  }
}
