import { planSession } from '../../db/sessions.ts'
import type { Access } from './access.ts'

const SESSION = {
  training: 'pkp-dinkes',
  startsAt: '2099-12-10T09:00:00+07:00',
  endsAt: '2099-12-10T12:00:00+07:00',
  venue: 'Aula Dinkes',
  regency: '35.10',
  quota: 30,
}

export default {
  requests: {
    'get /api/v1/sessions': {},
    'post /api/v1/sessions': { body: SESSION },
    'get /api/v1/sessions/{session}': {},
    'put /api/v1/sessions/{session}': { body: SESSION },
    'post /api/v1/sessions/{session}/cancel': { body: {} },
    'get /api/v1/sessions/{session}/check-in': {},
    'get /api/v1/sessions/{session}/check-in/qr': {},
    'get /api/v1/sessions/{session}/signups': {},
    'post /api/v1/sessions/{session}/signups/unmask': { body: { reason: 'daftar hadir' } },
    'post /api/v1/sessions/{session}/attendance': {
      body: { participants: [{ participant: 'siapa', state: 'attended' }] },
    },
    'get /api/v1/sessions/{session}/certificates': {},
    'post /api/v1/sessions/{session}/certificates/{certificate}/revoke': { body: { reason: 'salah orang' } },
    'get /api/v1/sessions/{session}/feedback': {},
  },
  parameters: {
    session: ({ database }) => planSession(database),
    certificate: async ({ database }) => {
      const code = crypto.randomUUID().slice(0, 4).toUpperCase()
      const number = `NKP-${code}-0000`
      await database.store.write([
        {
          sql: `insert into training_certificates (number, session_id, contact_id, name_sealed, issued_at)
            select ?1, id, ?1, ?2, 1 from training_sessions order by created_at desc limit 1`,
          args: [number, database.vault.seal('Siti Aminah')],
        },
      ])
      return number
    },
  },
} satisfies Access
