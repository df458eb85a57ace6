import { z } from 'zod'
import type { Asked } from './asked.ts'
import { column, columns, piece, set, setSealed } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

const day = z.iso.date().nullable()

/** A product on its way to a P-IRT number, as it is from now on. */
export const keepPirtCase = z.object({
  id: z.string(),
  product: z.string(),
  group: z.string(),
  step: z.string(),
  commitmentOn: day,
  deadlineOn: day,
  number: z.string().nullable(),
  expiry: z.string().nullable(),
  verified: z.array(z.string()),
})

/** A paper that came for a product; its bytes are still with the platform. */
export const receiveDocument = z.object({
  id: z.string(),
  case: z.string(),
  kind: z.string(),
  file: z.looseObject({ id: z.string() }),
})

/** A product and its papers, no longer wanted. */
export const dropPirtCase = z.object({ id: z.string() })

// Whatever another contact holds under the same id stays as it is.
const KEEP = `
insert into pirt_cases (id, contact_id, product, food_group, step, commitment_on, deadline_on, number, expiry, verified,
  created_at, updated_at)
select ${columns(11)}, ${column(10)} from json_each(?1) j where true
on conflict (id) do update set version = version + 1, product = excluded.product, food_group = excluded.food_group,
  step = excluded.step, commitment_on = excluded.commitment_on, deadline_on = excluded.deadline_on,
  number = excluded.number, expiry = excluded.expiry, verified = excluded.verified, updated_at = excluded.updated_at
where pirt_cases.contact_id = excluded.contact_id`

/** Made, or changed where it is the contact’s own. */
export function keepPirtStatements(asked: readonly Asked<z.infer<typeof keepPirtCase>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [
    effect.id,
    contactId,
    effect.product,
    effect.group,
    effect.step,
    effect.commitmentOn,
    effect.deadlineOn,
    effect.number,
    effect.expiry,
    JSON.stringify(effect.verified),
    at,
  ])
  return set(KEEP, rows)
}

// A newer paper takes the place of the one before it, under an id of its own: whoever still fetches that finds it gone.
const FORGET_BYTES = `
delete from document_bytes where document_id in (
  select d.id from json_each(?1) j join documents d on d.case_id = ${column(0)} and d.kind = ${column(1)})`
const FORGET = `
delete from documents where (case_id, kind) in (select ${columns(2)} from json_each(?1) j)`
const RECEIVE = `
insert into documents (id, contact_id, case_id, kind, channel, created_at, updated_at, state, file_sealed)
select ${columns(6)}, ${column(5)}, 'received', ${piece(6)} from json_each(?1) j
where exists (select 1 from pirt_cases c where c.id = ${column(2)} and c.contact_id = ${column(1)})`
const TOUCH = `
update pirt_cases set version = version + 1 where id in (select ${column(0)} from json_each(?1) j)`

/** Only for a product of the contact’s own; a newer paper of a kind takes the place of the one before it. */
export function receiveDocumentStatements(
  asked: readonly Asked<z.infer<typeof receiveDocument>>[],
  vault: Vault,
): Statement[] {
  const places = asked.map(({ effect }) => [effect.case, effect.kind])
  const rows = asked.map(({ effect, contactId, channel, at }) => ({
    row: [effect.id, contactId, effect.case, effect.kind, channel, at],
    secret: JSON.stringify(effect.file),
  }))
  return [
    ...set(FORGET_BYTES, places),
    ...set(FORGET, places),
    ...setSealed(RECEIVE, rows, vault),
    ...set(TOUCH, places),
  ]
}

const OWN = 'select id from pirt_cases where id = ?1 and contact_id = ?2'
const DROP = [
  `delete from document_bytes where document_id in (select id from documents where case_id in (${OWN}))`,
  `delete from documents where case_id in (${OWN})`,
  `delete from pirt_cases where id in (${OWN})`,
]

/** Only a product of the contact’s own, with its papers. */
export function dropPirtStatements(asked: readonly Asked<z.infer<typeof dropPirtCase>>[]): Statement[] {
  return asked.flatMap(({ effect, contactId }) => DROP.map((sql) => ({ sql, args: [effect.id, contactId] })))
}
