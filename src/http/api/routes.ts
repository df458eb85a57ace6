import { OpenAPIHono } from '@hono/zod-openapi'
import { plainText } from '../../bot/plain-text.ts'
import { badFields, type Fault } from './refusals.ts'

/** Routes whose requests are refused with the fields that are wrong. */
export function newRoutes(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook(result) {
      const errors = result.success ? unshowable(result.data) : result.error.issues.map(faultOf)
      if (errors.length > 0) throw badFields(errors)
    },
  })
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

const faultOf = (issue: Issue): Fault => ({
  field: issue.path.join('.') || unknownKey(issue) || 'body',
  message: issue.message,
})

function unknownKey(issue: object): string {
  return 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.join(', ') : ''
}

/** The texts in it that do not show as what they are. */
function unshowable(value: unknown, field = ''): Fault[] {
  if (typeof value === 'string') {
    if (plainText(value) === value) return []
    return [{ field, message: 'must not hold control characters or half characters' }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => unshowable(one, field ? `${field}.${key}` : key))
}
