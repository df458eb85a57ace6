import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../src/http/auth.ts'
import { type AccessRequest, allAccess } from './access/access.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Operation {
  readonly 'x-role'?: Role | 'anyone'
  readonly 'x-nation'?: boolean
  readonly 'x-person'?: boolean
  readonly security?: unknown
}

/** Where everything is made that a path names, and what a key sees of it: all, nothing, or what owners there have. */
const SCOPES = {
  nation: [null, 'all'],
  province: ['35', 'all'],
  regencies: ['35.10,35.09', 'all'],
  'their cluster': ['cluster:theirs', 'owned'],
  elsewhere: ['34.04', 'nothing'],
  'another cluster': ['cluster:other', 'nothing'],
} as const

const access = await allAccess()
const asked = access.flatMap(({ requests }) => Object.keys(requests))

let house: ApiHouse
let operations: { readonly id: string; readonly operation: Operation }[]
beforeAll(async () => {
  house = await apiHouse()
  await house.register({ province: '35', regency: '35.10', nik: '3510014503850009' })
  await house.cluster('34.04', 'other')
  const document = (await (await house.app.request('/openapi.json')).json()) as {
    paths: { [path: string]: { [method: string]: Operation } }
  }
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ id: `${method} ${path}`, operation })),
  )
  // Signing out comes last.
  operations.sort((a, b) => Number(a.id.endsWith('/me/sign-in')) - Number(b.id.endsWith('/me/sign-in')))
})
afterAll(() => house.drop())

describe('every operation of the API', () => {
  it('declares its role and is asked by a file in test/http/access', () => {
    expect(operations.map(({ id }) => id).sort()).toEqual(asked.sort())
    for (const { operation } of operations) {
      const role = operation['x-role']
      expect([...ROLES, 'anyone']).toContain(role)
      const means = role === 'anyone' ? [] : operation['x-person'] ? ['signIn'] : ['apiKey', 'signIn']
      expect(operation.security).toEqual(means.map((name) => ({ [name]: [] })))
    }
  })

  it('is in the document whenever it is served', () => {
    const served = house.app.routes
      .filter(({ path, method }) => path.startsWith('/api/v1') && method !== 'ALL')
      .map(({ path, method }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    const described = new Set(operations.map(({ id }) => id))
    expect([...new Set(served)].filter((id) => !described.has(id))).toEqual([])
  })

  it('refuses whoever has no key, or a cookie that nobody was given', async () => {
    for (const { id, operation } of operations) {
      if (operation['x-role'] === 'anyone') continue
      const [method, path] = id.split(' ') as [string, string]
      for (const headers of [undefined, { cookie: 'naik_kelas.session_token=made.up' }]) {
        const none = await house.app.request(path, { method: method.toUpperCase(), headers })
        expect([id, none.status]).toEqual([id, 401])
      }
    }
  })

  it('is open to anyone only where people sign in', () => {
    const open = operations.filter(({ operation }) => operation['x-role'] === 'anyone').map(({ id }) => id)
    expect(open.sort()).toEqual([
      'post /api/v1/password',
      'post /api/v1/sign-in',
      'post /api/v1/sign-in/code',
    ])
  })

  describe.each(['key', 'person'] as const)('with a %s', (means) => {
    describe.each(ROLES)('as %s', (role) => {
      it.each(Object.entries(SCOPES))('serves and refuses in the scope %s', async (_, [region, sees]) => {
        const { key } = await house[means](role, region)
        for (const { id, operation } of operations) {
          if (operation['x-role'] === 'anyone') continue
          const { method, path, request, owned } = await prepared(id)
          const headers = { 'if-match': '"1"' }
          const response = await house.call(key, method, path, { body: request.body, headers })
          const allowed =
            ROLES.indexOf(role) >= ROLES.indexOf(operation['x-role']!) &&
            (!operation['x-nation'] || region === null) &&
            (!operation['x-person'] || means === 'person')
          const mayOthers = ROLES.indexOf(role) >= ROLES.indexOf(request.others ?? 'viewer')
          const seen = mayOthers && (sees === 'all' || (sees === 'owned' && owned))
          const found = seen ? 'served' : (request.elsewhere ?? byPath(id))
          await response.text()
          expect([id, status(response.status)]).toEqual([id, allowed ? found : 'refused'])
        }
      })
    })
  })
})

/** The request as the resource's file has it, with everything made that its path names. */
async function prepared(
  id: string,
): Promise<{ method: string; path: string; request: AccessRequest; owned: boolean }> {
  const {
    requests,
    parameters = {},
    owned = false,
  } = access.find(({ requests }) => Object.hasOwn(requests, id))!
  const [method, template] = id.split(' ') as [string, string]
  let path = template.replace('/api/v1', '') + (requests[id]!.query ?? '')
  for (const [name, make] of Object.entries(parameters)) {
    if (path.includes(`{${name}}`)) path = path.replace(`{${name}}`, await make(house))
  }
  await house.cluster('35.10', 'theirs')
  return { method: method.toUpperCase(), path, request: requests[id]!, owned }
}

const byPath = (id: string) => (id.includes('{') ? 'absent' : 'served')

// What is refused for other reasons (nobody has the NIK, WhatsApp is off, a key beyond one's own) was let in.
function status(code: number): string {
  if (code === 403) return 'refused'
  return code === 404 ? 'absent' : code < 500 && code !== 401 ? 'served' : String(code)
}
