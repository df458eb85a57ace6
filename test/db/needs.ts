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

/** An owner's application with a card and a picture, as the owner makes it in chat; tells its id. */
export async function planApplication(
  { store, vault }: Pick<TestDatabase, 'store' | 'vault'>,
  number: string,
  {
    need,
    state = 'applied',
    sharing = true,
  }: { readonly need: string; readonly state?: string; readonly sharing?: boolean },
): Promise<string> {
  const id = crypto.randomUUID().slice(0, 8)
  const owner = '(select contact_id from registrations where number = ?2)'
  const write = (sql: string, ...args: (string | number | Uint8Array)[]) => ({
    sql,
    args: [id, number, ...args],
  })
  await store.write([
    write(
      `insert into product_cards (id, contact_id, product, capacity, unit, certificates, created_at, updated_at)
        values ('k-' || ?1, ${owner}, 'keripik singkong pedas', 500, 'kg', '["halal"]', 1, 1)`,
    ),
    write(
      `insert into card_photos (id, contact_id, card_id, channel, state, created_at, updated_at)
        values ('p-' || ?1, ${owner}, 'k-' || ?1, 'web', 'checked', 1, 1)`,
    ),
    {
      sql: `insert into card_photo_bytes (photo_id, bytes_sealed) values ('p-' || ?1, ?2)`,
      args: [id, vault.sealBytes(Buffer.from('89504e470d0a1a0a', 'hex'))],
    },
    {
      sql: `insert into wordings (hash, language, version, body) values ('w', 'id', 1, '') on conflict do nothing`,
      args: [],
    },
    write(
      `insert into consents (contact_id, purpose, given, wording, channel, external_id, at)
        values (${owner}, 'sharing', ?3, 'w', 'web', 'x', 1)`,
      Number(sharing),
    ),
    write(
      `insert into applications (id, opportunity_id, contact_id, card_id, state, channel, created_at, updated_at)
        values (?1, ?3, ${owner}, 'k-' || ?1, ?4, 'web', ?5, ?5)`,
      need,
      state,
      Date.now(),
    ),
  ])
  return id
}

/** A contract that came of an application; tells its id. */
export async function planContract(
  { store }: Pick<TestDatabase, 'store'>,
  application: string,
): Promise<string> {
  await store.write([
    {
      sql: `insert into contracts (id, application_id, contact_id, expects, starts_on, ends_on, created_at, updated_at)
        select 't-' || id, id, contact_id, '300 kg per bulan', '2026-01-01', '2099-12-31', 1, 1
        from applications where id = ?1`,
      args: [application],
    },
  ])
  return `t-${application}`
}
