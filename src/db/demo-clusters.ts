import type { Wording } from '../flows/types.ts'
import { column, columns, set, type Row } from './store/rows.ts'
import type { Statement } from './store/store.ts'

const SOURCE = 'Data contoh untuk mencoba; bukan klaster nyata'

// id, name, sector, province, regency, sells, gives, source
const CLUSTERS: readonly Row[] = [
  [
    'contoh-bambu',
    'Klaster Anyaman Bambu Banyuwangi (contoh)',
    'bamboo',
    '35',
    '35.10',
    words({
      id: 'Anyaman dan mebel bambu',
      en: 'Bamboo weaving and furniture',
      jv: 'Anyaman saha mebel pring',
      su: 'Anyaman sareng mebel awi',
    }),
    words({
      id: 'Beli bambu bersama, pesanan dibagi',
      en: 'Buying bamboo together, sharing orders',
      jv: 'Tumbas pring sareng, pesenan dipunbagi',
      su: 'Meser awi babarengan, pesenan dibagi',
    }),
    SOURCE,
  ],
  [
    'contoh-keripik',
    'Klaster Keripik Nusantara (contoh)',
    'foodProducts',
    null,
    null,
    words({
      id: 'Keripik singkong dan tempe',
      en: 'Cassava and tempeh crisps',
      jv: 'Kripik tela saha tempe',
      su: 'Kiripik sampeu sareng tempe',
    }),
    words({
      id: 'Kemasan bersama, harga bahan lebih murah',
      en: 'Shared packaging, cheaper ingredients',
      jv: 'Kemasan sareng, rega bahan langkung mirah',
      su: 'Bungkusan babarengan, harga bahan langkung mirah',
    }),
    SOURCE,
  ],
]

const ADD = `
insert into clusters (id, name, sector, province, regency, sells, gives, source, kind, stage, capacity, status,
  approved_at, created_at, updated_at)
select ${columns(8)}, 'other', 'forming', 20, 'published', ?2, ?2, ?2 from json_each(?1) j where true
on conflict (id) do nothing`

// cluster, in its regency or elsewhere, how many, and from which on they are still asking
const FILLED: readonly Row[] = [
  ['contoh-bambu', true, 13, 12],
  ['contoh-keripik', false, 6, 4],
]

const FILL = `
insert into cluster_members (id, cluster_id, contact_id, role, state, asked_at, joined_at, updated_at)
select ${column(0)} || '-' || nth, ${column(0)}, contact_id, iif(nth = 1, 'leader', 'member'),
  iif(nth > ${column(3)}, 'asked', 'member'), ?2 + nth, iif(nth > ${column(3)}, null, ?2), ?2
from json_each(?1) j join (
  select contact_id, regency = '35.10' as near, row_number() over (partition by regency = '35.10' order by number) as nth
  from registrations where number glob 'NK-CONTOH-*' and status <> 'rejected') r
on r.near = ${column(1)} and r.nth <= ${column(2)}
where true on conflict (cluster_id, contact_id) do nothing`

/** Two made-up clusters, each with a leader, members and somebody who asks to join: of the made-up owners there are. */
export function demoClusters(at: number): Statement[] {
  return [...set(ADD, CLUSTERS, at), ...set(FILL, FILLED, at)]
}

function words(wording: Wording): string {
  return JSON.stringify(wording)
}
