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
    'put /api/v1/broadcasts/{broadcast}/file': { query: '?name=a.pdf', body: {} },
    'delete /api/v1/broadcasts/{broadcast}/file': {},
    'get /api/v1/broadcasts/{broadcast}/recipients': {},
    'get /api/v1/broadcasts/{broadcast}/export': {},
    'post /api/v1/broadcasts/{broadcast}/test': { body: { number: 'NK-NONE' } },
    'post /api/v1/broadcasts/{broadcast}/approve': { body: {} },
    'post /api/v1/broadcasts/{broadcast}/start': { body: {} },
    'post /api/v1/broadcasts/{broadcast}/schedule': { body: { at: '2099-01-01T00:00:00.000Z' } },
    'post /api/v1/broadcasts/{broadcast}/pause': { body: {} },
    'post /api/v1/broadcasts/{broadcast}/resume': { body: {} },
    'post /api/v1/broadcasts/{broadcast}/cancel': { body: {} },
    'post /api/v1/broadcasts/{broadcast}/resend': { body: {} },
  },
  parameters: { broadcast: (house) => draftBroadcast(house) },
} satisfies Access
