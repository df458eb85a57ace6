import type { Access } from './access.ts'
import { planSession } from '../../db/sessions.ts'

const RULE = { name: 'Pelatihan PIRT', topic: 'pirt', reach: 'province' }

export default {
  requests: {
    'get /api/v1/announcement-rules': {},
    'post /api/v1/announcement-rules': { body: RULE },
    'put /api/v1/announcement-rules/{rule}': { body: RULE },
    'get /api/v1/announcement-rules/{rule}/preview': { query: '?session=announced' },
  },
  parameters: {
    async rule({ database, office }) {
      const { rows } = await database.store.read({
        sql: `select 1 from training_sessions where id = 'announced'`,
        args: [],
      })
      if (rows.length === 0) await planSession(database, { id: 'announced' })
      const id = crypto.randomUUID().slice(0, 8)
      const none = { training: null, region: null, sectors: [], everyDays: 7, on: false }
      await office.announcementRules.create(
        { id, name: 'x', topic: 'pirt', reach: 'province', ...none },
        { actor: 'test', at: 1 },
      )
      return id
    },
  },
} satisfies Access
