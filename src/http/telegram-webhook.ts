import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Problem } from './problem.ts'

export interface TelegramWebhook {
  readonly secret: string
  /** Resolves once the update has taken effect durably: only then does Telegram hear that it arrived. */
  readonly handleUpdate: (update: unknown) => Promise<void>
}

/** Where Telegram delivers updates. What fails is answered with an error, and Telegram delivers it again. */
export function telegramWebhookRoutes({ secret, handleUpdate }: TelegramWebhook): Hono {
  const routes = new Hono()
  const tooLarge = () => {
    throw new Problem(413, 'Content too large', 'An update has at most 1 MB.')
  }
  routes.post('/webhook', bodyLimit({ maxSize: 1024 * 1024, onError: tooLarge }), async (c) => {
    if (!isSame(c.req.header('x-telegram-bot-api-secret-token') ?? '', secret)) {
      throw new Problem(401, 'Unauthorized', 'The secret token is missing or wrong.')
    }
    const update: unknown = await c.req.json().catch(() => {
      throw new Problem(400, 'Bad request', 'The body is not valid JSON.')
    })
    await handleUpdate(update)
    return c.body(null, 200)
  })
  return routes
}

/** Compares in the same time whatever differs. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right))
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
