import type { TestDatabase } from './stores.ts'

export interface Planned {
  readonly id?: string
  readonly product?: string
  readonly sector?: string
  readonly region?: string | null
  readonly certificates?: readonly string[]
  readonly volume?: number
  readonly closesOn?: string | null
}

/** Enters a company and a need of it as an officer would, and gives the need's id. */
export async function planNeed(
  { store }: Pick<TestDatabase, 'store'>,
  { id = crypto.randomUUID().slice(0, 8), product = 'keripik singkong', ...more }: Planned = {},
): Promise<string> {
  const { sector = 'foodProducts', region = '35.10', certificates = [], volume = 300, closesOn = null } = more
  await store.write([
    {
      sql: `insert into companies (id, name, about, region, source, created_at, updated_at)
        values (?1, 'PT Contoh Rasa', 'Uji', null, 'Data uji', 1, 1)`,
      args: [`c-${id}`],
    },
    {
      sql: `insert into opportunities (id, company_id, product, sector, volume, unit, period, quality, certificates,
          region, pattern, months, since_on, closes_on, created_at, updated_at)
        values (?1, ?2, ?3, ?4, ?5, 'kg', 'month', 'renyah', ?6, ?7, 'supplyChain', 12, '2027-01-01', ?8, ?9, ?9)`,
      args: [
        id,
        `c-${id}`,
        product,
        sector,
        volume,
        JSON.stringify(certificates),
        region,
        closesOn,
        Date.now(),
      ],
    },
  ])
  return id
}
