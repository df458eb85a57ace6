import { ANSWER_DAYS } from '../../flows/nominations/nominations.ts'
import { noticesFrom } from '../notices/notices.ts'
import type { Statement } from '../store/store.ts'

const DAY = 86_400_000

/** Whether the nomination `n` takes a place in its quota at the time that stands there. */
export const taking = (at: string): string =>
  `n.state not in ('declined', 'expired') and not (n.state = 'proposed' and n.expires_at <= ${at})`

/** The state of the nomination `n` at the time that stands there: nobody has to write down that a time is over. */
export const stateAt = (at: string): string =>
  `iif(n.state = 'proposed' and n.expires_at <= ${at}, 'expired', n.state)`

/** A proposal of an owner, by the number of their registration: of an organisation, or of a contact who speaks for one. */
export type Proposal = { readonly id: string; readonly number: string } & (
  { readonly organisation: string; readonly actor: string } | { readonly representative: string }
)

// Proposals whose time is over make room for this one.
const expire = (organisation: string): string => `
update nominations set state = 'expired', version = version + 1, updated_at = ?2
where state = 'proposed' and expires_at <= ?2 and (organisation_id = ${organisation}
  or contact_id = (select contact_id from registrations where number = ?3))`

const propose = (organisation: string): string => `
insert into nominations (id, organisation_id, contact_id, province, state, expires_at, created_at, updated_at)
select ?2, o.id, r.contact_id, r.province, 'proposed', ?4, ?5, ?5
from organisations o join registrations r on r.number = ?3 and r.status in ('submitted', 'verified')
where o.id = ${organisation} and o.status = 'active'`

/** The organisation that a contact speaks for. */
const SPOKEN_FOR = `(select organisation_id from representatives where kind = 'contact' and holder = ?1)`

const ONE_CHANGED: Statement = { sql: 'insert into guards select 0 where changes() <> 1', args: [] }

// Several who proposed at the same time: whoever is too late finds the quota full, and nothing of it is written.
const WITHIN_QUOTA = `
insert into guards select 0 from nominations p where p.id = ?1 and (
  select count(*) from nominations n where n.organisation_id = p.organisation_id and n.province = p.province
    and ${taking('?2')}) > coalesce((
  select q.quota from nomination_quotas q
  where q.organisation_id = p.organisation_id and q.province = p.province), 0)`

/** When a nomination reached a state. */
export const step = (id: string, state: string, at: number, actor: string): Statement => ({
  sql: `insert into nomination_steps (nomination_id, state, at, actor) values (?1, ?2, ?3, ?4)
    on conflict (nomination_id, state) do update set at = excluded.at, actor = excluded.actor`,
  args: [id, state, at, actor],
})

/** A state that was recorded by mistake was never reached. */
export const unstep = (id: string, state: string): Statement => ({
  sql: 'delete from nomination_steps where nomination_id = ?1 and state = ?2',
  args: [id, state],
})

const INVITED = `
select 'nomination/' || n.id || '/proposed', n.contact_id, json_object('organisation', o.name,
  'until', date(n.expires_at / 1000, 'unixepoch', '+7 hours')), ?2, n.expires_at
from nominations n join organisations o on o.id = n.organisation_id where n.id = ?1`

/** Refused as a whole when the owner has a way already, or the quota of the province is used up. The owner is told. */
export function proposalStatements(proposal: Proposal, at: number): Statement[] {
  const { id, number } = proposal
  const [who, organisation, actor] =
    'organisation' in proposal
      ? [proposal.organisation, '?1', proposal.actor]
      : [proposal.representative, SPOKEN_FOR, 'representative']
  return [
    { sql: expire(organisation), args: [who, at, number] },
    { sql: propose(organisation), args: [who, id, number, at + ANSWER_DAYS * DAY, at] },
    ONE_CHANGED,
    { sql: WITHIN_QUOTA, args: [id, at] },
    step(id, 'proposed', at, actor),
    noticesFrom('nominationProposed', { sql: INVITED, args: [id, at] }, at),
  ]
}
