import type { Json } from '../flows/types.ts'
import type { Vault } from './vault.ts'

/** A question about what is stored, asked for one contact. */
export interface FactOf {
  readonly contactId: string | null
  readonly fact: string
  readonly argument: string
}

/** How one fact is looked up for many contacts at once: `rows` go in as JSON, the answers come out by their place. */
export interface Fact {
  readonly sql: string
  row(request: FactOf, vault: Vault, at: number): Json
  answer(found: Found, vault: Vault, at: number): Json
}
export interface Found {
  readonly place: number
  readonly [column: string]: unknown
}
