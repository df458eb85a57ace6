import { interestSample } from '../../db/interest-samples.ts'
import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/interests': {},
    'get /api/v1/interests/{interest}': {},
    'post /api/v1/interests/{interest}/take': { body: {} },
    'post /api/v1/interests/{interest}/outcome': { body: { type: 'contacted' } },
  },
  parameters: {
    interest: async (house) =>
      interestSample(house.database, await house.register({ province: '35', regency: '35.10' })),
  },
  owned: true,
} satisfies Access
