import type { Access } from './access.ts'
import { application, contract } from './partners.ts'

export default {
  requests: {
    'get /api/v1/applications': {},
    'get /api/v1/applications/{application}': {},
    'post /api/v1/applications/{application}/decide': { body: { state: 'shortlisted' } },
    'get /api/v1/applications/{application}/photos/{photo}': {},
    'post /api/v1/applications/{application}/contract': {
      body: { startsOn: '2099-01-01', endsOn: '2099-12-31', expects: '300 kg per bulan' },
    },
    'get /api/v1/contracts': {},
    'get /api/v1/contracts/{contract}': {},
    'post /api/v1/contracts/{contract}/renew': { body: { endsOn: '2100-12-31' } },
    'post /api/v1/contracts/{contract}/notes': {
      body: { year: 2026, quality: 'kadar air turun', management: 'pembukuan rapi' },
    },
    'post /api/v1/contracts/{contract}/end': { body: { on: '2026-12-31', reason: 'sudah cukup' } },
  },
  owned: true,
  parameters: {
    application: (house) => application(house),
    photo: async ({ database }) => {
      const { rows } = await database.store.read({
        sql: 'select card_id from applications order by created_at desc, rowid desc limit 1',
        args: [],
      })
      return String(rows[0]![0]).replace(/^k/, 'p')
    },
    contract,
  },
} satisfies Access
