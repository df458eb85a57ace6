import { createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import { permit, type Role } from '../auth.ts'

/** Who may call an endpoint. `nation`: what it tells or changes concerns the whole country. */
export interface Access {
  readonly role: Role
  readonly nation?: boolean
}

/** A refusal (RFC 9457). `errors` names the fields that are wrong; `position` points into a text. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    requestId: z.string(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string(), position: z.int().optional() }))
      .optional(),
  })
  .openapi('Problem')

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
})

const PROBLEMS = {
  400: problem('Something in the request is wrong; `errors` names it'),
  401: problem('There is no key, or it is wrong, revoked or expired'),
  403: problem('The role of the key does not suffice'),
  404: problem('There is no such thing within what the key sees'),
  409: problem('It cannot be done as things stand'),
  412: problem('Somebody changed it meanwhile: read it again'),
  413: problem('The body is too large'),
  415: problem('The body is not JSON'),
  422: problem('The idempotency key was used for another request'),
  428: problem('Send If-Match with the ETag of what you read'),
  429: problem('Too many requests'),
}

const IdempotencyHeader = z.object({
  'idempotency-key': z.string().min(8).max(200).optional().openapi({
    description: 'Chosen by you. Sent again within 24 hours, the same request takes effect once.',
  }),
})

/**
 * Declares an endpoint: the schemas that validate a request and describe it, and who may call it. There is no endpoint
 * without a role.
 */
export function endpoint<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(
  { role, nation = false }: Access,
  config: R,
) {
  const description =
    `${config.description ?? ''}\n\nRole: ${role}${nation ? ', for the whole nation' : ''}.`.trim()
  const headers =
    config.method === 'post' && !config.request?.headers ? IdempotencyHeader : config.request?.headers
  return createRoute({
    ...config,
    description,
    request: { ...config.request, ...(headers && { headers }) },
    middleware: permit(role, nation),
    security: [{ apiKey: [] }],
    'x-role': role,
    'x-nation': nation,
    responses: { ...config.responses, ...PROBLEMS },
  } as unknown as R)
}

/** What a changing request must carry: the version that it is meant for. */
export const MatchHeader = IdempotencyHeader.extend({
  'if-match': z
    .string()
    .regex(/^"\d{1,9}"$/, 'must be an ETag such as "3"')
    .optional()
    .openapi({ description: 'The ETag of what you read. Required.', example: '"3"' }),
})

/** A JSON body that must be there. */
export function body<T extends z.ZodType>(schema: T) {
  return { required: true as const, content: { 'application/json': { schema } } }
}

/** A JSON answer. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } }
}
