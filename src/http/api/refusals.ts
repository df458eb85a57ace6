import { Problem } from '../problem.ts'

/** A field that is wrong, and how. */
export interface Fault {
  readonly field: string
  readonly message: string
}

/** One field is wrong. */
export const badField = (field: string, message: string): Problem =>
  new Problem(400, 'Bad request', `${field}: ${message}.`, { errors: [{ field, message }] })

/** All the fields that are wrong. */
export const badFields = (errors: readonly Fault[]): Problem =>
  new Problem(400, 'Bad request', 'Some fields are missing or wrong.', { errors })

/** As if it were not there, whether it is elsewhere or nowhere. */
export const notFound = (what: string): Problem =>
  new Problem(404, 'Not found', `There is no such ${what} within what you see.`)

/** It cannot be done as things stand. */
export const conflict = (detail: string): Problem => new Problem(409, 'Conflict', detail)

/** Somebody else was first. */
export const changed = (what: string): Problem =>
  new Problem(412, 'Precondition failed', `Somebody changed this ${what} meanwhile: read it again.`)

/** The version in an `If-Match`, which must be there. */
export function required(match: string | undefined): number {
  if (match !== undefined) return Number(match.slice(1, -1))
  throw new Problem(428, 'Precondition required', 'Send If-Match with the ETag of what you read.')
}
