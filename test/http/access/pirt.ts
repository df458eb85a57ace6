import { pirtSample } from '../../db/pirt-samples.ts'
import type { ApiHouse } from '../api-house.ts'
import type { Access } from './access.ts'

const sample = async (house: ApiHouse) =>
  pirtSample(house.database, await house.register({ province: '35', regency: '35.10' }))

export default {
  requests: {
    'get /api/v1/pirt/cases': {},
    'get /api/v1/pirt/cases/{case}': {},
    'patch /api/v1/pirt/cases/{case}': { body: { verified: ['label'] } },
    'get /api/v1/pirt/documents/{document}': {},
    'post /api/v1/pirt/documents/{document}/accept': { body: {} },
    'post /api/v1/pirt/documents/{document}/reject': { body: { reason: 'unreadable' } },
  },
  parameters: {
    case: async (house) => (await sample(house)).id,
    document: async (house) => (await sample(house)).document,
  },
  owned: true,
} satisfies Access
