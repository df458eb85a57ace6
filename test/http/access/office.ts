import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/statistics/registrations': { query: '?by=sector' },
    'get /api/v1/statistics/funnel': { query: '?flow=financing' },
    'get /api/v1/statistics/interests': {},
    'get /api/v1/statistics/trainings': {},
    'get /api/v1/statistics/pirt': {},
    'get /api/v1/statistics/overlaps': {},
    'get /api/v1/statistics/repeated-trainings': {},
    'get /api/v1/audit': {},
    'get /api/v1/audit/verification': {},
    'get /api/v1/channels/whatsapp': {},
    'post /api/v1/channels/whatsapp/pair': { body: {} },
    'post /api/v1/channels/whatsapp/logout': {},
  },
} satisfies Access
