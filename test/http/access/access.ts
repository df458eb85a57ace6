import { readdirSync } from 'node:fs'
import type { Role } from '../../../src/http/auth.ts'
import type { ApiHouse } from '../api-house.ts'

/** How a resource's operations are asked in the test that tries every operation, role and scope. */
export interface Access {
  /** By `method path`, as the OpenAPI document names them. */
  readonly requests: { readonly [operation: string]: AccessRequest }
  /** Makes what a path's parameter names, in Kabupaten Banyuwangi (35.10), anew for each request; tells its id. */
  /** What the parameters name belongs to an owner: whoever sees a cluster sees it when the owner is a member. */
  readonly owned?: boolean
  readonly parameters?: { readonly [name: string]: (house: ApiHouse) => Promise<string> }
}

export interface AccessRequest {
  readonly body?: unknown
  readonly query?: string
  /**
   * What whoever sees another place gets: `absent` (404) where a path names something, else `served`. To be said where
   * it is otherwise: a body that names something, or something that belongs to no place.
   */
  readonly elsewhere?: 'absent' | 'served'
  /** What the path names is somebody else's: who has at least this role sees it, others get what is `absent`. */
  readonly others?: Role
}

/** What every file beside this one tells. To add a resource, add a file with a default export. */
export async function allAccess(): Promise<readonly Access[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== 'access.ts')
  return Promise.all(
    files.map(
      async (file) => ((await import(new URL(file, import.meta.url).href)) as { default: Access }).default,
    ),
  )
}
