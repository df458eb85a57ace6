import { describe, expect, it, vi } from 'vitest'
import type { Pairing } from '../../src/bot/whatsapp-options.ts'
import { fixture, postJson } from './fixture.ts'

const admin = { authorization: 'Bearer admin-key' }
const pairing: Pairing = {
  state: 'pairing',
  qr: '2@qr',
  code: null,
  restrictions: [{ reason: 'refused', since: 0, until: 3_600_000 }],
}

describe('the WhatsApp account', () => {
  it('shows what links a phone and what stands in the way', async () => {
    const { app } = await fixture({ whatsapp: account() })
    const response = await app.request('/api/v1/channels/whatsapp', { headers: admin })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      state: 'pairing',
      detail: 'scan the code',
      qr: '2@qr',
      code: null,
      restrictions: [
        { reason: 'refused', since: '1970-01-01T00:00:00.000Z', until: '1970-01-01T01:00:00.000Z' },
      ],
    })
  })

  it('pairs with a number as people write it', async () => {
    const whatsapp = account()
    const { app } = await fixture({ whatsapp })
    const response = await postJson(
      app,
      '/api/v1/channels/whatsapp/pair',
      { phoneNumber: '+62 812-3456-7890' },
      admin,
    )
    expect(response.status).toBe(202)
    expect(whatsapp.pair).toHaveBeenCalledWith('6281234567890')
  })

  it('names the field that is wrong', async () => {
    const { app } = await fixture({ whatsapp: account() })
    const response = await postJson(app, '/api/v1/channels/whatsapp/pair', { phoneNumber: '0812' }, admin)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ field: 'phoneNumber' }] })
  })

  it('does not pair over a linked phone', async () => {
    const { app } = await fixture({ whatsapp: { ...account(), state: () => ({ state: 'online' }) } })
    const response = await app.request('/api/v1/channels/whatsapp/pair', { method: 'POST', headers: admin })
    expect(response.status).toBe(409)
  })

  it('is off, and says how to turn it on', async () => {
    const { app } = await fixture()
    const shown = await app.request('/api/v1/channels/whatsapp', { headers: admin })
    expect(await shown.json()).toMatchObject({ state: 'off' })
    const refused = await app.request('/api/v1/channels/whatsapp/pair', { method: 'POST', headers: admin })
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('WHATSAPP=baileys')
  })
})

function account() {
  return {
    state: () => ({ state: 'pairing', detail: 'scan the code' }) as const,
    pairing: () => pairing,
    pair: vi.fn(async () => pairing),
    logout: vi.fn(async () => {}),
  }
}
