import { noticesFrom } from '../notices/notices.ts'
import { offerSeats, OF_SESSION, TAUGHT } from './seats.ts'
import type { Store } from '../store/store.ts'

/** The queues of sessions that are full, and of trainings that have no date yet. */
export interface WaitingLists {
  /**
   * Ends the offers whose time is over, gives free seats to the next, and owes the news to everybody concerned: also to
   * those who wait for a training that has a date now.
   */
  settle(at: number): Promise<void>
}

const OVER = `
select 'seat-expired/' || g.session_id || '/' || g.contact_id || '/' || g.offer_until, g.contact_id, ${OF_SESSION}, ?1,
  s.starts_at
from signups g join training_sessions s on s.id = g.session_id ${TAUGHT}
where g.state = 'offered' and g.offer_until <= ?1`

const EXPIRE = `
update signups set state = 'cancelled', offer_until = null, updated_at = ?1
where state = 'offered' and offer_until <= ?1`

// The nearest session of each training that can still be joined.
const DATED = `
select id from (select id, training, min(starts_at) from training_sessions
  where status = 'open' and starts_at > ?1 and closes_at > ?1 group by training)`

const WISHED = `
select 'wish/' || w.training || '/' || w.contact_id || '/' || s.id, w.contact_id, ${OF_SESSION}, ?1, s.closes_at
from training_sessions s join training_wishes w on w.training = s.training and w.told_at is null ${TAUGHT}
where s.id in (${DATED})`

const WISH_TOLD = `
update training_wishes set told_at = ?1
where told_at is null and training in (select s.training from training_sessions s where s.id in (${DATED}))`

/** All of a round is one write, which may be asked again when its answer was lost. */
export function createWaitingLists(store: Store): WaitingLists {
  return {
    async settle(at) {
      await store.write(
        [
          noticesFrom('seatExpired', { sql: OVER, args: [at] }, at),
          { sql: EXPIRE, args: [at] },
          ...offerSeats('all', at),
          noticesFrom('trainingScheduled', { sql: WISHED, args: [at] }, at),
          { sql: WISH_TOLD, args: [at] },
        ],
        { idempotent: true },
      )
    },
  }
}
