import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Logger } from 'pino'
import { requireRole, type KeyHolder } from './auth.ts'
import { chatRoutes, type ChatDependencies } from './chat.ts'
import { clientAddress } from './client-address.ts'
import { healthRoutes, type HealthDependencies } from './health.ts'
import type { Metrics } from './metrics.ts'
import { pageRoutes } from './pages.ts'
import { Problem, problemResponse } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { telegramWebhookRoutes, type TelegramWebhook } from './telegram-webhook.ts'
import { whatsappRoutes, type WhatsAppLink } from './whatsapp.ts'

export interface AppDependencies extends ChatDependencies, HealthDependencies {
  readonly logger: Logger
  readonly findKey: (key: string) => Promise<KeyHolder | null>
  readonly metrics: Pick<Metrics, 'registry'>
  /** Null when Telegram is off or comes by long polling. */
  readonly telegramWebhook: TelegramWebhook | null
  /** Null when WhatsApp is off. */
  readonly whatsapp: WhatsAppLink | null
}

const wrongKeysPerCaller = { burst: 10, perSecond: 0.1 }

/** Everything the process answers over HTTP. */
export async function createApp(dependencies: AppDependencies): Promise<Hono> {
  const { logger, findKey, metrics, publicUrl } = dependencies
  const caller = (c: Context) => clientAddress(c, publicUrl !== undefined)
  const auth = { findKey, caller, wrongKeys: createRateLimit(wrongKeysPerCaller) }
  const viewer = requireRole('viewer', auth)
  const app = new Hono()

  app.use(requestId())
  app.use(headers())

  app.route('/', await pageRoutes())
  app.route('/', healthRoutes(dependencies))
  app.route('/chat', chatRoutes(dependencies))
  if (dependencies.telegramWebhook)
    app.route('/telegram', telegramWebhookRoutes(dependencies.telegramWebhook))

  // Prometheus comes directly. Whoever comes through a proxy may be anybody, and needs a key.
  app.get('/metrics', (c, next) => (c.req.header('x-forwarded-for') ? viewer(c, next) : next()))
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  )

  app.use('/api/v1/channels/whatsapp/*', requireRole('admin', auth))
  app.route('/api/v1/channels/whatsapp', whatsappRoutes(dependencies.whatsapp))

  app.notFound((c) => problemResponse(c, new Problem(404, 'Not found', 'There is nothing at this address.')))
  app.onError((error, c) => problemResponse(c, toProblem(error, c, logger)))
  return app
}

function toProblem(error: Error, c: Context, logger: Logger): Problem {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException) {
    return new Problem(error.status, 'Request refused', 'The request could not be read.')
  }
  logger.error(
    { err: error, requestId: c.get('requestId'), method: c.req.method, path: c.req.path },
    'request failed',
  )
  return new Problem(
    500,
    'Internal server error',
    'Something went wrong here. Quote the request id when you report it.',
  )
}

function headers() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    permissionsPolicy: { geolocation: ['self'], camera: [], microphone: [] },
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: 'max-age=15552000',
    xFrameOptions: 'DENY',
  })
}
