import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { tellLeaders, tellMember, tellMembers } from '../clusters/cluster-notices.ts'
import { column, columns, piece, set, setSealed } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** The contact asks to join, or for a place in the queue of a full cluster. */
export const joinCluster = z.object({ cluster: z.string(), claim: z.enum(['asked', 'waiting']) })
/** The contact leaves, or takes the request back. */
export const leaveCluster = z.object({ cluster: z.string() })
/** The contact proposes a cluster, and leads it from then on; an officer is to approve it. */
export const proposeCluster = z.object({
  id: z.string(),
  name: z.string(),
  sector: z.string(),
  regency: z.string(),
  sells: z.string(),
  buyers: z.string().nullable(),
})
/** A leader says yes or no to a request, by the id of its membership. */
export const decideRequest = z.object({
  member: z.string(),
  accept: z.boolean(),
  reason: z.string().nullable(),
})
/** A leader tells the members something. */
export const announce = z.object({ cluster: z.string(), body: z.string() })

/** Short enough for a button, and never the same twice. */
export const memberId = (): string => randomBytes(12).toString('base64url')

/** Who wrote leads that cluster. */
export const leads = (cluster: string, contact: string): string => `exists (select 1 from cluster_members l
  where l.cluster_id = ${cluster} and l.contact_id = ${contact} and l.role = 'leader' and l.state = 'member')`

/** The group of the member's own place that has room, the nearest first. */
export const GROUP = `(
  select g.id from cluster_groups g join registrations r on r.contact_id = cluster_members.contact_id
  where g.cluster_id = cluster_members.cluster_id and g.region in (r.district, r.regency)
    and (g.capacity is null or g.capacity > (
      select count(*) from cluster_members o where o.group_id = g.id and o.state = 'member'))
  order by length(g.region) desc, g.created_at limit 1)`

const JOIN = `
insert into cluster_members (id, cluster_id, contact_id, state, asked_at, updated_at)
select ${columns(5)}, ${column(4)} from json_each(?1) j where true
on conflict (cluster_id, contact_id) do update
set state = excluded.state, role = 'member', group_id = null, reason_sealed = null, joined_at = null,
  asked_at = excluded.asked_at, updated_at = excluded.updated_at, version = version + 1
where state in ('refused', 'left', 'removed')`

// Filled or closed meanwhile: refused, and found so when taken anew.
const CAN_JOIN = `
insert into guards select 0 from json_each(?1) j join clusters s on s.id = ${column(1)}
where not s.accepting or s.closed_at is not null or s.stage = 'proposed'
  or (${column(3)} = 'asked' and s.members >= s.capacity)`

const LEAVE = `
update cluster_members set state = 'left', role = 'member', group_id = null, updated_at = ?2, version = version + 1
from json_each(?1) j where cluster_members.cluster_id = ${column(0)} and cluster_members.contact_id = ${column(1)}
  and state in ('asked', 'waiting', 'member')`

// A cooperative that stands keeps its founders, whoever leaves.
const NO_FOUNDER = `
delete from cooperative_founders where (cooperative_id, contact_id) in (
  select c.id, ${column(1)} from json_each(?1) j join cooperatives c on c.cluster_id = ${column(0)}
  where c.established_on is null)`
const NOBODY = `
update cooperative_steps set responsible = null where responsible in (
  select m.id from json_each(?1) j join cluster_members m on m.cluster_id = ${column(0)} and m.contact_id = ${column(1)})`

// The largest size that is set out for a cluster is content.
const PROPOSE = `
insert into clusters (id, name, kind, sector, province, regency, stage, capacity, sells, buyers, proposed_by, source,
  status, created_at, updated_at)
select ${column(0)}, ${column(1)}, 'other', ${column(2)}, substr(${column(3)}, 1, 2), ${column(3)}, 'proposed',
  coalesce((select max(data->>'$.capacity.max') from content where kind = 'clusterKinds'), 20000),
  ${column(4)}, ${column(5)}, ${column(6)}, 'Usulan pemilik usaha', 'needs verification', ${column(7)}, ${column(7)}
from json_each(?1) j`
const ONE_PROPOSAL = `
insert into guards select 0 from json_each(?1) j join clusters s
on s.proposed_by = ${column(6)} and s.id <> ${column(0)} and s.approved_at is null and s.closed_at is null`
const LEAD = `
insert into cluster_members (id, cluster_id, contact_id, role, state, asked_at, joined_at, updated_at)
select ${column(8)}, ${column(0)}, ${column(6)}, 'leader', 'member', ${column(7)}, ${column(7)}, ${column(7)}
from json_each(?1) j`

const OPEN_REQUEST = `cluster_members.id = ${column(0)} and cluster_members.state in ('asked', 'waiting')
  and ${leads('cluster_members.cluster_id', column(1))}`
const ACCEPT = `
update cluster_members set state = 'member', joined_at = ?2, updated_at = ?2, version = version + 1,
  reason_sealed = null, group_id = ${GROUP}
from json_each(?1) j where ${OPEN_REQUEST}`
const REFUSE = `
update cluster_members set state = 'refused', updated_at = ${column(2)}, version = version + 1,
  reason_sealed = ${piece(3)}
from json_each(?1) j where ${OPEN_REQUEST}`
const ALL_CHANGED = 'insert into guards select 0 where changes() <> ?1'
const NOT_OVERFULL = `
insert into guards select 0 from json_each(?1) j join cluster_members m on m.id = ${column(0)}
join clusters s on s.id = m.cluster_id where s.members > s.capacity or s.closed_at is not null`

const ANNOUNCE = `
insert into cluster_announcements (id, cluster_id, author, at, body_sealed)
select ${column(0)}, ${column(1)}, 'leader', ${column(3)}, ${piece(4)} from json_each(?1) j
where ${leads(column(1), column(2))}`

/** Refuses the turn when the cluster was filled or closed meanwhile. Asked for again, it is the same request. */
export function joinStatements(asked: readonly Asked<z.infer<typeof joinCluster>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [
    memberId(),
    effect.cluster,
    contactId,
    effect.claim,
    at,
  ])
  const joined = asked.map(({ effect, contactId }) => [effect.cluster, contactId])
  return [...set(JOIN, rows), ...set(CAN_JOIN, rows), tellLeaders(joined, latest(asked))]
}

/** Whoever waits for the place is moved up by the clusters' job. */
export function leaveStatements(asked: readonly Asked<z.infer<typeof leaveCluster>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId }) => [effect.cluster, contactId])
  return [...set(LEAVE, rows, latest(asked)), ...set(NO_FOUNDER, rows), ...set(NOBODY, rows)]
}

/** Refused as a whole while the contact has a proposal that waits. */
export function proposeStatements(asked: readonly Asked<z.infer<typeof proposeCluster>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [
    effect.id,
    effect.name,
    effect.sector,
    effect.regency,
    JSON.stringify({ id: effect.sells }),
    effect.buyers === null ? null : JSON.stringify({ id: effect.buyers }),
    contactId,
    at,
    memberId(),
  ])
  return [...set(PROPOSE, rows), ...set(ONE_PROPOSAL, rows), ...set(LEAD, rows)]
}

/** Refused as a whole when a request was decided meanwhile, or there is no place any more. */
export function decideStatements(
  asked: readonly Asked<z.infer<typeof decideRequest>>[],
  vault: Vault,
): Statement[] {
  const yes = asked.filter(({ effect }) => effect.accept)
  const accepted = yes.map(({ effect, contactId }) => [effect.member, contactId])
  const refused = asked
    .filter(({ effect }) => !effect.accept)
    .map(({ effect, contactId, at }) => ({
      row: [effect.member, contactId, at],
      secret: effect.reason ?? '',
    }))
  const told = asked.map(({ effect: { member, accept, reason }, at }) =>
    tellMember(
      accept ? 'clusterAccepted' : 'clusterRefused',
      member,
      at,
      accept ? null : { reason: reason ?? '' },
      vault,
    ),
  )
  return [
    ...set(ACCEPT, accepted, latest(asked)),
    ...allOf(accepted.length),
    ...set(NOT_OVERFULL, accepted),
    ...setSealed(REFUSE, refused, vault),
    ...allOf(refused.length),
    ...told,
  ]
}

/** Every member but the leader who wrote is owed the words. */
export function announceStatements(
  asked: readonly Asked<z.infer<typeof announce>>[],
  vault: Vault,
): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => ({
    row: [memberId(), effect.cluster, contactId, at] as const,
    secret: effect.body,
  }))
  const told = rows.map(({ row: [id, , contactId, at], secret }) =>
    tellMembers(id, contactId, at, secret, vault),
  )
  return [...setSealed(ANNOUNCE, rows, vault), ...told]
}

const allOf = (n: number): Statement[] => (n === 0 ? [] : [{ sql: ALL_CHANGED, args: [n] }])

const latest = (asked: readonly Asked<unknown>[]): number => Math.max(...asked.map(({ at }) => at))
