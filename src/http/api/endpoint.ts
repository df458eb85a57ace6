import { createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import { type Access, permit } from '../auth.ts'

/** A refusal (RFC 9457). `errors` names the fields that are wrong; `position` points into a text. */
const ProblemSchema = z
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
  401: problem('Nobody is signed in, and there is no key, or it is wrong, revoked or expired'),
  403: problem('The role does not suffice'),
  404: problem('There is no such thing within what you see'),
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
 * without a role; `anyone` is whoever signs in just now.
 */
export function endpoint<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(
  access: Access | 'anyone',
  config: R,
) {
  const open = access === 'anyone'
  const { role, nation = false, person = false } = open ? { role: access } : access
  const who = `${role}${nation ? ', for the whole nation' : ''}${person ? ', signed in' : ''}`
  const idempotent = config.method === 'post' && !open
  const headers = idempotent && !config.request?.headers ? IdempotencyHeader : config.request?.headers
  return createRoute({
    ...config,
    description: `${config.description ?? ''}\n\nRole: ${who}.`.trim(),
    request: { ...config.request, ...(headers && { headers }) },
    ...(!open && { middleware: permit(access) }),
    security: open ? [] : person ? [{ signIn: [] }] : [{ apiKey: [] }, { signIn: [] }],
    'x-role': role,
    'x-nation': nation,
    'x-person': person,
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

/** Declares what officers do to the version that they read; it answers with the thing as it is now. */
export const decisionsOn =
  <Params extends z.ZodObject, Shown extends z.ZodType>(tags: string[], params: Params, shown: Shown) =>
  <const P extends string, T extends z.ZodType>(path: P, summary: string, schema: T) =>
    endpoint(
      { role: 'officer' },
      {
        method: 'post',
        path,
        tags,
        summary,
        request: { params, headers: MatchHeader, body: body(schema) },
        responses: { 200: json('As it is now', shown) },
      },
    )
