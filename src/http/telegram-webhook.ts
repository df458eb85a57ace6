import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Problem, tooLarge } from './problem.ts'

/** Takes a delivery; resolves once it has taken effect durably, or with why it was not taken. */
export type TelegramWebhook = (
  update: unknown,
  secret: string | undefined,
) => Promise<'ok' | 'forbidden' | 'bad'>

/** Where Telegram delivers updates. What is not answered with 200 it delivers again. */
export function telegramWebhookRoutes(handleUpdate: TelegramWebhook): Hono {
  const routes = new Hono()
  routes.post('/webhook', bodyLimit({ maxSize: 1024 * 1024, onError: tooLarge }), async (c) => {
    const update: unknown = await c.req.json().catch(() => undefined)
    const outcome = await handleUpdate(update, c.req.header('x-telegram-bot-api-secret-token'))
    if (outcome === 'ok') return c.body(null, 200)
    if (outcome === 'forbidden') {
      throw new Problem(401, 'Unauthorized', 'The secret token is missing or wrong.')
    }
    throw new Problem(400, 'Bad request', 'The body is not an update.')
  })
  return routes
}
