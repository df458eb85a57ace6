import { noticesFrom } from '../notices/notices.ts'
import type { Statement } from '../store/store.ts'

/** States of a sign-up that take a seat. An offer holds its seat until it is answered. */
const SEATED = `('signed', 'offered', 'attended', 'absent')`

/** The seats that are free in the session `s`. */
export const FREE = `(s.quota - (select count(*) from signups t where t.session_id = s.id and t.state in ${SEATED}))`

/** The session `s` as conversations know it (Session). */
export const SESSION = `'id', s.id, 'training', s.training, 'startsAt', s.starts_at, 'endsAt', s.ends_at,
  'closesAt', s.closes_at, 'timeZone', s.time_zone, 'venue', s.venue, 'map', s.map, 'regency', s.regency,
  'online', iif(s.link is null, json('false'), json('true')), 'quota', s.quota, 'left', max(0, ${FREE})`

/** What notices about the session `s` need, with what is taught as `t`. */
export const OF_SESSION = `json_object('session', json_object(${SESSION}, 'link', s.link),
  'title', json(coalesce(t.data->'$.title', json_object('id', s.training))))`
export const TAUGHT = `left join content t on t.kind = 'trainings' and t.id = s.training`

// The offer begins to run when it is told (settled.ts).
const moveUp = (sessions: string): string => `
update signups set state = 'offered', offer_until = null, updated_at = ?2
where (session_id, contact_id) in (
  select w.session_id, w.contact_id from (
    select session_id, contact_id, row_number() over (partition by session_id order by queued_at, contact_id) as place
    from signups where state = 'waiting' and session_id in (${sessions})) w
  join training_sessions s on s.id = w.session_id
  where s.status = 'open' and s.starts_at > ?2 and w.place <= ${FREE})`

const OFFERED = `
select 'seat/' || g.session_id || '/' || g.contact_id || '/' || g.updated_at, g.contact_id, ${OF_SESSION}, ?1, s.starts_at
from signups g join training_sessions s on s.id = g.session_id ${TAUGHT}
where g.state = 'offered' and g.offer_until is null`

const FULL = `select session_id from signups where state = 'waiting'`
const THESE = 'select value from json_each(?1)'

/** Gives free seats to those who have waited longest, in these sessions or in all, and owes them the news. */
export function offerSeats(sessions: readonly string[] | 'all', at: number): Statement[] {
  const [where, ids] = sessions === 'all' ? [FULL, null] : [THESE, JSON.stringify(sessions)]
  return [
    { sql: moveUp(where), args: [ids, at] },
    noticesFrom('seatOffered', { sql: OFFERED, args: [at] }, at),
  ]
}
