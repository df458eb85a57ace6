import { noticesFrom } from '../notices/notices.ts'
import { column, type Row } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/*
 * What members and leaders of clusters are told, as statements for the commit that brings it about. They read what
 * stands after the change, so that nothing is told that was refused.
 */

const HOUR = 3_600_000
/** How long an announcement is worth telling. */
const FRESH = 3 * 24 * HOUR

const ABOUT = `json_object('cluster', s.id, 'name', s.name)`

/** Leaders are told of requests (rows of cluster and contact) at most once an hour. */
export function tellLeaders(rows: readonly Row[], at: number): Statement {
  const sql = `
    select 'cluster/' || s.id || '/requests/' || l.id || '/' || (?2 / ${HOUR}), l.contact_id,
      json_object('cluster', s.id, 'name', s.name, 'business', min(r.business_name)), ?2, null
    from json_each(?1) j
    join cluster_members m on m.cluster_id = ${column(0)} and m.contact_id = ${column(1)} and m.state = 'asked'
    join clusters s on s.id = m.cluster_id join registrations r on r.contact_id = m.contact_id
    join cluster_members l on l.cluster_id = s.id and l.role = 'leader' and l.state = 'member'
    group by s.id, l.id`
  return noticesFrom('clusterRequest', { sql, args: [JSON.stringify(rows), at] }, at)
}

/** What became of a membership, told to whoever has it; each version of it once. */
export function tellMember(
  type: string,
  member: string,
  at: number,
  words: { readonly [field: string]: string } | null,
  vault: Vault,
): Statement {
  const sql = `
    select 'cluster/' || m.id || '/${type}/' || m.version, m.contact_id, ${ABOUT}, ?2, null
    from cluster_members m join clusters s on s.id = m.cluster_id where m.id = ?1`
  return noticesFrom(type, { sql, args: [member, at] }, at, words && vault.seal(JSON.stringify(words)))
}

/** An announcement to all members but the one who wrote it; to nobody when it was not taken. */
export function tellMembers(
  announcement: string,
  author: string,
  at: number,
  body: string,
  vault: Vault,
): Statement {
  const sql = `
    select 'announcement/' || a.id || '/' || m.contact_id, m.contact_id, ${ABOUT}, ?3, ?3 + ${FRESH}
    from cluster_announcements a join clusters s on s.id = a.cluster_id
    join cluster_members m on m.cluster_id = s.id and m.state = 'member' and m.contact_id <> ?2
    where a.id = ?1`
  return noticesFrom(
    'clusterNews',
    { sql, args: [announcement, author, at] },
    at,
    vault.seal(JSON.stringify({ body })),
  )
}

/** What became of a proposal, told to whoever made it; each version of the cluster once. */
export function tellProposer(
  type: string,
  cluster: string,
  at: number,
  words: { readonly [field: string]: string } | null,
  vault: Vault,
): Statement {
  const sql = `
    select 'cluster/' || s.id || '/${type}/' || s.version, s.proposed_by, ${ABOUT}, ?2, null
    from clusters s where s.id = ?1 and s.proposed_by is not null`
  return noticesFrom(type, { sql, args: [cluster, at] }, at, words && vault.seal(JSON.stringify(words)))
}

/** That a cluster was closed, told to everybody in it or on the way into it. */
export function tellClosed(cluster: string, at: number, reason: string, vault: Vault): Statement {
  const sql = `
    select 'cluster/' || m.id || '/closed/' || s.version, m.contact_id, ${ABOUT}, ?2, null
    from clusters s join cluster_members m on m.cluster_id = s.id and m.state in ('asked', 'waiting', 'member')
    where s.id = ?1`
  return noticesFrom(
    'clusterClosed',
    { sql, args: [cluster, at] },
    at,
    vault.seal(JSON.stringify({ reason })),
  )
}

/** That the founding of a cooperative has begun, told to the members but the one who began it; once. */
export function tellFounders(cooperative: string, author: string, at: number): Statement {
  const sql = `
    select 'cooperative/' || c.id || '/begun/' || m.contact_id, m.contact_id, ${ABOUT}, ?3, null
    from cooperatives c join clusters s on s.id = c.cluster_id
    join cluster_members m on m.cluster_id = s.id and m.state = 'member' and m.contact_id <> ?2
    where c.id = ?1`
  return noticesFrom('foundingBegun', { sql, args: [cooperative, author, at] }, at)
}
