import { OpenAPIHono } from '@hono/zod-openapi'
import { Problem } from '../problem.ts'

/** Routes whose requests are refused with the fields that are wrong. */
export function newRoutes(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook(result) {
      if (result.success) return
      throw new Problem(400, 'Bad request', 'Some fields are missing or wrong.', {
        errors: result.error.issues.map((issue) => ({
          field: issue.path.join('.') || unknownKey(issue),
          message: issue.message,
        })),
      })
    },
  })
}

function unknownKey(issue: object): string {
  return 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.join(', ') : ''
}
