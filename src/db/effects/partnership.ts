import { z } from 'zod'
import type { Asked } from './asked.ts'
import { dayAt } from '../partners/partner-facts.ts'
import { column, columns, piece, set, setSealed } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** A product card as it is from now on. */
export const keepCard = z.object({
  id: z.string(),
  product: z.string(),
  /** A month. */
  capacity: z.int(),
  unit: z.string(),
  certificates: z.array(z.string()),
})

/** A picture that came for a card; its bytes are still with the platform. */
export const receivePhoto = z.object({
  id: z.string(),
  card: z.string(),
  file: z.looseObject({ id: z.string() }),
})

/** The owner offers to answer a need, with a card of theirs. */
export const applyForNeed = z.object({ id: z.string(), need: z.string(), card: z.string() })

/** The owner takes back an offer that is not decided. */
export const withdrawApplication = z.object({ id: z.string() })

// Whatever another contact holds under the same id stays as it is.
const KEEP = `
insert into product_cards (id, contact_id, product, capacity, unit, certificates, created_at, updated_at)
select ${columns(7)}, ${column(6)} from json_each(?1) j where true
on conflict (id) do update set product = excluded.product, capacity = excluded.capacity, unit = excluded.unit,
  certificates = excluded.certificates, updated_at = excluded.updated_at
where product_cards.contact_id = excluded.contact_id`

/** Made, or changed where it is the contact’s own. */
export function keepCardStatements(asked: readonly Asked<z.infer<typeof keepCard>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [
    effect.id,
    contactId,
    effect.product,
    effect.capacity,
    effect.unit,
    JSON.stringify(effect.certificates),
    at,
  ])
  return set(KEEP, rows)
}

/** As many pictures of a card are kept. */
const PHOTOS = 3

const RECEIVE = `
insert into card_photos (id, contact_id, card_id, channel, created_at, updated_at, state, file_sealed)
select ${columns(5)}, ${column(4)}, 'received', ${piece(5)} from json_each(?1) j
where exists (select 1 from product_cards c where c.id = ${column(2)} and c.contact_id = ${column(1)})`

const OLDER = `
select id from (select p.id, row_number() over (partition by p.card_id order by p.created_at desc, p.id desc) as nth
  from card_photos p where p.card_id in (select ${column(2)} from json_each(?1) j)) where nth > ${PHOTOS}`
const FORGET_BYTES = `delete from card_photo_bytes where photo_id in (${OLDER})`
const FORGET = `delete from card_photos where id in (${OLDER})`

/** Only for a card of the contact’s own; beyond the newest few, pictures are forgotten. */
export function receivePhotoStatements(
  asked: readonly Asked<z.infer<typeof receivePhoto>>[],
  vault: Vault,
): Statement[] {
  const rows = asked.map(({ effect, contactId, channel, at }) => ({
    row: [effect.id, contactId, effect.card, channel, at],
    secret: JSON.stringify(effect.file),
  }))
  const places = rows.map(({ row }) => row)
  return [...setSealed(RECEIVE, rows, vault), ...set(FORGET_BYTES, places), ...set(FORGET, places)]
}

// Nothing goes to a company without the owner's last word for it, nor to a need that is closed meanwhile.
const MAY_APPLY = `
insert into guards select 0 from json_each(?1) j where not exists (
    select 1 from opportunities o join companies y on y.id = o.company_id and y.status = 'active'
    where o.id = ${column(1)} and o.status = 'open' and coalesce(o.closes_on >= ${column(6)}, true))
  or not exists (select 1 from product_cards c where c.id = ${column(3)} and c.contact_id = ${column(2)})
  or not exists (select 1 from registrations r where r.contact_id = ${column(2)} and r.status <> 'withdrawn')
  or coalesce((select c.given from consents c where c.contact_id = ${column(2)} and c.purpose = 'sharing'
    order by c.at desc limit 1), 0) = 0`

const APPLY = `
insert into applications (id, opportunity_id, contact_id, card_id, channel, created_at, updated_at, state)
select ${columns(6)}, ${column(5)}, 'applied' from json_each(?1) j where true
on conflict (opportunity_id, contact_id) do update set state = 'applied', card_id = excluded.card_id,
  channel = excluded.channel, reason_sealed = null, version = version + 1, created_at = excluded.created_at,
  updated_at = excluded.updated_at
where state = 'withdrawn'`

const ALL_CHANGED = 'insert into guards select 0 where changes() <> ?1'

/** Refuses the turn unless need, card, registration and consent still allow it. What was taken back is made anew. */
export function applyStatements(asked: readonly Asked<z.infer<typeof applyForNeed>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, channel, at }) => [
    effect.id,
    effect.need,
    contactId,
    effect.card,
    channel,
    at,
    dayAt(at),
  ])
  return [...set(MAY_APPLY, rows), ...set(APPLY, rows), { sql: ALL_CHANGED, args: [rows.length] }]
}

const WITHDRAW = `
update applications set state = 'withdrawn', version = version + 1, updated_at = ${column(2)}
from json_each(?1) j where applications.id = ${column(0)} and applications.contact_id = ${column(1)}
  and state in ('applied', 'shortlisted')`

/** Refuses the turn when it was decided meanwhile. */
export function withdrawApplicationStatements(
  asked: readonly Asked<z.infer<typeof withdrawApplication>>[],
): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [effect.id, contactId, at])
  return [...set(WITHDRAW, rows), { sql: ALL_CHANGED, args: [rows.length] }]
}
