import { randomUUID } from 'node:crypto'
import type { ApiHouse } from '../api-house.ts'
import type { Access } from './access.ts'

async function request({ database, register }: ApiHouse): Promise<string> {
  const [id, number] = [randomUUID(), await register({ province: '35', regency: '35.10' })]
  await database.store.write([
    {
      sql: `insert into data_requests (id, contact_id, kind, channel, requested_at, due_at, region)
        select ?1, contact_id, 'copy', 'letter', 1, 2, regency from registrations where number = ?2`,
      args: [id, number],
    },
  ])
  return id
}

export default {
  requests: {
    'get /api/v1/data-requests': {},
    'post /api/v1/data-requests': { body: { number: 'NK-NONE', kind: 'copy', channel: 'letter' } },
    'get /api/v1/data-requests/{request}': {},
    'post /api/v1/data-requests/{request}/copy': { body: {} },
    'post /api/v1/data-requests/{request}/done': { body: { kind: 'copy' } },
  },
  parameters: { request },
  owned: true,
} satisfies Access
