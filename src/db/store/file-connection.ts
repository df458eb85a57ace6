import { openForReading } from './file.ts'
import { lockFile } from './file-lock.ts'
import type { Connection, Result, Statement } from './store.ts'
import { StorePoisoned, StoreRefused, StoreUnreachable } from './store-error.ts'
import { createThread } from './thread.ts'

/** Statements of one transaction. */
export type Group = readonly Statement[]
export type Committed =
  | { readonly results: Result[] }
  | { readonly fault: 'refused' | 'unreachable' | 'poisoned' | 'other'; readonly message: string }

/**
 * The embedded database, owned by this process alone. A thread of its own writes, so that turns go on while a commit is
 * on its way to the disk; short reads are faster here than on the way to another thread and back.
 */
export async function openFile(path: string): Promise<Connection> {
  const lock = lockFile(path)
  const writer = createThread<Group, Committed>(new URL('./file-writer.ts', import.meta.url), path)
  let poisoned: StorePoisoned | null = null

  async function commit(group: Group): Promise<Result[]> {
    if (poisoned) throw poisoned
    const committed = await writer.ask(group).catch((error: Error): Committed => ({
      fault: 'poisoned',
      message: `the writing thread failed (${error.message}): nothing more is written to ${path}`,
    }))
    if ('results' in committed) return committed.results
    const { fault, message } = committed
    if (fault === 'refused') throw new StoreRefused(new Error(message))
    if (fault === 'unreachable') throw new StoreUnreachable(message)
    if (fault === 'other') throw new Error(message)
    throw (poisoned = new StorePoisoned(message))
  }

  // The writer comes first: with it the file is there.
  await commit([])
  const reader = openForReading(path)
  return {
    commit,
    query: (group) => group.map(reader.query),
    async close() {
      reader.close()
      await writer.close()
      lock.release()
    },
  }
}
