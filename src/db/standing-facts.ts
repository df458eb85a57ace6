import type { Json } from '../flows/types.ts'
import type { FactOf, Found } from './fact.ts'
import { TAUGHT } from './training/seats.ts'
import type { Vault } from './vault.ts'

const DAY = 86_400_000
/** A contract that ends within so long is worth a word. */
const ENDING = 60 * DAY
/** Days are those of Jakarta. */
const AHEAD = 7 * 3_600_000

const CONTACT = `k.value->>'$[0]'`
const NOW = `k.value->>'$[1]'`

const TRAINING = `
select json_object('id', s.id, 'title', json(coalesce(t.data->'$.title', json_object('id', s.training))),
  'startsAt', s.starts_at, 'timeZone', s.time_zone, 'state', g.state, 'until', g.offer_until)
from signups g join training_sessions s on s.id = g.session_id ${TAUGHT}
where g.contact_id = ${CONTACT} and g.state in ('offered', 'signed') and s.status = 'open' and s.ends_at > ${NOW}
order by g.state = 'offered' desc, s.starts_at limit 1`

const PIRT = `
select json_object('id', p.id, 'product', p.product, 'step', p.step, 'deadlineOn', p.deadline_on,
  'rejected', json(iif(p.rejected, 'true', 'false')))
from (select p.*, exists (select 1 from documents d where d.case_id = p.id and d.state = 'rejected') as rejected
  from pirt_cases p where p.contact_id = ${CONTACT}) p
where p.rejected or p.step <> 'done'
order by p.rejected desc, p.deadline_on is null, p.deadline_on, p.created_at limit 1`

const CLUSTER = `
select json_object('id', s.id, 'name', s.name, 'stage', s.stage, 'state', m.state, 'requests', m.requests)
from (select m.*, iif(m.role = 'leader', (select count(*) from cluster_members q
    where q.cluster_id = m.cluster_id and q.state = 'asked'), 0) as requests
  from cluster_members m where m.contact_id = ${CONTACT} and m.state in ('asked', 'waiting', 'member')) m
join clusters s on s.id = m.cluster_id and s.closed_at is null
order by m.requests > 0 desc, m.state = 'member' desc, m.asked_at limit 1`

const CONTRACT = `
select json_object('company', y.name, 'endsOn', n.ends_on)
from contracts n join applications a on a.id = n.application_id join opportunities o on o.id = a.opportunity_id
join companies y on y.id = o.company_id
where n.contact_id = ${CONTACT} and n.ended_on is null and n.ends_on between k.value->>'$[2]' and k.value->>'$[3]'
order by n.ends_on limit 1`

const SHORTLISTED = `
select json_object('company', y.name) from applications a join opportunities o on o.id = a.opportunity_id
join companies y on y.id = o.company_id
where a.contact_id = ${CONTACT} and a.state = 'shortlisted' order by a.created_at desc limit 1`

const NOMINATION = `
select json_object('organisation', g.name) from nominations n join organisations g on g.id = n.organisation_id
where n.contact_id = ${CONTACT} and n.state = 'proposed' and n.expires_at > ${NOW} limit 1`

const day = (time: number): string => new Date(time + AHEAD).toISOString().slice(0, 10)

/** - `standing`: what a contact has under way, of each kind that which comes first, in one look */
export const STANDING_FACTS = {
  standing: {
    sql: `select k.key as place, (${TRAINING}) as training, (${PIRT}) as pirt, (${CLUSTER}) as cluster,
        (${CONTRACT}) as contract, (${SHORTLISTED}) as shortlisted, (${NOMINATION}) as nomination, r.returned
      from json_each(?1) k left join (
        select contact_id, returned_sealed as returned from registrations where status = 'returned') r
        on r.contact_id = ${CONTACT}`,
    row({ contactId }: FactOf, _: Vault, at: number): Json {
      return [contactId ?? '', at, day(at), day(at + ENDING)]
    },
    answer(
      { returned, training, pirt, cluster, contract, shortlisted, nomination }: Found,
      vault: Vault,
    ): Json {
      const parsed = { training, pirt, cluster, contract, shortlisted, nomination }
      const fields =
        returned === null
          ? []
          : (JSON.parse(vault.open(returned as Uint8Array)) as readonly { readonly field: string }[])
      return {
        ...(Object.fromEntries(
          Object.entries(parsed).map(([name, value]) => [
            name,
            value === null ? null : JSON.parse(value as string),
          ]),
        ) as { readonly [name: string]: Json }),
        returned: fields.map(({ field }) => field),
      }
    },
  },
}
