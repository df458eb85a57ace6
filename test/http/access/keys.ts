import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/keys': {},
    'post /api/v1/keys': { body: { name: 'program', role: 'viewer', region: '35.10' } },
    'delete /api/v1/keys/{id}': {},
  },
  parameters: { id: async (house) => (await house.key('viewer', '35.10')).id },
} satisfies Access
