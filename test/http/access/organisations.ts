import { planOrganisation, planRepresentative } from '../../db/organisations.ts'
import type { Access } from './access.ts'

const elsewhere = 'served' as const
let organisation = ''

export default {
  requests: {
    'get /api/v1/organisations': {},
    'post /api/v1/organisations': { body: { name: 'Himpunan Contoh' } },
    'get /api/v1/organisations/{organisation}': { elsewhere },
    'put /api/v1/organisations/{organisation}': { body: { name: 'Himpunan Contoh', quotas: [] }, elsewhere },
    'get /api/v1/organisations/{organisation}/representatives': { elsewhere },
    'post /api/v1/organisations/{organisation}/representatives': { body: { caller: 'none' }, elsewhere },
    'delete /api/v1/organisations/{organisation}/representatives/{representative}': { elsewhere },
  },
  parameters: {
    organisation: async ({ database }) => (organisation = await planOrganisation(database)),
    representative: async (house) => {
      const number = await house.register({ province: '35', regency: '35.10' })
      await planRepresentative(house.database, organisation, number)
      return number
    },
  },
} satisfies Access
