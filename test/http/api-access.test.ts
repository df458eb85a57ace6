import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../src/http/auth.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Operation {
  readonly 'x-role'?: Role
  readonly 'x-nation'?: boolean
  readonly security?: unknown
}

/** What each address is asked with. One that is missing here fails the test that names it. */
const REQUESTS: { readonly [operation: string]: { readonly body?: unknown; readonly query?: string } } = {
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
  'post /api/v1/registrations/lookup': { body: { nik: '3510014503850009' } },
  'post /api/v1/registrations/bulk': {
    body: { items: [{ number: 'NK-NONE' }], action: { type: 'verify' }, dryRun: true },
  },
  'get /api/v1/handovers': {},
  'get /api/v1/handovers/count': {},
  'get /api/v1/handovers/{handover}': {},
  'post /api/v1/handovers/{handover}/claim': { body: {} },
  'post /api/v1/handovers/{handover}/answer': { body: { text: 'Selamat pagi' } },
  'post /api/v1/handovers/{handover}/close': { body: {} },
  'get /api/v1/statistics/registrations': { query: '?by=sector' },
  'get /api/v1/statistics/funnel': {},
  'get /api/v1/keys': {},
  'post /api/v1/keys': { body: { name: 'program', role: 'viewer', region: '35.10' } },
  'delete /api/v1/keys/{id}': {},
  'get /api/v1/audit': {},
  'get /api/v1/audit/verification': {},
  'get /api/v1/channels/whatsapp': {},
  'post /api/v1/channels/whatsapp/pair': { body: {} },
  'post /api/v1/channels/whatsapp/logout': {},
}

const SCOPES = { nation: null, province: '35', regencies: '35.10,35.09', elsewhere: '34.04' } as const

let house: ApiHouse
let operations: { readonly id: string; readonly operation: Operation }[]
beforeAll(async () => {
  house = await apiHouse()
  await house.register({ province: '35', regency: '35.10', nik: '3510014503850009' })
  const document = (await (await house.app.request('/openapi.json')).json()) as {
    paths: { [path: string]: { [method: string]: Operation } }
  }
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ id: `${method} ${path}`, operation })),
  )
})
afterAll(() => house.drop())

describe('every operation of the API', () => {
  it('declares its role and is asked here', () => {
    expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(REQUESTS).sort())
    for (const { operation } of operations) {
      expect(ROLES).toContain(operation['x-role'])
      expect(operation.security).toEqual([{ apiKey: [] }])
    }
  })

  it('is in the document whenever it is served', () => {
    const served = house.app.routes
      .filter(({ path, method }) => path.startsWith('/api/v1') && method !== 'ALL')
      .map(({ path, method }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    const described = new Set(operations.map(({ id }) => id))
    expect([...new Set(served)].filter((id) => !described.has(id))).toEqual([])
  })

  it('refuses whoever has no key, or a wrong one', async () => {
    for (const { id } of operations) {
      const [method, path] = id.split(' ') as [string, string]
      const none = await house.app.request(path, { method: method.toUpperCase() })
      expect([id, none.status]).toEqual([id, 401])
    }
  })

  describe.each(ROLES)('as %s', (role) => {
    it.each(Object.entries(SCOPES))('serves and refuses in the scope %s', async (name, region) => {
      const { key } = await house.key(role, region)
      for (const { id, operation } of operations) {
        const number = await house.register({ province: '35', regency: '35.10' })
        const handover = await house.handOver({ province: '35', regency: '35.10' })
        const doomed = await house.key('viewer', '35.10')
        const [method, path] = id.split(' ') as [string, string]
        const { body, query = '' } = REQUESTS[id]!
        const to =
          path
            .replace('/api/v1', '')
            .replace('{number}', number)
            .replace('{id}', doomed.id)
            .replace('{handover}', handover) + query
        const headers = { 'if-match': '"1"' }
        const response = await house.call(key, method.toUpperCase(), to, { body, headers })
        const allowed =
          ROLES.indexOf(role) >= ROLES.indexOf(operation['x-role']!) &&
          (!operation['x-nation'] || region === null)
        const found = name !== 'elsewhere' || !/\{|lookup/.test(id)
        await response.text()
        expect([id, status(response.status)]).toEqual([
          id,
          allowed ? (found ? 'served' : 'absent') : 'refused',
        ])
      }
    })
  })
})

// What is refused for other reasons (nobody has the NIK, WhatsApp is off, a key beyond one's own) was let in.
function status(code: number): string {
  if (code === 403) return 'refused'
  return code === 404 ? 'absent' : code < 500 && code !== 401 ? 'served' : String(code)
}
