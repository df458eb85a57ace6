import { z } from 'zod'
import type { Asked } from './asked.ts'
import { column, columns, set } from '../store/rows.ts'
import { FREE, offerSeats } from '../training/seats.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** A seat in a session, or a place in its queue when there was none left. The name of owners who are not registered. */
export const signUp = z.object({
  session: z.string(),
  claim: z.enum(['signed', 'waiting']),
  name: z.string().nullable(),
})
/** The contact gives the seat, the offer or the place in the queue back. */
export const cancelSignup = z.object({ session: z.string() })
/** The contact takes the seat that was offered. */
export const acceptOffer = z.object({ session: z.string() })
/** The contact wants to be told when a training gets a date, or no longer. */
export const wishTraining = z.object({ training: z.string(), wanted: z.boolean() })

const SIGN_UP = `
insert into signups (session_id, contact_id, state, channel, queued_at, updated_at, name_sealed)
select ${columns(5)}, ${column(4)}, coalesce(unhex(${column(5)}), (select name_sealed from signups n
  where n.contact_id = ${column(1)} and n.name_sealed is not null order by n.updated_at desc limit 1))
from json_each(?1) j where true
on conflict (session_id, contact_id) do update
set state = excluded.state, channel = excluded.channel, queued_at = excluded.queued_at, offer_until = null,
  updated_at = excluded.updated_at, name_sealed = coalesce(excluded.name_sealed, name_sealed)
where state = 'cancelled'`

// Several who saw the same last seat: whoever is too late is refused, and finds the session full when taken anew.
const NOT_FULL = `
insert into guards select 0 from json_each(?1) j join training_sessions s on s.id = ${column(0)}
where s.status <> 'open' or (${column(2)} = 'signed' and ${FREE} < 0)`

const CANCEL = `
update signups set state = 'cancelled', offer_until = null, updated_at = ?2
from json_each(?1) j where signups.session_id = ${column(0)} and signups.contact_id = ${column(1)}
  and state in ('signed', 'waiting', 'offered')`

const ACCEPT = `
update signups set state = 'signed', offer_until = null, updated_at = ?2
from json_each(?1) j where signups.session_id = ${column(0)} and signups.contact_id = ${column(1)}
  and state = 'offered' and coalesce(offer_until > ?2, true)`

const WISH = `
insert into training_wishes (training, contact_id, channel, at) select ${columns(4)} from json_each(?1) j where true
on conflict (training, contact_id) do update set channel = excluded.channel, at = excluded.at, told_at = null`
const UNWISH = `
delete from training_wishes where (training, contact_id) in (select ${columns(2)} from json_each(?1) j)`

const ALL_CHANGED = 'insert into guards select 0 where changes() <> ?1'

/** Refused as a whole when one of them took a seat that was not there. */
export function signUpStatements(asked: readonly Asked<z.infer<typeof signUp>>[], vault: Vault): Statement[] {
  const rows = asked.map(({ effect, contactId, channel, at }) => [
    effect.session,
    contactId,
    effect.claim,
    channel,
    at,
    effect.name === null ? null : vault.seal(effect.name).toString('hex'),
  ])
  return [...set(SIGN_UP, rows), ...set(NOT_FULL, rows), ...offerSeats(sessionsOf(asked), latest(asked))]
}

/** The next in the queue gets the seat in the same commit. */
export function cancelStatements(asked: readonly Asked<z.infer<typeof cancelSignup>>[]): Statement[] {
  const rows = seats(asked)
  return [
    ...set(CANCEL, rows, latest(asked)),
    { sql: ALL_CHANGED, args: [rows.length] },
    ...offerSeats(sessionsOf(asked), latest(asked)),
  ]
}

/** An offer that has run out meanwhile is refused. */
export function acceptStatements(asked: readonly Asked<z.infer<typeof acceptOffer>>[]): Statement[] {
  const rows = seats(asked)
  return [...set(ACCEPT, rows, latest(asked)), { sql: ALL_CHANGED, args: [rows.length] }]
}

/** Wished twice is wished once. */
export function wishStatements(asked: readonly Asked<z.infer<typeof wishTraining>>[]): Statement[] {
  const rows = (wanted: boolean) =>
    asked
      .filter(({ effect }) => effect.wanted === wanted)
      .map(({ effect, contactId, channel, at }) => [effect.training, contactId, channel, at])
  return [...set(WISH, rows(true)), ...set(UNWISH, rows(false))]
}

const seats = (asked: readonly Asked<{ readonly session: string }>[]) =>
  asked.map(({ effect, contactId }) => [effect.session, contactId])

const sessionsOf = (asked: readonly Asked<{ readonly session: string }>[]) =>
  asked.map(({ effect }) => effect.session)

const latest = (asked: readonly Asked<unknown>[]): number => Math.max(...asked.map(({ at }) => at))
