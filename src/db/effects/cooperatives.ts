import { z } from 'zod'
import type { Asked } from './asked.ts'
import { tellFounders } from '../clusters/cluster-notices.ts'
import { column, piece, set, setSealed } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { leads } from './clusters.ts'

/** A leader begins to found the cooperative of the cluster. */
export const beginFounding = z.object({ cluster: z.string(), id: z.string() })
/** A member founds it too, or rather not. */
export const foundCooperative = z.object({ cluster: z.string(), confirmed: z.boolean() })
/** A member looks after a step. */
export const takeFoundingStep = z.object({ cluster: z.string(), step: z.string() })
/** A leader says that a step is done, or not after all. */
export const keepFoundingStep = z.object({
  cluster: z.string(),
  step: z.string(),
  doneOn: z.iso.date().nullable(),
  number: z.string().nullable(),
  /** What the cooperative is called, when the step decides it. */
  name: z.string().nullable(),
})
/** A paper of a step came; its bytes are still with the platform. */
export const receiveFoundingDocument = z.object({
  id: z.string(),
  cluster: z.string(),
  step: z.string(),
  file: z.looseObject({ id: z.string() }),
})

const BEGIN = `
insert into cooperatives (id, level, cluster_id, province, regency, created_at, updated_at)
select ${column(0)}, 'primary', s.id, s.province, s.regency, ${column(3)}, ${column(3)}
from json_each(?1) j join clusters s on s.id = ${column(1)}
where s.approved_at is not null and s.closed_at is null and ${leads('s.id', column(2))}
on conflict (cluster_id) do nothing`

const FOUND = `
insert into cooperative_founders (cooperative_id, contact_id, state, at)
select c.id, ${column(1)}, ${column(2)}, ${column(3)}
from json_each(?1) j join cooperatives c on c.cluster_id = ${column(0)} and c.established_on is null
where exists (select 1 from cluster_members m
  where m.cluster_id = c.cluster_id and m.contact_id = ${column(1)} and m.state = 'member')
on conflict (cooperative_id, contact_id) do update set state = excluded.state, at = excluded.at`

const TAKE = `
insert into cooperative_steps (cooperative_id, step, responsible, updated_at)
select c.id, ${column(1)}, m.id, ${column(3)}
from json_each(?1) j join cooperatives c on c.cluster_id = ${column(0)}
join cluster_members m on m.cluster_id = c.cluster_id and m.contact_id = ${column(2)} and m.state = 'member'
on conflict (cooperative_id, step) do update set responsible = excluded.responsible, updated_at = excluded.updated_at`

const OF_LEADER = `json_each(?1) j join cooperatives c on c.cluster_id = ${column(0)}
where ${leads('c.cluster_id', column(2))}`
const KEEP = `
insert into cooperative_steps (cooperative_id, step, done_on, number, updated_at)
select c.id, ${column(1)}, ${column(3)}, ${column(4)}, ${column(6)} from ${OF_LEADER}
on conflict (cooperative_id, step) do update
set done_on = excluded.done_on, number = excluded.number, updated_at = excluded.updated_at`
// With its approval as a legal entity it stands.
const STAND = `
update cooperatives set name = coalesce(w.name, cooperatives.name), version = version + 1, updated_at = w.at,
  established_on = iif(w.step = 'approval', w.done_on, established_on)
from (select c.id, ${column(1)} as step, ${column(3)} as done_on, ${column(5)} as name, ${column(6)} as at
  from ${OF_LEADER}) w
where cooperatives.id = w.id`

const PLACE = `select c.id, ${column(1)} from json_each(?1) j join cooperatives c on c.cluster_id = ${column(0)}
  join cluster_members m on m.cluster_id = c.cluster_id and m.contact_id = ${column(2)} and m.state = 'member'`
const FORGET_BYTES = `
delete from cooperative_document_bytes where document_id in (
  select d.id from cooperative_documents d where (d.cooperative_id, d.kind) in (${PLACE}))`
const FORGET = `delete from cooperative_documents where (cooperative_id, kind) in (${PLACE})`
const RECEIVE = `
insert into cooperative_documents (id, contact_id, cooperative_id, kind, channel, created_at, updated_at, state, file_sealed)
select ${column(0)}, ${column(1)}, c.id, ${column(3)}, ${column(4)}, ${column(5)}, ${column(5)},
  'received', ${piece(6)}
from json_each(?1) j join cooperatives c on c.cluster_id = ${column(2)}
join cluster_members m on m.cluster_id = c.cluster_id and m.contact_id = ${column(1)} and m.state = 'member'`

/** Only by a leader of an approved cluster that is not closed, and once. The members are told in the same commit. */
export function beginFoundingStatements(asked: readonly Asked<z.infer<typeof beginFounding>>[]): Statement[] {
  const begun = set(
    BEGIN,
    asked.map(({ effect, contactId, at }) => [effect.id, effect.cluster, contactId, at]),
  )
  return [...begun, ...asked.map(({ effect, contactId, at }) => tellFounders(effect.id, contactId, at))]
}

/** Only by a member, and until the cooperative is established; the last word holds. */
export function foundStatements(asked: readonly Asked<z.infer<typeof foundCooperative>>[]): Statement[] {
  return set(
    FOUND,
    asked.map(({ effect, contactId, at }) => [
      effect.cluster,
      contactId,
      effect.confirmed ? 'confirmed' : 'declined',
      at,
    ]),
  )
}

/** Only by a member; whoever takes a step last looks after it. */
export function takeStepStatements(asked: readonly Asked<z.infer<typeof takeFoundingStep>>[]): Statement[] {
  return set(
    TAKE,
    asked.map(({ effect, contactId, at }) => [effect.cluster, effect.step, contactId, at]),
  )
}

/** Only by a leader. The day of the approval as a legal entity is the day that the cooperative is established. */
export function keepStepStatements(asked: readonly Asked<z.infer<typeof keepFoundingStep>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [
    effect.cluster,
    effect.step,
    contactId,
    effect.doneOn,
    effect.number,
    effect.name,
    at,
  ])
  return [...set(KEEP, rows), ...set(STAND, rows)]
}

/** A newer paper takes the place of the one before it. */
export function receiveFoundingStatements(
  asked: readonly Asked<z.infer<typeof receiveFoundingDocument>>[],
  vault: Vault,
): Statement[] {
  const places = asked.map(({ effect, contactId }) => [effect.cluster, effect.step, contactId])
  const rows = asked.map(({ effect, contactId, channel, at }) => ({
    row: [effect.id, contactId, effect.cluster, effect.step, channel, at],
    secret: JSON.stringify(effect.file),
  }))
  return [...set(FORGET_BYTES, places), ...set(FORGET, places), ...setSealed(RECEIVE, rows, vault)]
}
