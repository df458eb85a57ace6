import type { Json } from '../../flows/types.ts'
import type { FactOf, Found } from '../fact.ts'
import { type Contract, notesOf } from './contracts.ts'
import { inOrder, ranked } from '../store/ordered.ts'
import type { Vault } from '../vault.ts'

/** How many needs a list can hold; those nearest to what is asked. */
const LISTED = 60
/** Days begin in Jakarta. */
const JAKARTA = 7 * 3_600_000

const NEED = `'id', o.id, 'company', y.name, 'product', o.product, 'sector', o.sector, 'volume', o.volume,
  'unit', o.unit, 'period', o.period, 'quality', o.quality, 'certificates', json(o.certificates), 'region', o.region,
  'pattern', o.pattern, 'months', o.months, 'sinceOn', o.since_on, 'closesOn', o.closes_on, 'source', y.source,
  'updatedOn', date(o.updated_at / 1000, 'unixepoch', '+7 hours')`

/** Whether the need `o` of the company `y` can be applied for on the day that stands there. */
const openOn = (day: string): string =>
  `o.status = 'open' and y.status = 'active' and coalesce(o.closes_on >= ${day}, true)`

const PLACE = `k.value->>'$[3]'`

/*
 * - `openNeeds` (`{ sector, place, words }` as JSON): what companies need now, with what is asked for and what is near
 *   the owner first
 * - `need` (an id): one need with the state of the owner's own application
 * - `myCards`, `myApplications`, `myContracts`: the owner's own
 */
export const PARTNER_FACTS = {
  openNeeds: {
    sql: `select place, ${ranked('nth', 'json(need)')} as needs
      from (select *, row_number() over (partition by place order by named desc, same desc, own desc, near desc, created_at desc) as nth from (
        select k.key as place, o.created_at, json_object(${NEED}) as need,
          exists (select 1 from json_each(k.value, '$[4]') w where instr(lower(o.product), w.value)) as named,
          coalesce(o.sector = r.sector, 0) as same, coalesce(o.region = r.regency, 0) as own,
          coalesce(substr(o.region, 1, 2) = r.province, 0) as near
        from json_each(?1) k
        join opportunities o on o.status = 'open' and k.value->>'$[2]' in (o.sector, 'all')
          and (${PLACE} = 'any' or o.region is null or o.region = ${PLACE}
            or substr(o.region, 1, length(${PLACE}) + 1) = ${PLACE} || '.'
            or substr(${PLACE}, 1, length(o.region) + 1) = o.region || '.')
        join companies y on y.id = o.company_id and ${openOn(`k.value->>'$[0]'`)}
        left join registrations r on r.contact_id = k.value->>'$[1]'))
      where nth <= ${LISTED} group by place`,
    row({ contactId, argument }: FactOf, _: Vault, at: number): Json {
      const { sector, place, words } = JSON.parse(argument) as {
        sector: string
        place: string
        words: string | null
      }
      const named = (words ?? '')
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word.length > 2)
      return [dayAt(at), contactId ?? '', sector, place, named]
    },
    answer: ({ needs }: Found): Json => inOrder(needs),
  },
  need: {
    sql: `select k.key as place, json_object(${NEED},
        'open', json(iif(${openOn(`k.value->>'$[0]'`)}, 'true', 'false')),
        'mine', (select a.state from applications a where a.opportunity_id = o.id
          and a.contact_id = k.value->>'$[1]')) as need
      from json_each(?1) k join opportunities o on o.id = k.value->>'$[2]' join companies y on y.id = o.company_id`,
    row: ({ contactId, argument }: FactOf, _: Vault, at: number): Json => [
      dayAt(at),
      contactId ?? '',
      argument,
    ],
    answer: ({ need }: Found): Json => JSON.parse(need as string) as Json,
  },
  myCards: {
    sql: `select place, json_group_array(json(card)) as cards from (
        select k.key as place, json_object('id', c.id, 'product', c.product, 'capacity', c.capacity, 'unit', c.unit,
          'certificates', json(c.certificates),
          'photos', (select count(*) from card_photos p where p.card_id = c.id and p.state <> 'rejected')) as card
        from json_each(?1) k join product_cards c on c.contact_id = k.value order by c.created_at, c.id)
      group by place`,
    row: ({ contactId }: FactOf): Json => contactId ?? '',
    answer: ({ cards }: Found): Json => JSON.parse(cards as string) as Json,
  },
  myApplications: {
    sql: `select place, json_group_array(json(application)) as applications from (
        select k.key as place, json_object('id', a.id, 'need', o.id, 'product', o.product, 'company', y.name,
          'state', a.state, 'reason', hex(a.reason_sealed),
          'changedOn', date(a.updated_at / 1000, 'unixepoch', '+7 hours'),
          'contract', json(iif(exists (select 1 from contracts t where t.application_id = a.id), 'true', 'false'))
        ) as application
        from json_each(?1) k join applications a on a.contact_id = k.value
        join opportunities o on o.id = a.opportunity_id join companies y on y.id = o.company_id
        order by a.updated_at desc, a.id)
      group by place`,
    row: ({ contactId }: FactOf): Json => contactId ?? '',
    answer({ applications }: Found, vault: Vault): Json {
      const all = JSON.parse(applications as string) as { readonly reason: string }[]
      return all.map((one) => ({
        ...one,
        reason: one.reason === '' ? null : vault.open(Buffer.from(one.reason, 'hex')),
      }))
    },
  },
  myContracts: {
    sql: `select place, json_group_array(json(contract)) as contracts from (
        select k.key as place, json_object('id', t.id, 'product', o.product, 'company', y.name, 'expects', t.expects,
          'startsOn', t.starts_on, 'endsOn', t.ends_on, 'endedOn', t.ended_on, 'endedBecause', t.ended_because,
          'notes', (select json_group_array(json_object('year', n.year, 'quality', n.quality,
            'management', n.management)) from contract_notes n where n.contract_id = t.id)
        ) as contract
        from json_each(?1) k join contracts t on t.contact_id = k.value
        join applications a on a.id = t.application_id
        join opportunities o on o.id = a.opportunity_id join companies y on y.id = o.company_id
        order by t.ended_on is not null, t.ends_on desc)
      group by place`,
    row: ({ contactId }: FactOf): Json => contactId ?? '',
    answer({ contracts }: Found, vault: Vault): Json {
      const all = JSON.parse(contracts as string) as Pick<Contract, 'expects' | 'endedBecause' | 'notes'>[]
      return all.map(({ expects, endedBecause, notes, ...rest }) => ({
        ...rest,
        expects: vault.openText(expects),
        endedBecause: endedBecause === null ? null : vault.openText(endedBecause),
        notes: notesOf(notes, vault) as {}[] as Json[],
      }))
    },
  },
}

/** The day that it is in Jakarta. */
export const dayAt = (at: number): string => new Date(at + JAKARTA).toISOString().slice(0, 10)
