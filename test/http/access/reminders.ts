import { seedReminders } from '../../../src/db/seed.ts'
import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/reminders': {},
    'put /api/v1/reminders/{reminder}': { body: { offset: '-P3D', within: 'P1D', on: true } },
  },
  parameters: {
    async reminder({ database }) {
      await seedReminders(database.store)
      return 'training-3-days'
    },
  },
} satisfies Access
