import type { ApiHouse } from '../api-house.ts'
import type { Access } from './access.ts'

/** Of somebody who sees Banyuwangi. */
async function taken({ office }: ApiHouse): Promise<string> {
  const detail = { format: 'csv', region: '35.10' } as const
  return office.exports.begin(
    { actor: 'somebody', of: 'registrations', subject: null, detail, total: 1 },
    Date.now(),
  )
}

export default {
  requests: {
    'get /api/v1/exports': {},
    'get /api/v1/exports/{export}': { others: 'admin' },
  },
  parameters: { export: taken },
} satisfies Access
