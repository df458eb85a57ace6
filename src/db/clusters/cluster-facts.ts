import type { Json } from '../../flows/types.ts'
import type { FactOf, Found } from '../fact.ts'
import { inOrder, ranked } from '../store/ordered.ts'
import type { Vault } from '../vault.ts'

/** Clusters that a list holds, and requests that a leader is shown at once. */
const LISTED = 30
const DESK = 20
/** Announcements shown again. */
const NEWS = 3

const CLUSTER = `
'id', s.id, 'name', s.name, 'kind', s.kind, 'sector', s.sector, 'province', s.province, 'regency', s.regency,
  'stage', s.stage, 'capacity', s.capacity, 'members', s.members, 'waiting', s.waiting, 'reported', s.reported_members,
  'accepting', json(iif(s.accepting, 'true', 'false')), 'closed', json(iif(s.closed_at is null, 'false', 'true')),
  'sells', json(s.sells), 'buyers', json(s.buyers), 'gives', json(s.gives), 'asks', json(s.asks), 'anchor', s.anchor,
  'exportingSince', s.exporting_since, 'source', s.source, 'sourceOn', s.source_on, 'status', s.status`

const OF = (contact: string) => `cluster_members m on m.cluster_id = s.id and m.contact_id = ${contact}`

/** ?: whoever asks leads that cluster. */
const LEADS = (cluster: string, contact: string) => `exists (select 1 from cluster_members l
  where l.cluster_id = ${cluster} and l.contact_id = ${contact} and l.role = 'leader' and l.state = 'member')`

const BUSINESSES = `select json_group_array(r.business_name) from cluster_members l
  join registrations r on r.contact_id = l.contact_id
  where l.cluster_id = s.id and l.role = 'leader' and l.state = 'member'`

const MINE = `json_object('id', m.id, 'state', m.state, 'role', m.role, 'reason', hex(m.reason_sealed),
  'group', (select g.name from cluster_groups g where g.id = m.group_id),
  'position', (select count(*) from cluster_members q where q.cluster_id = s.id and q.state = 'waiting'
    and (q.asked_at, q.id) <= (m.asked_at, m.id)))`

const opened = (hex: unknown, vault: Vault): string | null =>
  typeof hex === 'string' && hex !== '' ? vault.open(Buffer.from(hex, 'hex')) : null

const contactAnd = ({ contactId, argument }: FactOf): Json => [contactId ?? '', argument]

/*
 * - `clustersFound` (`{ sectors, place }` as JSON): clusters of these sectors for that place (`any` for all), the
 *   nearest first
 * - `cluster` (an id): one cluster, with who leads it and the contact's own place in it
 * - `myClusters`: those that the contact is in, waits for or has asked
 * - `clusterRequests` (a cluster): who asks to join, for its leader only
 * - `clusterNews` (a cluster): what was announced last, for its members only
 * - `founding` (a cluster): its cooperative and how far that is
 */
export const CLUSTER_FACTS = {
  clustersFound: {
    sql: `select place, ${ranked('nth', 'json(cluster)')} as clusters from (
        select k.key as place, json_object(${CLUSTER}) as cluster, row_number() over (partition by k.key order by
          coalesce(s.regency = k.value->>'$[1]', 0) desc, s.regency is null and s.province is not null desc,
          s.members desc, s.id) as nth
        from json_each(?1) k, json_each(k.value->>'$[0]') w join clusters s on s.sector = w.value
        where s.closed_at is null and s.stage <> 'proposed' and (k.value->>'$[1]' = 'any' or s.province is null
          or k.value->>'$[1]' in (s.province, s.regency)
          or (s.regency is null and s.province = substr(k.value->>'$[1]', 1, 2))))
      where nth <= ${LISTED} group by place`,
    row: ({ argument }: FactOf): Json => {
      const { sectors, place } = JSON.parse(argument) as { sectors: string[]; place: string }
      return [JSON.stringify(sectors), place]
    },
    answer: ({ clusters }: Found): Json => inOrder(clusters),
  },
  cluster: {
    sql: `select k.key as place, json_object(${CLUSTER}, 'leaders', (${BUSINESSES}), 'mine', iif(m.id is null, null, ${MINE}),
        'requests', (select count(*) from cluster_members q where q.cluster_id = s.id and q.state = 'asked')) as cluster
      from json_each(?1) k join clusters s on s.id = k.value->>'$[1]' left join ${OF(`k.value->>'$[0]'`)}`,
    row: contactAnd,
    answer({ cluster }: Found, vault: Vault): Json {
      const { mine, ...rest } = JSON.parse(cluster as string) as { readonly [field: string]: Json }
      const own = (typeof mine === 'string' ? JSON.parse(mine) : mine) as {
        readonly [field: string]: Json
      } | null
      return { ...rest, mine: own && { ...own, reason: opened(own['reason'], vault) } }
    },
  },
  myClusters: {
    sql: `select k.key as place, ${ranked(
      'm.asked_at',
      `json_object(${CLUSTER}, 'state', m.state, 'role', m.role,
        'requests', iif(m.role = 'leader', (select count(*) from cluster_members q
          where q.cluster_id = s.id and q.state = 'asked'), 0))`,
    )} as clusters
      from json_each(?1) k join cluster_members m on m.contact_id = k.value and m.state in ('asked', 'waiting', 'member')
      join clusters s on s.id = m.cluster_id and s.closed_at is null group by k.key`,
    row: ({ contactId }: FactOf): Json => contactId ?? '',
    answer: ({ clusters }: Found): Json => inOrder(clusters),
  },
  clusterRequests: {
    sql: `select place, ${ranked('nth', 'json(request)')} as requests from (
        select k.key as place, row_number() over (partition by k.key order by m.state, m.asked_at) as nth,
          json_object('id', m.id, 'state', m.state, 'askedAt', m.asked_at, 'name', hex(r.owner_name_sealed),
            'business', r.business_name, 'product', r.product, 'sector', r.sector, 'regency', r.regency,
            'district', r.district, 'class', r.class) as request
        from json_each(?1) k
        join cluster_members m on m.cluster_id = k.value->>'$[1]' and m.state in ('asked', 'waiting')
        join registrations r on r.contact_id = m.contact_id and r.status <> 'withdrawn'
        join clusters s on s.id = m.cluster_id and s.closed_at is null
        where ${LEADS(`k.value->>'$[1]'`, `k.value->>'$[0]'`)})
      where nth <= ${DESK} group by place`,
    row: contactAnd,
    answer: ({ requests }: Found, vault: Vault): Json =>
      inOrder<{ readonly [field: string]: Json }>(requests).map((one) => ({
        ...one,
        name: opened(one['name'], vault),
      })),
  },
  clusterNews: {
    sql: `select place, ${ranked('nth', 'json(news)')} as news from (
        select k.key as place, a.at, row_number() over (partition by k.key order by a.at desc) as nth,
          json_object('at', a.at, 'body', hex(a.body_sealed)) as news
        from json_each(?1) k join cluster_announcements a on a.cluster_id = k.value->>'$[1]'
        where exists (select 1 from cluster_members m where m.cluster_id = a.cluster_id
          and m.contact_id = k.value->>'$[0]' and m.state = 'member'))
      where nth <= ${NEWS} group by place`,
    row: contactAnd,
    answer: ({ news }: Found, vault: Vault): Json =>
      inOrder<{ readonly at: number; readonly body: string }>(news).map(({ at, body }) => ({
        at,
        body: opened(body, vault),
      })),
  },
  founding: {
    sql: `select k.key as place, json_object('id', c.id, 'name', c.name, 'establishedOn', c.established_on,
        'secondary', (select json_object('name', p.name, 'establishedOn', p.established_on,
          'cooperatives', (select count(*) from cooperatives o where o.secondary_id = p.id))
          from cooperatives p where p.id = c.secondary_id),
        'founders', (select count(*) from cooperative_founders f where f.cooperative_id = c.id and f.state = 'confirmed'),
        'mine', (select f.state from cooperative_founders f where f.cooperative_id = c.id and f.contact_id = k.value->>'$[0]'),
        'steps', (select json_group_array(json_object('step', t.step, 'doneOn', t.done_on, 'number', t.number,
            'responsible', (select r.business_name from cluster_members m join registrations r on r.contact_id = m.contact_id
              where m.id = t.responsible),
            'own', json(iif(exists (select 1 from cluster_members m where m.id = t.responsible
              and m.contact_id = k.value->>'$[0]'), 'true', 'false'))))
          from cooperative_steps t where t.cooperative_id = c.id),
        'documents', (select json_group_array(json_object('kind', d.kind, 'state', d.state, 'reason', d.reason))
          from cooperative_documents d where d.cooperative_id = c.id)) as founding
      from json_each(?1) k join cooperatives c on c.cluster_id = k.value->>'$[1]'
      where exists (select 1 from cluster_members m where m.cluster_id = c.cluster_id
        and m.contact_id = k.value->>'$[0]' and m.state = 'member')`,
    row: contactAnd,
    answer({ founding }: Found): Json {
      const { secondary, ...rest } = JSON.parse(founding as string) as { readonly [field: string]: Json }
      return {
        ...rest,
        secondary: typeof secondary === 'string' ? (JSON.parse(secondary) as Json) : (secondary ?? null),
      }
    },
  },
}
