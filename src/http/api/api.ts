import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import type { HandoverNotices } from '../../bot/handover-notices.ts'
import type { Notify } from '../../bot/notices.ts'
import type { Texts } from '../../bot/texts.ts'
import type { Office } from '../../db/office.ts'
import { authenticate, type AuthDependencies } from '../auth.ts'
import { tooLarge } from '../problem.ts'
import { sameOrigin } from '../same-origin.ts'
import { type WhatsAppLink, whatsappRoutes } from '../whatsapp.ts'
import { applicationRoutes } from './applications.ts'
import { announcementRoutes } from './announcement-rules.ts'
import { auditRoutes } from './audit.ts'
import { LARGEST_BROADCAST_FILE } from './broadcast-files.ts'
import { broadcastRoutes } from './broadcasts.ts'
import { bulkRoutes } from './bulk.ts'
import { companyRoutes } from './companies.ts'
import { contentRoutes } from './content.ts'
import { contractRoutes } from './contracts.ts'
import { clusterGroupRoutes } from './cluster-groups.ts'
import { clusterMemberRoutes } from './cluster-members.ts'
import { clusterRoutes } from './clusters.ts'
import { cooperativeRoutes } from './cooperatives.ts'
import { dataRequestRoutes } from './data-requests.ts'
import { decisionRoutes } from './decisions.ts'
import { docsRoutes } from './docs.ts'
import { exportRoutes } from './exports.ts'
import { foundingPaperRoutes } from './founding-papers.ts'
import { handoverRoutes } from './handovers.ts'
import { idempotent } from './idempotent.ts'
import { interestRoutes } from './interests.ts'
import { keyRoutes } from './keys.ts'
import { nominationRoutes } from './nominations.ts'
import { opportunityRoutes } from './opportunities.ts'
import { meRoutes } from './me.ts'
import { peopleRoutes } from './people.ts'
import { organisationRoutes } from './organisations.ts'
import { personalRoutes } from './personal.ts'
import { pirtRoutes } from './pirt.ts'
import { registrationRoutes } from './registrations.ts'
import { reminderRoutes } from './reminders.ts'
import { newRoutes } from './routes.ts'
import { sessionRoutes } from './sessions.ts'
import { signupRoutes } from './signups.ts'
import { signInRoutes } from './sign-in.ts'
import { statisticsRoutes } from './statistics.ts'
import { webhookRoutes } from './webhooks.ts'

export interface ApiDependencies {
  readonly office: Office
  /** Null when WhatsApp is off. */
  readonly whatsapp: WhatsAppLink | null
  /** What an owner is told of a decision. */
  readonly notify: Notify
  /** What an owner is told who talks with an officer. */
  readonly handoverNotices: HandoverNotices
  /** Has the outbox look for messages that wait. */
  readonly wakeOutbox: () => void
  /** People must have a second factor. */
  readonly secondFactorRequired: boolean
  /** Webhooks may lie on this machine. */
  readonly webhookLoopback: boolean
  /** Other sites whose pages may use the API. */
  readonly origins: readonly string[]
  /** Has what owners are owed told at once; called after every change. */
  readonly wakeNotices: () => void
  readonly broadcasts: BroadcastDesk
}

/** What broadcasts need besides the database. */
export interface BroadcastDesk {
  readonly texts: Texts
  readonly newId: () => string
  /** Where the product's own pages are found. */
  readonly site: string
  /** A second person must approve each. */
  readonly needApproval: boolean
  /** Has what was decided done at once. */
  readonly wake: () => void
}

const LARGEST_BODY = 64 * 1024

/** `/api/v1` for officers and programs, with its description at `/openapi.json` and `/docs`. */
export function apiRoutes(dependencies: ApiDependencies, auth: AuthDependencies): OpenAPIHono {
  const root = newRoutes()
  const api = newRoutes()
  const { office, origins, secondFactorRequired } = dependencies
  root.use('/api/v1/*', crossOrigin(origins))
  api.use(sameOrigin(origins))
  const small = bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge })
  const large = bodyLimit({ maxSize: LARGEST_BROADCAST_FILE, onError: tooLarge })
  api.use((c, next) => (/\/broadcasts\/[^/]+\/file$/.test(c.req.path) ? large(c, next) : small(c, next)))
  api.use(async (c, next) => {
    await next()
    if (!['GET', 'HEAD'].includes(c.req.method) && c.res.ok) dependencies.wakeNotices()
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  api.route('/', signInRoutes(office, auth, secondFactorRequired))
  api.use(authenticate(auth))
  api.use(idempotent(dependencies.office.idempotency))
  api.route('/registrations', exportRoutes(dependencies.office))
  api.route('/registrations', bulkRoutes(dependencies))
  api.route('/registrations', personalRoutes(dependencies.office))
  api.route('/registrations', registrationRoutes(dependencies.office))
  api.route('/registrations', decisionRoutes(dependencies))
  api.route('/content', contentRoutes(dependencies.office))
  api.route('/sessions', sessionRoutes(dependencies.office))
  api.route('/sessions', signupRoutes(dependencies.office))
  api.route('/data-requests', dataRequestRoutes(dependencies.office))
  api.route('/interests', interestRoutes(dependencies.office))
  api.route('/pirt', pirtRoutes(dependencies.office))
  api.route('/clusters', clusterRoutes(dependencies.office))
  api.route('/clusters', clusterMemberRoutes(dependencies.office))
  api.route('/clusters', clusterGroupRoutes(dependencies.office))
  api.route('/cooperatives', cooperativeRoutes(dependencies.office))
  api.route('/cooperatives', foundingPaperRoutes(dependencies.office))
  api.route('/handovers', handoverRoutes(dependencies))
  api.route('/broadcasts', broadcastRoutes(dependencies))
  api.route('/companies', companyRoutes(dependencies.office))
  api.route('/opportunities', opportunityRoutes(dependencies.office))
  api.route('/applications', applicationRoutes(dependencies.office))
  api.route('/contracts', contractRoutes(dependencies.office))
  api.route('/organisations', organisationRoutes(dependencies.office))
  api.route('/nominations', nominationRoutes(dependencies.office))
  api.route('/statistics', statisticsRoutes(dependencies.office))
  api.route('/keys', keyRoutes(dependencies.office))
  api.route('/me', meRoutes(office))
  api.route('/people', peopleRoutes(office))
  api.route('/webhooks', webhookRoutes(dependencies))
  api.route('/reminders', reminderRoutes(dependencies.office))
  api.route('/announcement-rules', announcementRoutes(dependencies.office))
  api.route('/audit', auditRoutes(dependencies.office))
  api.route('/channels/whatsapp', whatsappRoutes(dependencies.whatsapp))
  root.route('/api/v1', api)
  root.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  root.openAPIRegistry.registerComponent('securitySchemes', 'signIn', {
    type: 'apiKey',
    in: 'cookie',
    name: 'naik_kelas.session_token',
  })
  root.route('/', docsRoutes(root))
  return root
}

/** Pages of other sites may use the API only where they are named. */
function crossOrigin(origins: readonly string[]): MiddlewareHandler {
  if (origins.length === 0) return (_, next) => next()
  return cors({
    origin: [...origins],
    credentials: true,
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'x-request-id'],
    exposeHeaders: ['etag', 'idempotency-replayed', 'location', 'retry-after', 'x-request-id'],
    maxAge: 600,
  })
}
