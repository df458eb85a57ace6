import type { Audit } from '../office/audit.ts'
import { written } from './clusters.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import { type By, ONE_CHANGED } from '../office/audited.ts'

export interface GroupFields {
  readonly name: string
  /** A regency or district, whose new members come into it. */
  readonly region: string | null
  readonly capacity: number | null
}

/** A part of a cluster. */
export interface Group extends GroupFields {
  readonly id: string
  readonly members: number
  readonly version: number
}

/** The groups of a cluster. Whoever asks has looked whether the cluster is within the scope. */
export interface ClusterGroups {
  list(cluster: string): Promise<readonly Group[]>
  find(cluster: string, id: string): Promise<Group | null>
  /** `changed`: there is one of that name already. */
  create(cluster: string, group: GroupFields & { readonly id: string }, by: By): Promise<'done' | 'changed'>
  /** `changed`: somebody else was first, the name is taken, or it has more members than that. */
  change(cluster: string, before: Group, fields: GroupFields, by: By): Promise<'done' | 'changed'>
  /** Its members stay in the cluster, in no group. */
  remove(cluster: string, before: Group, by: By): Promise<'done' | 'changed'>
}

const MEMBERS = `(select count(*) from cluster_members m where m.group_id = g.id and m.state = 'member')`
const SELECT = `select g.id, g.name, g.region, g.capacity, g.version, ${MEMBERS} as members from cluster_groups g`

const CREATE = `
insert into cluster_groups (id, cluster_id, name, region, capacity, created_at, updated_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?6)`
const CHANGE = `
update cluster_groups as g set name = ?4, region = ?5, capacity = ?6, version = version + 1, updated_at = ?7
where g.cluster_id = ?1 and g.id = ?2 and g.version = ?3 and (?6 is null or ?6 >= ${MEMBERS})`
const EMPTY = 'update cluster_members set group_id = null where group_id = ?1'
const REMOVE = 'delete from cluster_groups where cluster_id = ?1 and id = ?2 and version = ?3'

/** Each change is in the audit log by the same commit. */
export function createClusterGroups(store: Store, audit: Audit): ClusterGroups {
  const read = async (where: string, ...args: Argument[]): Promise<Group[]> =>
    records<Group>(await store.read({ sql: `${SELECT} where ${where}`, args })).map((row) => ({
      ...row,
      capacity: row.capacity === null ? null : Number(row.capacity),
      members: Number(row.members),
      version: Number(row.version),
    }))

  return {
    list: (cluster) => read('g.cluster_id = ?1 order by g.name', cluster),
    async find(cluster, id) {
      return (await read('g.cluster_id = ?1 and g.id = ?2', cluster, id))[0] ?? null
    },
    create: (cluster, { id, name, region, capacity }, by) =>
      written(audit, cluster, 'cluster.group.added', by, [
        { sql: CREATE, args: [id, cluster, name, region, capacity, by.at] },
      ]),
    change: (cluster, { id, version }, { name, region, capacity }, by) =>
      written(audit, cluster, 'cluster.group.changed', by, [
        { sql: CHANGE, args: [cluster, id, version, name, region, capacity, by.at] },
        ONE_CHANGED,
      ]),
    remove: (cluster, { id, version }, by) =>
      written(audit, cluster, 'cluster.group.removed', by, [
        { sql: EMPTY, args: [id] },
        { sql: REMOVE, args: [cluster, id, version] },
        ONE_CHANGED,
      ]),
  }
}
