/** States of a sign-up that take a seat. An offer holds its seat until it is answered. */
export const SEATED = `('signed', 'offered', 'attended', 'absent')`

/** The seats that are free in the session `s`. */
export const FREE = `(s.quota - (select count(*) from signups t where t.session_id = s.id and t.state in ${SEATED}))`

/**
 * Gives free seats to those who have waited longest, in the sessions that `sessions` selects; ?2 is the time. Nobody
 * is told here: whoever has a notice open is told by the waiting list's job, and only then does the offer begin to run.
 */
export const moveUp = (sessions: string): string => `
update signups set state = 'offered', notice = 'offered', offer_until = null, updated_at = ?2
where (session_id, contact_id) in (
  select w.session_id, w.contact_id from (
    select session_id, contact_id, row_number() over (partition by session_id order by queued_at, contact_id) as place
    from signups where state = 'waiting' and session_id in (${sessions})) w
  join training_sessions s on s.id = w.session_id
  where s.status = 'open' and s.starts_at > ?2 and w.place <= ${FREE})`
