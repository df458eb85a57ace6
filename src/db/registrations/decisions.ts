import { and, eq } from 'drizzle-orm'
import type { Audit, AuditEntry } from '../office/audit.ts'
import { registrationLog } from '../office/office-schema.ts'
import { enqueueStatements } from '../turns/outbox.ts'
import type { LogDetail, Registration, RegistrationStatus, Returned } from './registrations.ts'
import { registrations } from './registration-schema.ts'
import { statement, type Store } from '../store/store.ts'
import type { OutboxRow } from '../turns/turns.ts'
import type { Vault } from '../vault.ts'
import { ONE_CHANGED, unlessChanged } from '../office/audited.ts'

/** What an officer does with a registration that they have read. */
export interface Decision {
  /** As it was read: another version is refused. */
  readonly registration: Pick<Registration, 'id' | 'contactId' | 'number' | 'version'>
  readonly actor: string
  readonly at: number
  readonly type: 'verified' | 'returned' | 'rejected' | 'assigned'
  readonly returned?: Returned
  readonly reason?: string
  readonly assignee?: string | null
  /** What the owner is told, in the same commit. */
  readonly notices: readonly OutboxRow[]
}

/** Every change by an officer: with its line in the log, its line in the audit and the owner's notice, or not at all. */
export interface Decisions {
  /** `changed`: somebody else was first, and nothing was written. */
  decide(decision: Decision): Promise<'done' | 'changed'>
  note(note: {
    readonly registration: Pick<Registration, 'id' | 'number'>
    readonly actor: string
    readonly at: number
    readonly note: string
  }): Promise<void>
}

/** Officers’ words are sealed in the log; the audit keeps which fields they were about. */
export function createDecisions(store: Store, audit: Audit, vault: Vault): Decisions {
  const log = (
    { id }: { readonly id: string },
    entry: Pick<Decision, 'actor' | 'at'> & { readonly type: Decision['type'] | 'noted' },
    detail: LogDetail,
  ) =>
    statement(
      store.db.insert(registrationLog).values({
        registrationId: id,
        at: entry.at,
        actor: entry.actor,
        type: entry.type,
        detailSealed: vault.seal(JSON.stringify(detail)),
      }),
    )

  return {
    async decide(decision) {
      const { registration, at, returned, reason, assignee, notices } = decision
      const { id, version } = registration
      const change = store.db
        .update(registrations)
        .set({ version: version + 1, updatedAt: at, ...columnsOf(decision, vault) })
        .where(and(eq(registrations.id, id), eq(registrations.version, version)))
      // The lock rises, so that a turn which read the old status starts again.
      const lock = {
        sql: 'update contacts set lock = lock + 1 where id = ?1',
        args: [registration.contactId],
      }
      const writes = [
        statement(change),
        ONE_CHANGED,
        lock,
        log(registration, decision, { returned, reason, assignee }),
        ...enqueueStatements(notices, at, vault),
      ]
      return unlessChanged(audit.append(entryOf(decision), at, writes))
    },

    async note({ registration, actor, at, note }) {
      const entry = { actor, action: 'registration.noted', subject: registration.number, detail: {} }
      await audit.append(entry, at, [log(registration, { actor, at, type: 'noted' }, { note })])
    },
  }
}

function columnsOf({ type, returned = [], assignee = null }: Decision, vault: Vault) {
  if (type === 'assigned') return { assignee }
  const status: RegistrationStatus = type
  return { status, returnedSealed: type === 'returned' ? vault.seal(JSON.stringify(returned)) : null }
}

// Words that people wrote may hold personal data: the audit keeps only which fields they were about.
function entryOf({ registration, actor, type, returned, assignee }: Decision): AuditEntry {
  const detail = {
    version: registration.version,
    ...(returned && { fields: returned.map(({ field }) => field) }),
    ...(assignee !== undefined && { assignee }),
  }
  return { actor, action: `registration.${type}`, subject: registration.number, detail }
}
