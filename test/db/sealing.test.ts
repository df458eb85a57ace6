import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealTexts } from '../../src/db/upkeep/sealing.ts'
import { createOffice, type Office } from '../../src/db/office/office.ts'
import { createReader, type Reader } from '../../src/db/store/reader.ts'
import type { Argument } from '../../src/db/store/store.ts'
import { KINDS, type TestDatabase } from './stores.ts'

const AUDIENCE = JSON.stringify({ filters: { q: 'siti' }, conditions: [], words: [] })
/** What an earlier release wrote. */
const BEFORE: readonly [string, ...Argument[]][] = [
  [`insert into contacts (id, created_at, last_inbound_at) values ('C', 1, 1)`],
  [
    `insert into companies (id, name, about, source, created_at, updated_at) values ('y', 'PT', '', '', 1, 1)`,
  ],
  [
    `insert into opportunities (id, company_id, product, sector, volume, unit, period, quality, certificates, pattern,
      since_on, created_at, updated_at)
    values ('o', 'y', 'kopi', 'coffee', 1, 'kg', 'month', 'halus', '[]', 'trade', '2026-01-01', 1, 1)`,
  ],
  [
    `insert into product_cards (id, contact_id, product, capacity, unit, certificates, created_at, updated_at)
    values ('k', 'C', 'kopi', 1, 'kg', '[]', 1, 1)`,
  ],
  [
    `insert into applications (id, opportunity_id, contact_id, card_id, state, channel, created_at, updated_at)
    values ('a', 'o', 'C', 'k', 'accepted', 'web', 1, 1)`,
  ],
  [
    `insert into contracts (id, application_id, contact_id, expects, starts_on, ends_on, ended_on, ended_because,
      created_at, updated_at)
    values ('t', 'a', 'C', 'Bu Siti mengirim', '2026-01-01', '2026-12-31', '2026-06-01', 'Siti pindah', 1, 1)`,
  ],
  [`insert into contract_notes values ('t', 2026, 'Siti rapi', 'Siti jujur', 'k1', 1)`],
  [
    `insert into people (id, name, email, role, created_at, updated_at)
    values ('p', 'Siti Petugas', 'siti@dinas.example', 'viewer', 1, 1)`,
  ],
  [
    `insert into api_keys (id, name, role, key_hash, created_at) values ('k', 'Kunci Siti', 'viewer', 'h', 1)`,
  ],
  [
    `insert into broadcasts (id, name, state, audience, message, channels, needs_approval, created_by, created_at,
      updated_at)
    values ('b', 'Untuk Siti', 'draft', ?1, '{}', 'telegram', 0, 'k1', 1, 1)`,
    AUDIENCE,
  ],
]

describe.each(KINDS)('what lay in clear on a $kind', ({ open }) => {
  let database: TestDatabase
  let office: Office
  let reader: Reader
  beforeAll(async () => {
    database = await open()
    reader = createReader(database.store, database.url)
    office = createOffice(database.store, reader, database.vault)
    await database.store.write(BEFORE.map(([sql, ...args]) => ({ sql, args })))
  })
  afterAll(async () => {
    await reader.close()
    await database.drop()
  })

  it('is sealed at the next start, once, and read as before', async () => {
    const read = async () => {
      const nation = { type: 'nation' } as const
      return {
        contract: await office.contracts.find(nation, 't'),
        person: await office.people.byId('p'),
        names: await office.people.names(['p', 'k']),
        keys: await office.apiKeys.list(),
        broadcast: await office.broadcasts.byId(nation, 'b'),
        copy: await office.dataRequests.copy('C'),
      }
    }
    const before = await read()
    expect(JSON.stringify(before.copy)).toContain('Siti jujur')
    expect(await sealTexts(database.store, database.vault)).toBe(9)
    expect(await sealTexts(database.store, database.vault)).toBe(0)
    expect(await read()).toEqual(before)
    const tables = ['contracts', 'contract_notes', 'people', 'api_keys', 'broadcasts']
    const kept = await Promise.all(
      tables.map((table) => database.store.read({ sql: `select * from ${table}`, args: [] })),
    )
    expect(JSON.stringify(kept.map(({ rows }) => rows))).not.toMatch(/siti/i)
    const again = { name: 'Siti', email: 'SITI@dinas.example', role: 'viewer', region: null } as const
    expect(await office.people.invite(again, { actor: 'test', at: 1 })).toBeNull()
  })
})
