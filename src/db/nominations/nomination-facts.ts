import type { Json } from '../../flows/types.ts'
import type { FactOf, Found } from '../fact.ts'
import { stateAt, taking } from './nomination-writes.ts'
import type { Vault } from '../vault.ts'

/** Proposals that a representative sees at once. */
const LISTED = 15

const DAY = (column: string): string => `date(${column} / 1000, 'unixepoch', '+7 hours')`
const AT = `k.value->>'$[0]'`
const CONTACT = `k.value->>'$[1]'`

/*
 * - `myNomination`: the owner's last proposal, with when it reached each state
 * - `represented`: the organisation that the contact speaks for, with its quotas and proposals
 * - `nominee` (a registration's number): whether that organisation may propose its owner
 */
export const NOMINATION_FACTS = {
  myNomination: {
    sql: `select place, nomination, reason_sealed from (
        select k.key as place, n.reason_sealed, json_object('id', n.id, 'organisation', o.name, 'state', ${stateAt(AT)},
          'answerBy', ${DAY('n.expires_at')}, 'steps', (
            select json_group_array(json_object('state', s.state, 'on', ${DAY('s.at')})) from nomination_steps s
            where s.nomination_id = n.id)) as nomination,
          row_number() over (partition by k.key order by n.created_at desc, n.id) as nth
        from json_each(?1) k join nominations n on n.contact_id = ${CONTACT}
        join organisations o on o.id = n.organisation_id) where nth = 1`,
    row: ({ contactId }: FactOf, _: Vault, at: number): Json => [at, contactId ?? ''],
    answer({ nomination, reason_sealed: sealed }: Found, vault: Vault): Json {
      const reason = sealed === null ? null : vault.open(sealed as Uint8Array)
      return { ...(JSON.parse(nomination as string) as object), reason }
    },
  },
  represented: {
    sql: `select k.key as place, json_object('organisation', o.name,
        'quotas', (select json_group_array(json_object('province', q.province, 'quota', q.quota, 'used', (
            select count(*) from nominations n where n.organisation_id = o.id and n.province = q.province
              and ${taking(AT)}))) from nomination_quotas q where q.organisation_id = o.id),
        'nominations', (select json_group_array(json_object('business', m.business, 'regency', m.regency,
            'state', m.state)) from (
          select r.business_name as business, r.regency, ${stateAt(AT)} as state from nominations n
          join registrations r on r.contact_id = n.contact_id where n.organisation_id = o.id
          order by n.created_at desc limit ${LISTED}) m)) as represented
      from json_each(?1) k join representatives p on p.kind = 'contact' and p.holder = ${CONTACT}
      join organisations o on o.id = p.organisation_id and o.status = 'active'`,
    row: ({ contactId }: FactOf, _: Vault, at: number): Json => [at, contactId ?? ''],
    answer: ({ represented }: Found): Json => JSON.parse(represented as string) as Json,
  },
  nominee: {
    sql: `select k.key as place, json_object('number', r.number, 'business', r.business_name, 'regency', r.regency,
        'verdict', case
          when exists (select 1 from nominations n where n.contact_id = r.contact_id and ${taking(AT)}) then 'taken'
          when (select count(*) from nominations n where n.organisation_id = p.organisation_id
            and n.province = r.province and ${taking(AT)}) >= coalesce((select q.quota from nomination_quotas q
              where q.organisation_id = p.organisation_id and q.province = r.province), 0) then 'full'
          else 'open' end) as nominee
      from json_each(?1) k join representatives p on p.kind = 'contact' and p.holder = ${CONTACT}
      join registrations r on r.number = k.value->>'$[2]' and r.status in ('submitted', 'verified')`,
    row: ({ contactId, argument }: FactOf, _: Vault, at: number): Json => [at, contactId ?? '', argument],
    answer: ({ nominee }: Found): Json => JSON.parse(nominee as string) as Json,
  },
}
