import { randomUUID } from 'node:crypto'
import type { Access } from './access.ts'

export default {
  requests: {
    'get /api/v1/people': {},
    'post /api/v1/people': {
      body: { name: 'Sri', email: 'sri@dinas.example', role: 'viewer', region: '35.10' },
    },
    'get /api/v1/people/{person}': {},
    'patch /api/v1/people/{person}': { body: { role: 'officer' } },
    'post /api/v1/people/{person}/code': { body: {} },
    'delete /api/v1/people/{person}': {},
    'get /api/v1/me': {},
    'delete /api/v1/me/sign-in': {},
    'get /api/v1/me/sign-ins': {},
    'delete /api/v1/me/sign-ins': {},
    'post /api/v1/me/password': { body: {} },
    'post /api/v1/me/second-factor': { body: {} },
    'post /api/v1/me/second-factor/confirmation': { body: { code: '000000' } },
    'post /api/v1/me/second-factor/backup-codes': { body: {} },
    'post /api/v1/sign-in': { body: {} },
    'post /api/v1/sign-in/code': { body: {} },
    'post /api/v1/password': { body: {} },
  },
  parameters: {
    person: async ({ office }) => {
      const person = {
        name: 'Adi',
        email: `${randomUUID()}@dinas.example`,
        role: 'viewer',
        region: '35.10',
      } as const
      return (await office.people.invite(person, { actor: 'test', at: Date.now() }))!
    },
  },
} satisfies Access
