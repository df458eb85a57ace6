import { sealAll, type Secrets } from '../vault.ts'
import type { Argument } from './store.ts'

/** What the database itself knows. */
type Bound = Exclude<Argument, { readonly texts: unknown }>

/**
 * What may be bound. Whole numbers become integers (a number would be bound as REAL); half a character, which JSON
 * hides in an escape, becomes the replacement character: stored as text it would end the process that reads it.
 */
export function bindable(argument: Argument): Bound {
  if (typeof argument === 'string') return wellFormed(argument)
  if (typeof argument === 'number') return Number.isInteger(argument) ? BigInt(argument) : argument
  if (argument === undefined) throw new TypeError('undefined cannot be stored')
  return isSecret(argument) ? sealAll(argument) : argument
}

const isSecret = (argument: Argument): argument is Secrets =>
  typeof argument === 'object' && argument !== null && 'texts' in argument

// `JSON.stringify` escapes surrogates only where they stand alone. An escaped backslash before it makes it plain text.
const LONE_SURROGATE = /(?<=(?:^|[^\\])(?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g

function wellFormed(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\\ud') ? whole.replace(LONE_SURROGATE, '\\ufffd') : whole
}
