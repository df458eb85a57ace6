import type { Json } from '../types.ts'
import { type Prompt, unread } from './prompt.ts'

/** An answer that the flow is started with and never asks for. */
export function given<T extends Json>(): Prompt<T> {
  return { given: true, read: () => unread('invalid'), show: (value) => ({ text: JSON.stringify(value) }) }
}
