import { bad } from './errors.ts'

/** A call's parameters as they came: JSON, a form or a query string. */
export type Params = Readonly<Record<string, unknown>>

/** Telegram reads numbers from strings too; undefined when absent, NaN when it is none. */
export function integer(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : Number.NaN
}

export const flag = (value: unknown): boolean =>
  value === true || value === 1 || ['true', 'True', '1'].includes(String(value))

export const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** An array that may have come as JSON text. */
export function list(value: unknown, complaint: string): Record<string, unknown>[] {
  const read: unknown = typeof value === 'string' ? JSON.parse(value) : value
  if (!Array.isArray(read)) throw bad(complaint)
  return read
}

/** An object that may have come as JSON text. */
export function object(value: unknown): Record<string, unknown> {
  const read: unknown = typeof value === 'string' && value ? JSON.parse(value) : value
  return typeof read === 'object' && read !== null ? { ...read } : {}
}

/** Code points, as Telegram counts length. */
export const characters = (text: string): number => [...text].length
