import { planNomination, planOrganisation } from '../../db/organisations.ts'
import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/nominations': {},
    'post /api/v1/nominations': { body: { number: 'NK-NONE-0000', organisation: 'none' } },
    'get /api/v1/nominations/{nomination}': {},
    'post /api/v1/nominations/{nomination}/move': { body: { to: 'trained' } },
  },
  owned: true,
  parameters: {
    nomination: async (house) => {
      const number = await house.register({ province: '35', regency: '35.10' })
      return planNomination(house.database, await planOrganisation(house.database), number)
    },
  },
} satisfies Access
