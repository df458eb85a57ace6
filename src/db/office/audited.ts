import type { Audit, AuditEntry } from './audit.ts'
import { StoreRefused } from '../store/store-error.ts'
import type { Statement } from '../store/store.ts'

/** Who does something, and when. */
export interface By {
  readonly actor: string
  readonly at: number
}

/** Refuses a commit whose statement before this one did not change just one row: somebody else was first. */
export const ONE_CHANGED: Statement = { sql: 'insert into guards select 0 where changes() <> 1', args: [] }

/** `changed`: somebody else was first, and nothing was written. */
export async function unlessChanged(commit: Promise<unknown>): Promise<'done' | 'changed'> {
  try {
    await commit
    return 'done'
  } catch (error) {
    if (error instanceof StoreRefused && error.someoneElse) return 'changed'
    throw error
  }
}

/** Writes a change of one row that was read before, with its line in the audit log and what follows from it. */
export function audited(
  audit: Audit,
  entry: AuditEntry,
  at: number,
  change: Statement,
  more: readonly Statement[] = [],
): Promise<'done' | 'changed'> {
  return unlessChanged(audit.append(entry, at, [change, ONE_CHANGED, ...more]))
}
