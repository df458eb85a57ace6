import { z } from 'zod'
import type { Asked } from './asked.ts'
import { proposalStatements, step } from '../nominations/nomination-writes.ts'
import { noticesFrom } from '../notices/notices.ts'
import type { Statement } from '../store/store.ts'
import { wording, wordingHash, wordingStatements } from './consent.ts'

/** The owner accepts or declines to be proposed, to the words that were shown. */
export const answerNomination = wording.extend({ id: z.string(), accepted: z.boolean() })

/** A contact who speaks for an organisation proposes an owner. */
export const proposeNomination = z.object({ id: z.string(), number: z.string() })

const ANSWER = `
update nominations set state = ?3, wording = ?4, version = version + 1, updated_at = ?5
where id = ?1 and contact_id = ?2 and state = 'proposed' and expires_at > ?5`

const ONE_CHANGED: Statement = { sql: 'insert into guards select 0 where changes() <> 1', args: [] }

const CONCERNED = `
select 'nomination/' || n.id || '/answered/' || p.holder, p.holder,
  json_object('business', r.business_name, 'accepted', n.state = 'accepted'), ?2, null
from nominations n join representatives p on p.organisation_id = n.organisation_id and p.kind = 'contact'
join registrations r on r.contact_id = n.contact_id where n.id = ?1`

/** Refused when it has run out meanwhile. Who speaks for the organisation in chat is told. */
export function answerStatements(asked: readonly Asked<z.infer<typeof answerNomination>>[]): Statement[] {
  return [
    ...wordingStatements(asked.map(({ effect }) => effect)),
    ...asked.flatMap(({ effect, contactId, at }) => {
      const state = effect.accepted ? 'accepted' : 'declined'
      return [
        { sql: ANSWER, args: [effect.id, contactId, state, wordingHash(effect), at] },
        ONE_CHANGED,
        step(effect.id, state, at, 'owner'),
        noticesFrom('nominationAnswered', { sql: CONCERNED, args: [effect.id, at] }, at),
      ]
    }),
  ]
}

/** Refused when the contact speaks for nobody any more, the owner has a way already, or the quota is used up. */
export function proposalsStatements(asked: readonly Asked<z.infer<typeof proposeNomination>>[]): Statement[] {
  return asked.flatMap(({ effect: { id, number }, contactId, at }) =>
    proposalStatements({ id, number, representative: contactId }, at),
  )
}
