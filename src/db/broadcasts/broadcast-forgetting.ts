/*
 * How the recipients of broadcasts are forgotten: the rows stay for the counts of the report, and nothing in them leads
 * to a person any more. The names that they get instead come after every contact's, so that what is left to forget
 * is found in the primary key.
 */
const NOBODY = `contact_id = '~' || lower(hex(randomblob(12))), n = 0, address = null`

/** Whom one contact was. A message whose call is under way keeps its number until it has been heard of. */
export const FORGET_RECIPIENT = [
  `update broadcast_recipients set ${NOBODY}, fence = null,
     outbox_id = iif(state = 'sending', outbox_id, null),
     reason = iif(state in ('pending', 'leased'), 'erased', reason),
     state = iif(state in ('pending', 'leased'), 'skipped', state)
   where broadcast in (select serial from broadcasts) and contact_id = ?1`,
]

/** Everybody of the broadcasts that ended before ?1, of so many (?2) at a time. */
export const FORGET_ENDED = `
update broadcast_recipients set ${NOBODY}, outbox_id = null
where (broadcast, contact_id) in (
  select r.broadcast, r.contact_id from broadcasts b cross join broadcast_recipients r on r.broadcast = b.serial
  where b.ended_at < ?1 and r.contact_id < '~' limit ?2)`
