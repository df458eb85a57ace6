import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fixture } from './fixture.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
let admin: string
beforeAll(async () => {
  house = await apiHouse()
  admin = (await house.key('admin')).key
})
afterAll(() => house.drop())

describe('the description', () => {
  it('is an OpenAPI 3.1 document with every problem that an operation can answer', async () => {
    const document = (await (await house.app.request('/openapi.json')).json()) as {
      openapi: string
      components: { schemas: object; securitySchemes: object }
      paths: { [path: string]: { [method: string]: { responses: object; summary: string } } }
    }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.components.securitySchemes)).toEqual(['apiKey', 'signIn'])
    for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '401', '403', '404', '429']),
      )
      expect(operation.summary).not.toBe('')
    }
  })

  it('is a page that runs nothing and loads nothing from elsewhere', async () => {
    const response = await house.app.request('/docs')
    const page = await response.text()
    expect(page).toContain('/api/v1/registrations/{number}/verify')
    expect(page).toContain('<a href="#p-irt">P-IRT</a>')
    expect(page).not.toMatch(/<script|style=|https?:\/\//)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const style = await house.app.request('/docs.css')
    expect(style.headers.get('content-type')).toContain('text/css')
  })
})

describe('requests', () => {
  it('are refused when they are too large, or no JSON', async () => {
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' }
    const ask = (body: string, more = {}) =>
      house.app.request('/api/v1/keys', { method: 'POST', body, headers: { ...headers, ...more } })
    expect((await ask(JSON.stringify({ name: 'x'.repeat(70_000) }))).status).toBe(413)
    const cut = await ask('{"name":')
    expect([cut.status, await cut.json()]).toMatchObject([400, { detail: expect.stringContaining('JSON') }])
    expect((await ask('name=x', { 'content-type': 'text/plain' })).status).toBe(415)
  })

  it('name the fields that are wrong, and carry the id that the caller gave', async () => {
    const response = await house.call(admin, 'POST', '/keys', {
      body: { name: 'x', role: 'king', region: '35.99', colour: 'red' },
      headers: { 'x-request-id': 'request-8' },
    })
    const problem = (await response.json()) as { requestId: string; errors: { field: string }[] }
    expect(problem.requestId).toBe('request-8')
    expect(problem.errors.map(({ field }) => field).sort()).toEqual(['colour', 'name', 'region', 'role'])
  })

  it('name the body when it is no object', async () => {
    const response = await house.call(admin, 'POST', '/keys', { body: [1] })
    expect(await response.json()).toMatchObject({ status: 400, errors: [{ field: 'body' }] })
  })

  it.each([
    ['a zero, which ends a text in the database', 'Dinas\0Jatim'],
    ['half a character', 'Dinas \ud800'],
    ['a mark that turns the text around', 'Dinas \u202emitaJ'],
  ])('hold no text with %s', async (_, name) => {
    const refused = await house.call(admin, 'POST', '/keys', { body: { name, role: 'viewer', region: null } })
    expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ field: 'name' }] }])
    const searched = await house.call(admin, 'GET', `/registrations?q=${encodeURIComponent('kopi\0')}`)
    expect([searched.status, await searched.json()]).toMatchObject([400, { errors: [{ field: 'q' }] }])
  })

  it('wait when a key asks too often, and other keys do not', async () => {
    const { app } = await fixture({ requestsPerKey: { burst: 2, perSecond: 0.1 } })
    const ask = async (key: string) =>
      (await app.request('/api/v1/channels/whatsapp', { headers: { authorization: `Bearer ${key}` } })).status
    expect([await ask('admin-key'), await ask('admin-key'), await ask('admin-key')]).toEqual([200, 200, 429])
    expect(await ask('officer-key')).toBe(403)
  })

  it('are answered to nobody’s cache, and to no other origin', async () => {
    const response = await house.call(admin, 'GET', '/registrations', {
      headers: { origin: 'https://evil.example' },
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})

const withId = (id?: string) => house.call(admin, 'GET', '/me', { headers: id ? { 'x-request-id': id } : {} })

describe('answers', () => {
  it('carry a request id of their own, or the caller’s when it is one, and headers for browsers', async () => {
    const [own, given, broken] = [await withId(), await withId('request-9'), await withId('<script> 1')]
    expect(own.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(given.headers.get('x-request-id')).toBe('request-9')
    expect(broken.headers.get('x-request-id')).not.toContain('<')
    for (const [name, value] of [
      ['x-content-type-options', 'nosniff'],
      ['x-frame-options', 'DENY'],
      ['referrer-policy', 'no-referrer'],
      ['strict-transport-security', 'max-age=15552000'],
    ] as const)
      expect(own.headers.get(name)).toBe(value)
    expect(own.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(own.headers.get('x-powered-by')).toBeNull()
  })

  it('to a preflight of another origin say nothing that lets it in', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const response = await house.app.request('/api/v1/registrations', { method: 'OPTIONS', headers })
    expect(response.status).toBe(401)
    for (const name of response.headers.keys()) expect(name).not.toMatch(/^access-control/)
  })

  it('to a body whose size is not told are refused all the same', async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('x'.repeat(20_000)))
      },
    })
    const response = await house.app.request('/api/v1/sign-in', {
      method: 'POST',
      body: stream,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(413)
  })
})

describe('keys', () => {
  it('open nothing once they are past their time or revoked, and show when they were last used', async () => {
    const headers = { 'content-type': 'application/json' }
    const expiresAt = new Date(Date.now() + 60_000).toISOString()
    const body = { name: 'program', role: 'viewer', region: null, expiresAt }
    const made = await house.call(admin, 'POST', '/keys', { body, headers })
    const { id, key } = (await made.json()) as { id: string; key: string }
    const status = async () => (await house.call(key, 'GET', '/me')).status
    expect(await status()).toBe(200)
    const listed = (await (await house.call(admin, 'GET', '/keys')).json()) as {
      items: { id: string; lastUsedAt: string | null }[]
    }
    expect(listed.items.find((one) => one.id === id)!.lastUsedAt).not.toBeNull()
    const { rows } = await house.database.store.read({ sql: 'select * from api_keys', args: [] })
    expect(JSON.stringify(rows)).not.toContain(key)
    vi.setSystemTime(Date.parse(expiresAt))
    expect(await status()).toBe(401)
    vi.useRealTimers()
    expect(await status()).toBe(200)
    await house.call(admin, 'DELETE', `/keys/${id}`)
    expect(await status()).toBe(401)
  })
})

describe('the audit log', () => {
  it('shows what was done, page by page, and where it was tampered with', async () => {
    for (let n = 0; n < 3; n++)
      await house.call(admin, 'POST', '/registrations/lookup', { body: { nik: '1'.repeat(16) } })
    const first = await house.call(admin, 'GET', '/audit?limit=2')
    const page = (await first.json()) as { items: { id: number; action: string }[]; next: string }
    expect(page.items.map(({ action }) => action)).toEqual(['nik.lookedUp', 'nik.lookedUp'])
    const second = await house.call(admin, 'GET', `/audit?limit=2&after=${page.next}`)
    expect(((await second.json()) as typeof page).items[0]!.id).toBe(page.items[1]!.id - 1)
    const verify = async () => (await house.call(admin, 'GET', '/audit/verification')).json()
    expect(await verify()).toMatchObject({ brokenAt: null })
    const changed = `update audit set detail = '{}' where id = ?1`
    await house.database.store.write([{ sql: changed, args: [page.items[0]!.id] }])
    expect(await verify()).toMatchObject({ brokenAt: page.items[0]!.id })
  })
})
