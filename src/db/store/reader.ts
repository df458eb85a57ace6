import type { Result, Statement, Store } from './store.ts'
import { createThread } from './thread.ts'

/** Reads that may take long: they run beside the turns and never hold one up. */
export interface Reader {
  read(statement: Statement): Promise<Result>
  close(): Promise<void>
}

/** A file is read in a thread of its own, which starts with the first question; a server reads beside anyway. */
export function createReader(store: Pick<Store, 'kind' | 'read'>, url: string): Reader {
  if (store.kind === 'server') return { read: store.read, close: async () => {} }
  const module = new URL('./file-reader.ts', import.meta.url)
  const thread = createThread<Statement, Result>(module, url.slice('file:'.length))
  return { read: ({ sql, args }) => thread.ask({ sql, args }), close: thread.close }
}
