import { describe, expect, it } from 'vitest'
import type { ChannelState } from '../../src/bot/channel.ts'
import { StoreUnreachable } from '../../src/db/store/store-error.ts'
import { SendError } from '../../src/bot/send-error.ts'
import { fixture } from './fixture.ts'

describe('the app', () => {
  it('serves the web chat with a policy that runs nothing but its own files', async () => {
    const { app } = await fixture()
    const page = await app.request('/')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('NaikKelas')
    const policy = page.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('answers a returning visitor with an empty 304', async () => {
    const { app } = await fixture()
    const tag = (await app.request('/chat.js')).headers.get('etag')!
    const again = await app.request('/chat.js', { headers: { 'if-none-match': tag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('keeps the whole page under 40 KB', async () => {
    const { app } = await fixture()
    const files = [
      '/',
      '/chat.css',
      '/chat.js',
      '/draw.js',
      '/line.js',
      '/transcript.js',
      '/words.js',
      '/icon.svg',
    ]
    const sizes = files.map(async (file) => {
      const response = await app.request(file, { headers: { 'accept-encoding': 'gzip' } })
      return (await response.arrayBuffer()).byteLength
    })
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(total).toBeLessThan(40 * 1024)
  })

  it('explains an unknown address as a problem with the request id', async () => {
    const { app } = await fixture()
    const response = await app.request('/nowhere', { headers: { 'x-request-id': 'request-7' } })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ title: 'Not found', status: 404, requestId: 'request-7' })
  })

  it('never tells a caller what broke inside', async () => {
    const { app } = await fixture({
      telegramWebhook: async () => {
        throw new Error('secret detail')
      },
    })
    const response = await app.request('/telegram/webhook', { method: 'POST', body: '{}' })
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).not.toContain('secret detail')
    expect(JSON.parse(text)).toHaveProperty('requestId')
  })
})

it.each(['by itself', 'within another error'])(
  'answers 503 when the database takes nothing, told %s',
  async (how) => {
    const away = new StoreUnreachable('no answer')
    const { app } = await fixture({
      findKey: () => Promise.reject(how === 'by itself' ? away : new Error('Failed query', { cause: away })),
    })
    const response = await app.request('/api/v1/me', { headers: { authorization: 'Bearer officer-key' } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  },
)

describe('health', () => {
  it('is alive', async () => {
    const { app } = await fixture()
    expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok' })
  })

  it('is ready when the database takes writes and every channel is online or off', async () => {
    const { app } = await fixture({ channels: [channel('web', 'online'), channel('telegram', 'off')] })
    const response = await app.request('/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'ready',
      down: [],
      channels: { web: { state: 'online' } },
    })
  })

  it('says which channel is down', async () => {
    const { app } = await fixture({ channels: [channel('web', 'online'), channel('whatsapp', 'pairing')] })
    const response = await app.request('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      down: ['whatsapp'],
      channels: { whatsapp: { state: 'pairing' } },
    })
  })

  it('says that the database is down when a write fails', async () => {
    const { app } = await fixture({ probeDatabase: () => Promise.reject(new Error('disk full')) })
    const response = await app.request('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ down: ['database'], database: { state: 'down' } })
  })

  it('does not wait for ever for a write that hangs, and does not pile them up', async () => {
    let probes = 0
    const { app } = await fixture({
      probeDatabase: () => {
        probes += 1
        return new Promise(() => {})
      },
    })
    const responses = await Promise.all([1, 2, 3].map(() => app.request('/readyz')))
    expect(responses.map(({ status }) => status)).toEqual([503, 503, 503])
    expect(probes).toBe(1)
  })
})

describe('metrics', () => {
  it('counts turns, sends, the backlog and the channels', async () => {
    const { app, metrics, webChat } = await fixture()
    metrics.turn({ channel: 'web', outcome: 'committed', ms: 12 })
    const measured = metrics.measureSends({
      ...webChat,
      send: () => Promise.reject(SendError.throttled(1000)),
    })
    const outgoing = { id: 'A', address: 'web:1', message: { text: '' }, attempt: 1 } as const
    await expect(measured.send(outgoing)).rejects.toThrow(SendError)
    await metrics.measureSends(webChat).send(outgoing)
    const text = await (await app.request('/metrics')).text()
    expect(text).toContain('naik_kelas_turns_total{channel="web",outcome="committed"} 1')
    expect(text).toContain('naik_kelas_turn_duration_seconds_bucket{le="0.02",channel="web"} 1')
    expect(text).toContain('naik_kelas_sends_total{channel="web",outcome="throttled"} 1')
    expect(text).toContain('naik_kelas_sends_total{channel="web",outcome="sent"} 1')
    expect(text).toContain('naik_kelas_outbox_depth 3')
    expect(text).toMatch(/naik_kelas_outbox_oldest_seconds 5/)
    expect(text).toContain('naik_kelas_channel_state{channel="web",state="online"} 1')
    expect(text).toContain('process_resident_memory_bytes')
  })

  it("are each app's own", async () => {
    const [one, other] = [await fixture(), await fixture()]
    one.metrics.turn({ channel: 'web', outcome: 'committed', ms: 1 })
    expect(await (await other.app.request('/metrics')).text()).not.toContain('outcome="committed"')
  })
})

function channel(name: 'web' | 'telegram' | 'whatsapp', state: ChannelState['state']) {
  return { name, state: () => ({ state }) }
}
