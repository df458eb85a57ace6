import { columns, set, type Row } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'

/** What made-up things are marked with, where owners and officers read them. */
const MARK = '(contoh)'
const SOURCE = 'Data contoh untuk mencoba; bukan perusahaan nyata'

// id, name, about, region
const COMPANIES: readonly Row[] = [
  ['demo-rasa', `PT Rasa Bersama ${MARK}`, 'Jaringan toko oleh-oleh', '35', SOURCE],
  ['demo-segar', `PT Segar Bahari ${MARK}`, 'Pengolah hasil laut untuk ekspor', null, SOURCE],
  ['demo-rumah', `PT Rumah Bambu ${MARK}`, 'Mebel dan perabot bambu', null, SOURCE],
]

// id, company, product, sector, volume, unit, period, quality, certificates, region, pattern, months
const NEEDS: readonly Row[] = [
  need('keripik', 'demo-rasa', 'keripik singkong', 'foodProducts', [300, 'kg', 'month'], ['pirt', 'halal'], {
    quality: 'renyah, kemasan 200 gram, kedaluwarsa paling sedikit 4 bulan',
    region: '35',
    pattern: 'supplyChain',
  }),
  need('kopi', 'demo-rasa', 'kopi bubuk robusta', 'coffee', [100, 'kg', 'month'], ['pirt'], {
    quality: 'sangrai sedang, kadar air di bawah 5%',
    region: '35.10',
    pattern: 'trade',
  }),
  need('udang', 'demo-segar', 'udang vaname', 'shrimp', [2000, 'kg', 'month'], [], {
    quality: 'ukuran 50, tanpa antibiotik, dingin sampai di pabrik',
    region: null,
    pattern: 'nucleusPlasma',
  }),
  need('bambu', 'demo-rumah', 'kursi bambu', 'bamboo', [40, 'piece', 'month'], [], {
    quality: 'bambu diawetkan, sambungan rapat',
    region: null,
    pattern: 'subcontract',
  }),
]

const ADD_COMPANIES = `
insert into companies (id, name, about, region, source, created_at, updated_at)
select ${columns(5)}, ?2, ?2 from json_each(?1) j where true on conflict (id) do nothing`

const ADD_NEEDS = `
insert into opportunities (id, company_id, product, sector, volume, unit, period, quality, certificates, region, pattern,
  months, since_on, created_at, updated_at)
select ${columns(12)}, date(?2 / 1000, 'unixepoch', '+1 month'), ?2, ?2 from json_each(?1) j where true
on conflict (id) do nothing`

const ADD_ORGANISATION = `
insert into organisations (id, name, created_at, updated_at) values ('demo-himpunan', ?1, ?2, ?2)
on conflict (id) do nothing`
const ADD_QUOTAS = `
insert into nomination_quotas (organisation_id, province, quota)
select 'demo-himpunan', value, 2 from json_each('["32", "33", "34", "35"]') where true
on conflict (organisation_id, province) do nothing`

/** Made-up companies with needs, and an organisation with two places a province: for trying out, marked as such. */
export function demoPartners(at: number): Statement[] {
  return [
    ...set(ADD_COMPANIES, COMPANIES, at),
    ...set(ADD_NEEDS, NEEDS, at),
    { sql: ADD_ORGANISATION, args: [`Himpunan Pengusaha ${MARK}`, at] },
    { sql: ADD_QUOTAS, args: [] },
  ]
}

function need(
  id: string,
  company: string,
  product: string,
  sector: string,
  [volume, unit, period]: readonly [number, string, string],
  certificates: readonly string[],
  { quality, region, pattern }: { quality: string; region: string | null; pattern: string },
): Row {
  const asked = JSON.stringify(certificates)
  return [`demo-${id}`, company, product, sector, volume, unit, period, quality, asked, region, pattern, 12]
}
