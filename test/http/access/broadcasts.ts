import { draftBroadcast } from '../broadcast-house.ts'
import type { Access } from './access.ts'

const draft = { name: 'Pelatihan', audience: { q: 'pirt:no' }, message: { text: { id: 'Halo {name}' } } }

export default {
  requests: {
    'get /api/v1/broadcasts': {},
    'post /api/v1/broadcasts': { body: draft },
    'get /api/v1/broadcasts/{broadcast}': {},
    'patch /api/v1/broadcasts/{broadcast}': { body: { name: 'Pelatihan PKP' } },
    'get /api/v1/broadcasts/{broadcast}/preview': {},
  },
  parameters: { broadcast: (house) => draftBroadcast(house) },
} satisfies Access
