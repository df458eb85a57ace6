import { z } from 'zod'
import type { Asked } from './asked.ts'
import { column, columns, set } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** The contact was there, as the code at the venue shows. `number` is what a certificate is checked by. */
export const attend = z.object({ session: z.string(), number: z.string() })
/** What somebody who was there says of it. */
export const giveFeedback = z.object({
  session: z.string(),
  rating: z.int().min(1).max(5),
  words: z.string().nullable(),
})

const ATTEND = `
update signups set state = 'attended', updated_at = ?2
from json_each(?1) j where signups.session_id = ${column(0)} and signups.contact_id = ${column(1)} and state = 'signed'`
const ALL_CHANGED = 'insert into guards select 0 where changes() <> ?1'

const CERTIFY = `
insert into training_certificates (number, session_id, contact_id, issued_at, name_sealed)
select ${column(2)}, ${column(0)}, ${column(1)}, ?2, coalesce(r.owner_name_sealed, g.name_sealed)
from json_each(?1) j
join signups g on g.session_id = ${column(0)} and g.contact_id = ${column(1)}
left join registrations r on r.contact_id = g.contact_id
where coalesce(r.owner_name_sealed, g.name_sealed) is not null
on conflict (session_id, contact_id) do nothing`

const FEEDBACK = `
insert into training_feedback (session_id, contact_id, rating, at, words_sealed)
select ${columns(4)}, unhex(${column(4)}) from json_each(?1) j where true
on conflict (session_id, contact_id) do update
set rating = excluded.rating, at = excluded.at, words_sealed = excluded.words_sealed`

/** Who has no seat is refused. The certificate is made in the same commit. */
export function attendStatements(asked: readonly Asked<z.infer<typeof attend>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId }) => [effect.session, contactId, effect.number])
  const at = Math.max(...asked.map((one) => one.at))
  return [...set(ATTEND, rows, at), { sql: ALL_CHANGED, args: [rows.length] }, ...set(CERTIFY, rows, at)]
}

/** One a session and contact: the later takes the place of the one before it. The words are sealed. */
export function feedbackStatements(
  asked: readonly Asked<z.infer<typeof giveFeedback>>[],
  vault: Vault,
): Statement[] {
  const rows = asked.map(({ effect, contactId, at }) => [
    effect.session,
    contactId,
    effect.rating,
    at,
    effect.words === null ? null : vault.seal(effect.words).toString('hex'),
  ])
  return set(FEEDBACK, rows)
}
