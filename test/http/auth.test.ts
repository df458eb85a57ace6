import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Pairing } from '../../src/bot/whatsapp-options.ts'
import type { WhatsAppLink } from '../../src/http/whatsapp.ts'
import { fixture } from './fixture.ts'

const pairing: Pairing = { state: 'pairing', qr: '2@qr', code: 'ABCD1234', restrictions: [] }
const link: WhatsAppLink = {
  state: () => ({ state: 'pairing' }),
  pairing: () => pairing,
  pair: vi.fn(async () => pairing),
  logout: vi.fn(async () => {}),
}

/** Every endpoint of the admin API, the least role it serves and its answer to that role. */
const ENDPOINTS = [
  ['GET', '/api/v1/channels/whatsapp', 'admin', 200],
  ['POST', '/api/v1/channels/whatsapp/pair', 'admin', 202],
  ['POST', '/api/v1/channels/whatsapp/logout', 'admin', 204],
] as const
const ROLES = ['viewer', 'officer', 'admin'] as const

beforeEach(() => void vi.clearAllMocks())

describe.each(ENDPOINTS)('%s %s', (method, path, least, served) => {
  it.each(ROLES)('serves or refuses %s by role', async (role) => {
    const { app } = await fixture({ whatsapp: link })
    const response = await app.request(path, { method, headers: { authorization: `Bearer ${role}-key` } })
    expect(response.status).toBe(ROLES.indexOf(role) >= ROLES.indexOf(least) ? served : 403)
  })

  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer wrong' }],
    ['a key in another scheme', { authorization: 'Basic admin-key' }],
    ['a key in the wrong place', { 'x-api-key': 'admin-key' }],
  ])('refuses %s', async (_, headers) => {
    const { app } = await fixture({ whatsapp: link })
    const response = await app.request(path, { method, headers: headers as Record<string, string> })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(link.pair).not.toHaveBeenCalled()
    expect(link.logout).not.toHaveBeenCalled()
  })
})

describe('wrong keys', () => {
  it('slow a caller down, and cost no look-up then', async () => {
    const findKey = vi.fn(async () => null)
    const { app } = await fixture({ findKey })
    const statuses: number[] = []
    for (let number = 0; number < 12; number++) {
      const headers = { authorization: `Bearer guess-${number}` }
      statuses.push((await app.request('/api/v1/channels/whatsapp', { headers })).status)
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429])
    expect(findKey).toHaveBeenCalledTimes(10)
  })

  it('do not slow down other callers', async () => {
    const { app } = await fixture({ publicUrl: 'https://bot.example', whatsapp: link })
    const ask = (key: string, from: string) =>
      app.request('/api/v1/channels/whatsapp', {
        headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': `9.9.9.9, ${from}` },
      })
    for (let number = 0; number < 12; number++) await ask('guess', '1.1.1.1')
    expect((await ask('admin-key', '1.1.1.1')).status).toBe(429)
    expect((await ask('admin-key', '2.2.2.2')).status).toBe(200)
  })
})

describe('a caller by IPv6', () => {
  it('is everybody on one line, however they choose the rest of the address', async () => {
    const { app } = await fixture({ publicUrl: 'https://bot.example', whatsapp: link })
    const ask = async (key: string, from: string) => {
      const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': from }
      return (await app.request('/api/v1/channels/whatsapp', { headers })).status
    }
    for (let number = 1; number < 12; number++) await ask('guess', `2001:db8:0:7::${number}`)
    expect(await ask('guess', '2001:0db8:0:7:aaaa:bbbb:cccc:dddd')).toBe(429)
    expect(await ask('guess', '2001:db8::7')).toBe(401)
    expect(await ask('guess', '::ffff:1.2.3.4')).toBe(401)
  })
})

describe('metrics through a proxy', () => {
  it('need a key', async () => {
    const { app } = await fixture()
    const forwarded = { 'x-forwarded-for': '1.1.1.1' }
    expect((await app.request('/metrics', { headers: forwarded })).status).toBe(401)
    const headers = { ...forwarded, authorization: 'Bearer viewer-key' }
    expect((await app.request('/metrics', { headers })).status).toBe(200)
  })
})
