import { Hono, type Context } from 'hono'
import { every } from 'hono/combine'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Logger } from 'pino'
import { StoreUnreachable } from '../db/store/store-error.ts'
import { apiRoutes } from './api/api.ts'
import type { ApiDependencies } from './api/dependencies.ts'
import { authenticate, type AuthDependencies, permit } from './auth.ts'
import { certificateRoutes, type CertificateDependencies } from './certificates.ts'
import { chatRoutes, type ChatDependencies } from './chat.ts'
import { clientAddress } from './client-address.ts'
import { fileRoutes } from './files.ts'
import { healthRoutes, type HealthDependencies } from './health.ts'
import type { Metrics } from './metrics.ts'
import { pageRoutes } from './pages.ts'
import { Problem, problemResponse } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { telegramWebhookRoutes, type TelegramWebhook } from './telegram-webhook.ts'

export interface AppDependencies
  extends ChatDependencies, CertificateDependencies, HealthDependencies, ApiDependencies {
  readonly logger: Logger
  readonly findKey: AuthDependencies['findKey']
  readonly metrics: Pick<Metrics, 'registry' | 'refused'>
  /** How often a key or a person may ask; 200 at once and then 20 a second. */
  readonly requestsPerKey?: { readonly burst: number; readonly perSecond: number }
  /** Null when Telegram is off or comes by long polling. */
  readonly telegramWebhook: TelegramWebhook | null
}

const guessesPerCaller = { burst: 10, perSecond: 0.1 }
const requestsPerKey = { burst: 200, perSecond: 20 }

/** Everything the process answers over HTTP. */
export async function createApp(dependencies: AppDependencies): Promise<Hono> {
  const { logger, findKey, metrics, publicUrl } = dependencies
  const caller = (c: Context) => clientAddress(c, publicUrl !== undefined)
  const auth = {
    findKey,
    findPerson: findPerson(dependencies),
    caller,
    guesses: createRateLimit(guessesPerCaller),
    refused: metrics.refused,
    requests: createRateLimit(dependencies.requestsPerKey ?? requestsPerKey),
  }
  const app = new Hono()

  app.use(requestId())
  app.use(headers())

  app.route('/', await pageRoutes())
  app.route('/', healthRoutes(dependencies))
  app.route('/chat', chatRoutes(dependencies))
  app.route('/certificates', certificateRoutes(dependencies, caller))
  app.route('/files', fileRoutes(dependencies))
  if (dependencies.telegramWebhook)
    app.route('/telegram', telegramWebhookRoutes(dependencies.telegramWebhook))

  // Prometheus comes directly. Whoever comes through a proxy may be anybody, and needs a key.
  const withKey = every(authenticate(auth), permit({ role: 'viewer' }))
  app.get('/metrics', (c, next) => (c.req.header('x-forwarded-for') ? withKey(c, next) : next()))
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  )

  app.route('/', apiRoutes(dependencies, auth))

  app.notFound((c) => problemResponse(c, new Problem(404, 'Not found', 'There is nothing at this address.')))
  app.onError((error, c) => problemResponse(c, toProblem(error, c, logger)))
  return app
}

function findPerson({ office, secondFactorRequired }: ApiDependencies): AuthDependencies['findPerson'] {
  return async (headers) => {
    const person = await office.people.signedIn(headers, Date.now())
    return person && { ...person, enrolling: secondFactorRequired && !person.hasSecondFactor }
  }
}

function toProblem(thrown: Error, c: Context, logger: Logger): Problem {
  // What signs people in hands the store's own errors on in others.
  const error = thrown.cause instanceof StoreUnreachable ? thrown.cause : thrown
  if (error instanceof Problem) return error
  if (error instanceof HTTPException) {
    return new Problem(
      error.status,
      'Request refused',
      `${error.message || 'The request could not be read'}.`,
    )
  }
  if (error instanceof StoreUnreachable) {
    logger.error({ err: error, path: c.req.path }, 'the database took nothing')
    return new Problem(
      503,
      'Service unavailable',
      'The database takes nothing just now. Try again in a moment.',
      {
        headers: { 'retry-after': '5' },
      },
    )
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
