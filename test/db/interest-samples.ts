import { randomUUID } from 'node:crypto'
import type { TestDatabase } from './stores.ts'

/** A wish to be financed of the owner with this registration number; tells its id. */
export async function interestSample(
  { store }: TestDatabase,
  number: string,
  { product = 'kur-mikro', recipient = 'officer', at = Date.now() } = {},
): Promise<string> {
  const id = randomUUID()
  await store.write([
    {
      sql: `insert into wordings (hash, language, version, body) values ('words', 'id', 1, 'Boleh?') on conflict do nothing`,
      args: [],
    },
    {
      sql: `insert into interests (id, contact_id, product, amount, recipient, wording, channel, external_id, at)
        select ?1, contact_id, ?3, 50000000, ?4, 'words', 'web', ?1, ?5 from registrations where number = ?2`,
      args: [id, number, product, recipient, at],
    },
  ])
  return id
}
