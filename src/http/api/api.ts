import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { authenticate, type AuthDependencies } from '../auth.ts'
import { tooLarge } from '../problem.ts'
import { sameOrigin } from '../same-origin.ts'
import { whatsappRoutes } from '../whatsapp.ts'
import { applicationRoutes } from './partners/applications.ts'
import { announcementRoutes } from './notices/announcement-rules.ts'
import { auditRoutes } from './office/audit.ts'
import { LARGEST_BROADCAST_FILE } from './broadcasts/broadcast-files.ts'
import { broadcastRoutes } from './broadcasts/broadcasts.ts'
import { bulkRoutes } from './registrations/bulk.ts'
import { companyRoutes } from './partners/companies.ts'
import { contentRoutes } from './content/content.ts'
import { contractRoutes } from './partners/contracts.ts'
import { clusterGroupRoutes } from './clusters/cluster-groups.ts'
import { clusterMemberRoutes } from './clusters/cluster-members.ts'
import { clusterRoutes } from './clusters/clusters.ts'
import { cooperativeRoutes } from './clusters/cooperatives.ts'
import { dataRequestRoutes } from './office/data-requests.ts'
import { decisionRoutes } from './registrations/decisions.ts'
import type { ApiDependencies } from './dependencies.ts'
import { docsRoutes } from './docs.ts'
import { exportProgressRoutes } from './sheets/export-progress.ts'
import { exportRoutes } from './registrations/exports.ts'
import { foundingPaperRoutes } from './clusters/founding-papers.ts'
import { handoverRoutes } from './office/handovers.ts'
import { idempotent } from './idempotent.ts'
import { interestRoutes } from './office/interests.ts'
import { keyRoutes } from './people/keys.ts'
import { nominationRoutes } from './nominations/nominations.ts'
import { opportunityRoutes } from './partners/opportunities.ts'
import { meRoutes } from './people/me.ts'
import { peopleRoutes } from './people/people.ts'
import { organisationRoutes } from './nominations/organisations.ts'
import { personalRoutes } from './registrations/personal.ts'
import { pirtRoutes } from './pirt/pirt.ts'
import { registrationRoutes } from './registrations/registrations.ts'
import { reminderRoutes } from './notices/reminders.ts'
import { newRoutes } from './routes.ts'
import { sessionRoutes } from './training/sessions.ts'
import { signupRoutes } from './training/signups.ts'
import { signInRoutes } from './people/sign-in.ts'
import { statisticsRoutes } from './office/statistics.ts'
import { webhookRoutes } from './office/webhooks.ts'

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
  api.route('/registrations', exportRoutes(dependencies))
  api.route('/registrations', bulkRoutes(dependencies))
  api.route('/registrations', personalRoutes(dependencies.office))
  api.route('/registrations', registrationRoutes(dependencies.office))
  api.route('/registrations', decisionRoutes(dependencies))
  api.route('/exports', exportProgressRoutes(office))
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
    exposeHeaders: [
      'content-disposition',
      'etag',
      'idempotency-replayed',
      'location',
      'retry-after',
      'x-export-id',
      'x-request-id',
      'x-total-rows',
    ],
    maxAge: 600,
  })
}
