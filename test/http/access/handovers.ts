import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/handovers': {},
    'get /api/v1/handovers/count': {},
    'get /api/v1/handovers/{handover}': {},
    'post /api/v1/handovers/{handover}/claim': { body: {} },
    'post /api/v1/handovers/{handover}/answer': { body: { text: 'Selamat pagi' } },
    'post /api/v1/handovers/{handover}/close': { body: {} },
  },
  owned: true,
  parameters: { handover: (house) => house.handOver({ province: '35', regency: '35.10' }) },
} satisfies Access
