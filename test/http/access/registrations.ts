import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/registrations': {},
    'get /api/v1/registrations/count': {},
    'get /api/v1/registrations/export': {},
    'get /api/v1/registrations/{number}': {},
    'get /api/v1/registrations/{number}/timeline': {},
    'post /api/v1/registrations/{number}/verify': { body: {} },
    'post /api/v1/registrations/{number}/return': { body: { fields: [{ field: 'nib', reason: 'buram' }] } },
    'post /api/v1/registrations/{number}/reject': { body: { reason: 'ganda' } },
    'post /api/v1/registrations/{number}/assign': { body: { assignee: null } },
    'post /api/v1/registrations/{number}/notes': { body: { note: 'ok' } },
    'post /api/v1/registrations/{number}/unmask': { body: { reason: 'telepon pemilik' } },
    'post /api/v1/registrations/lookup': { body: { nik: '3510014503850009' }, elsewhere: 'absent' },
    'post /api/v1/registrations/bulk': {
      body: { items: [{ number: 'NK-NONE' }], action: { type: 'verify' }, dryRun: true },
    },
  },
  owned: true,
  parameters: { number: (house) => house.register({ province: '35', regency: '35.10' }) },
} satisfies Access
