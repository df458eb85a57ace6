import type { Audit } from '../office/audit.ts'
import type { Reminder } from './reminders.ts'
import { records, type Store } from '../store/store.ts'
import { ONE_CHANGED, unlessChanged } from '../office/audited.ts'

/** What an admin may change of a reminder. */
export type ReminderFields = Pick<Reminder, 'offset' | 'within' | 'on'>

/** When contacts are reminded of what, for admins to read and change. */
export interface ReminderSettings {
  list(): Promise<Reminder[]>
  byId(id: string): Promise<Reminder | null>
  /** `changed`: somebody else was first, and nothing was written. */
  change(
    before: Reminder,
    fields: ReminderFields,
    by: { readonly actor: string; readonly at: number },
  ): Promise<'done' | 'changed'>
}

const CHANGE = `
update reminders set offset = ?2, within = ?3, "on" = ?4, updated_at = ?5, version = version + 1
where id = ?1 and version = ?6`

/** Each change is in the audit log by the same commit. */
export function createReminderSettings(store: Store, audit: Audit): ReminderSettings {
  const read = async (where: string, ...args: string[]): Promise<Reminder[]> => {
    const sql = `select id, moment, offset, within, notice, "on", version, updated_at as updatedAt from reminders ${where}`
    return records<Reminder>(await store.read({ sql, args })).map((row) => ({
      ...row,
      on: Number(row.on) === 1,
      version: Number(row.version),
      updatedAt: Number(row.updatedAt),
    }))
  }
  return {
    list: () => read('order by moment, id'),
    async byId(id) {
      return (await read('where id = ?1', id))[0] ?? null
    },
    async change({ id, version }, { offset, within, on }, { actor, at }) {
      const entry = { actor, action: 'reminder.changed', subject: id, detail: { offset, within, on } }
      const args = [id, offset, within, on, at, version]
      return unlessChanged(audit.append(entry, at, [{ sql: CHANGE, args }, ONE_CHANGED]))
    },
  }
}
