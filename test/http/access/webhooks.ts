import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/webhooks': {},
    'post /api/v1/webhooks': {
      body: {
        name: 'SIDT',
        url: 'https://dinas.example.id/hook',
        events: ['registration.verified'],
        region: '35.10',
      },
    },
    'get /api/v1/webhooks/{webhook}': {},
    'patch /api/v1/webhooks/{webhook}': { body: { name: 'SIDT 2' } },
    'delete /api/v1/webhooks/{webhook}': {},
    'post /api/v1/webhooks/{webhook}/ping': { body: {} },
    'get /api/v1/webhooks/{webhook}/deliveries': {},
    'post /api/v1/webhooks/{webhook}/deliveries/{delivery}/replay': { body: {} },
  },
  parameters: {
    // The delivery's id is the webhook's, so that the two go together in one path.
    webhook: async ({ office, database }) => {
      const fields = { name: 'SIDT', url: 'https://dinas.example.id/hook', events: [], region: '35.10' }
      const { id } = await office.webhooks.create(fields, { actor: 'test', at: 1 })
      const sql = `insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
        values (?1, ?1, 'ping', '{}', 1, 'delivered', 1)`
      await database.store.write([{ sql, args: [id] }])
      last = id
      return id
    },
    delivery: async () => last,
  },
} satisfies Access

let last = ''
