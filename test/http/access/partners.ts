import { planApplication, planContract, planNeed } from '../../db/needs.ts'
import type { ApiHouse } from '../api-house.ts'
import type { Access } from './access.ts'

const COMPANY = { name: 'PT Contoh', about: 'Makanan ringan', region: '35.10', source: 'Data uji' }
const NEED = {
  company: 'none',
  product: 'keripik',
  sector: 'foodProducts',
  volume: 10,
  unit: 'kg',
  period: 'month',
  quality: 'renyah',
  region: '35.10',
  pattern: 'trade',
  sinceOn: '2099-01-01',
}

const need = ({ database }: ApiHouse) => planNeed(database)

export default {
  requests: {
    'get /api/v1/companies': {},
    'post /api/v1/companies': { body: COMPANY },
    'get /api/v1/companies/{company}': {},
    'put /api/v1/companies/{company}': { body: COMPANY },
    'get /api/v1/opportunities': {},
    'post /api/v1/opportunities': { body: NEED },
    'get /api/v1/opportunities/{opportunity}': {},
    'put /api/v1/opportunities/{opportunity}': { body: NEED },
    'get /api/v1/opportunities/{opportunity}/matches': {},
  },
  parameters: {
    opportunity: need,
    company: async (house) => {
      const id = `c-${await need(house)}`
      await house.database.store.write([
        { sql: `update companies set region = '35.10' where id = ?1`, args: [id] },
      ])
      return id
    },
  },
} satisfies Access

/** An application of an owner of Banyuwangi to a need that is there too. */
export async function application(house: ApiHouse, state = 'accepted'): Promise<string> {
  const number = await house.register({ province: '35', regency: '35.10' })
  return planApplication(house.database, number, { need: await need(house), state })
}

export const contract = async (house: ApiHouse) => planContract(house.database, await application(house))
