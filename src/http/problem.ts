import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'

/** A refusal that the caller can understand and act on (RFC 9457). Anything else that is thrown is our fault. */
export class Problem extends Error {
  readonly status: ContentfulStatusCode
  readonly title: string
  readonly extra: {
    readonly headers?: Record<string, string>
    readonly errors?: readonly {
      readonly field: string
      readonly message: string
      /** Where in the field, counted in characters from 0. */
      readonly position?: number
    }[]
  }

  constructor(status: ContentfulStatusCode, title: string, detail: string, extra: Problem['extra'] = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.title = title
    this.extra = extra
  }
}

/** Answers with a problem document that carries the request's id. */
export function problemResponse(c: Context, problem: Problem): Response {
  const body = {
    type: 'about:blank',
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    instance: c.req.path,
    requestId: c.get('requestId'),
    errors: problem.extra.errors,
  }
  return c.body(JSON.stringify(body), problem.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...problem.extra.headers,
  })
}

/** Refuses while there are seconds to wait. */
export function refuseFor(seconds: number, reason = ''): void {
  if (seconds === 0) return
  throw new Problem(429, 'Too many requests', `${reason} Try again in ${seconds} s.`.trimStart(), {
    headers: { 'retry-after': String(seconds) },
  })
}

/** What a body limit answers. */
export function tooLarge(): never {
  throw new Problem(413, 'Content too large', 'The request is larger than this address takes.')
}

/** The body as the schema describes it, or a 400 that says which field is wrong. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!c.req.header('content-type')?.startsWith('application/json')) {
    throw new Problem(415, 'Unsupported media type', 'Send JSON, with content-type application/json.')
  }
  const body: unknown = await c.req.json().catch(() => {
    throw new Problem(400, 'Bad request', 'The body is not valid JSON.')
  })
  return parsed(body, schema, 'Some fields are missing or wrong.')
}

/** The query as the schema describes it, or a 400 that says which field is wrong. */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  return parsed(c.req.query(), schema, 'Some parameters are missing or wrong.')
}

function parsed<T>(value: unknown, schema: z.ZodType<T>, detail: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Problem(400, 'Bad request', detail, {
    errors: result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })),
  })
}
