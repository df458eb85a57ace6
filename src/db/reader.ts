import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Result, Statement, Store } from './store.ts'

/** Reads that may take long: they run beside the turns and never hold one up. */
export interface Reader {
  read(statement: Statement): Promise<Result>
  close(): Promise<void>
}

/** What the thread is asked, and what it answers. */
export interface Asked extends Statement {
  readonly id: number
}
export type Answered =
  { readonly id: number; readonly result: Result } | { readonly id: number; readonly error: string }

/** A file is read in a thread of its own, which starts with the first question; a server reads beside anyway. */
export function createReader(store: Pick<Store, 'kind' | 'read'>, url: string): Reader {
  if (store.kind === 'server') return { read: store.read, close: async () => {} }
  const waiting = new Map<number, PromiseWithResolvers<Result>>()
  let [worker, asked]: [Worker | null, number] = [null, 0]

  function start(): Worker {
    const thread = new Worker(new URL('./reader-worker.ts', import.meta.url), {
      workerData: url.slice('file:'.length),
    })
    thread.on('message', (answer: Answered) => {
      const question = waiting.get(answer.id)
      waiting.delete(answer.id)
      // Idle, it does not keep the process alive.
      if (waiting.size === 0) thread.unref()
      if ('result' in answer) question?.resolve(answer.result)
      else question?.reject(new Error(answer.error))
    })
    thread.on('error', fail)
    thread.on('exit', () => fail(new Error('the reading thread has ended')))
    thread.unref()
    return thread
  }

  function fail(error: Error): void {
    worker = null
    for (const question of waiting.values()) question.reject(error)
    waiting.clear()
  }

  return {
    read({ sql, args }) {
      worker ??= start()
      const question = Promise.withResolvers<Result>()
      waiting.set(++asked, question)
      worker.ref()
      worker.postMessage({ id: asked, sql, args } satisfies Asked)
      return question.promise
    },
    async close() {
      const thread = worker
      if (!thread) return
      thread.ref()
      thread.postMessage(null)
      await once(thread, 'exit')
    },
  }
}
