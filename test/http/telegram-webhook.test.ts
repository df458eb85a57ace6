import { describe, expect, it, vi } from 'vitest'
import { fixture } from './fixture.ts'

describe('the Telegram webhook', () => {
  it('hands the update and the secret over and answers once it has taken effect', async () => {
    const telegramWebhook = vi.fn(async () => 'ok' as const)
    const { app } = await fixture({ telegramWebhook })
    const response = await deliver(app, '{"update_id":7}')
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(telegramWebhook).toHaveBeenCalledWith({ update_id: 7 }, 'the-secret')
  })

  it.each([
    ['forbidden', 401],
    ['bad', 400],
  ] as const)('answers %s with %d', async (outcome, status) => {
    const { app } = await fixture({ telegramWebhook: async () => outcome })
    expect((await deliver(app, '{}')).status).toBe(status)
  })

  it('leaves it to the secret whether a broken body is looked at', async () => {
    const telegramWebhook = vi.fn(async () => 'forbidden' as const)
    const { app } = await fixture({ telegramWebhook })
    expect((await deliver(app, 'not json')).status).toBe(401)
    expect(telegramWebhook).toHaveBeenCalledWith(undefined, 'the-secret')
  })

  it('takes no more than 1 MB', async () => {
    const telegramWebhook = vi.fn(async () => 'ok' as const)
    const { app } = await fixture({ telegramWebhook })
    expect((await deliver(app, `"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413)
    expect(telegramWebhook).not.toHaveBeenCalled()
  })

  it('is not there when Telegram comes by long polling', async () => {
    const { app } = await fixture()
    expect((await deliver(app, '{}')).status).toBe(404)
  })
})

function deliver(app: Awaited<ReturnType<typeof fixture>>['app'], body: string) {
  return app.request('/telegram/webhook', {
    method: 'POST',
    body,
    headers: { 'x-telegram-bot-api-secret-token': 'the-secret', 'content-length': String(body.length) },
  })
}
