import { offerUntil } from '../flows/training/training-notices.ts'
import type { DueNotice } from './notices/notices.ts'
import { column, set } from './store/rows.ts'
import type { Statement } from './store/store.ts'

/** A notice in the commit that settles it, and the message that tells it: none when nobody can be reached. */
interface SettledNotice {
  readonly notice: DueNotice
  readonly message: string | null
}

// Several processes may have had it due: only one of them settled it.
const BY_THIS = `exists (select 1 from notices n where n.once = ${column(0)} and n.message is ${column(1)} and n.settled_at = ?2)`

const OFFER_RUNS = `
update signups set offer_until = ${column(4)} from json_each(?1) j
where signups.session_id = ${column(2)} and signups.contact_id = ${column(3)} and signups.state = 'offered' and ${BY_THIS}`

/** What begins when a notice has been told, or cannot be, by its type. */
const BEGINS: { readonly [type: string]: (settled: readonly SettledNotice[], at: number) => Statement[] } = {
  seatOffered: (settled, at) =>
    set(
      OFFER_RUNS,
      settled.map(({ notice: { once, contactId, data }, message }) => {
        const { id, startsAt } = data['session'] as { readonly id: string; readonly startsAt: number }
        return [once, message, id, contactId, offerUntil(at, startsAt)]
      }),
      at,
    ),
}

/** For the commit that settles them, after it has marked them so. */
export function settledStatements(settled: readonly SettledNotice[], at: number): Statement[] {
  return [...Map.groupBy(settled, ({ notice }) => notice.type)].flatMap(
    ([type, group]) => BEGINS[type]?.(group, at) ?? [],
  )
}
