import type { Audit, AuditEntry } from './audit.ts'
import { StoreRefused } from '../store/store-error.ts'
import type { Statement } from '../store/store.ts'

const ONE_CHANGED: Statement = { sql: 'insert into guards select 0 where changes() <> 1', args: [] }

/**
 * Writes a change of one row that was read before, with its line in the audit log and what follows from it.
 * `changed`: somebody else was first, and nothing was written.
 */
export async function audited(
  audit: Audit,
  entry: AuditEntry,
  at: number,
  change: Statement,
  more: readonly Statement[] = [],
): Promise<'done' | 'changed'> {
  try {
    await audit.append(entry, at, [change, ONE_CHANGED, ...more])
    return 'done'
  } catch (error) {
    if (error instanceof StoreRefused && error.someoneElse) return 'changed'
    throw error
  }
}
