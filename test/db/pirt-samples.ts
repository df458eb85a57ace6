import { randomUUID } from 'node:crypto'
import type { TestDatabase } from './stores.ts'

/** A product of the owner with this registration number, with its label's picture waiting for an officer. */
export async function pirtSample(
  { store, vault }: TestDatabase,
  number: string,
  { deadline = null as string | null, verified = [] as readonly string[] } = {},
): Promise<{ readonly id: string; readonly document: string }> {
  const [id, document] = [randomUUID(), randomUUID()]
  await store.write([
    {
      sql: `insert into pirt_cases (id, contact_id, product, food_group, step, deadline_on, verified, created_at, updated_at)
        select ?1, contact_id, 'keripik tempe', '07', 'verification', ?3, ?4, 1, 1 from registrations where number = ?2`,
      args: [id, number, deadline, JSON.stringify(verified)],
    },
    {
      sql: `insert into documents (id, contact_id, case_id, kind, channel, state, mime, size, created_at, updated_at)
        select ?1, contact_id, id, 'picture', 'web', 'checked', 'image/png', 4, 1, 1 from pirt_cases where id = ?2`,
      args: [document, id],
    },
    {
      sql: 'insert into document_bytes (document_id, bytes_sealed) values (?1, ?2)',
      args: [document, vault.sealBytes(Buffer.from('\x89PNG', 'latin1'))],
    },
  ])
  return { id, document }
}
