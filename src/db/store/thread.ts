import { once } from 'node:events'
import { platform, setPriority } from 'node:os'
import { parentPort, type ResourceLimits, type Transferable, Worker } from 'node:worker_threads'

interface Asked<Question> {
  readonly id: number
  readonly question: Question
}
type Answered<Answer> =
  { readonly id: number; readonly answer: Answer } | { readonly id: number; readonly error: string }

/** A thread that answers questions, beside this one. It starts with the first, and idle it keeps no process alive. */
export interface Thread<Question, Answer> {
  /** Rejects when the thread could not answer, or has ended. */
  ask(question: Question): Promise<Answer>
  /** Resolves when the thread has ended. */
  close(): Promise<void>
}

/** `module` is what runs in the thread: it calls `answerAll`. */
export function createThread<Question, Answer>(
  module: URL,
  workerData: unknown,
  resourceLimits: ResourceLimits = {},
): Thread<Question, Answer> {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  let [worker, asked]: [Worker | null, number] = [null, 0]

  function start(): Worker {
    const thread = new Worker(module, { workerData, resourceLimits })
    thread.on('message', (answered: Answered<Answer>) => {
      const question = waiting.get(answered.id)
      waiting.delete(answered.id)
      if (waiting.size === 0) thread.unref()
      if ('answer' in answered) question?.resolve(answered.answer)
      else question?.reject(new Error(answered.error))
    })
    thread.on('error', fail)
    thread.on('exit', () => fail(new Error('the thread has ended')))
    thread.unref()
    return thread
  }

  function fail(error: Error): void {
    worker = null
    for (const question of waiting.values()) question.reject(error)
    waiting.clear()
  }

  return {
    ask(question) {
      worker ??= start()
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      waiting.set(++asked, { promise, resolve, reject })
      if (waiting.size === 1) worker.ref()
      worker.postMessage({ id: asked, question } satisfies Asked<Question>)
      return promise
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

/** Turns go before what this thread does, where there are fewer cores than work: up to 19, the more the higher. */
export function giveWay(much: number): void {
  // On Linux a priority is a thread's own; elsewhere it would be that of the whole process.
  if (platform() === 'linux') setPriority(much)
}

/** Answers the questions to this thread, one after the other, until it is closed. `handed` goes over without a copy. */
export function answerAll<Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
  close: () => void,
  handed: (answer: Answer) => Transferable[] = () => [],
): void {
  const port = parentPort!
  let last = Promise.resolve()

  async function reply(asked: Asked<Question> | null): Promise<void> {
    if (!asked) return end()
    const { id, question } = asked
    try {
      const answered = await answer(question)
      port.postMessage({ id, answer: answered } satisfies Answered<Answer>, handed(answered))
    } catch (error) {
      port.postMessage({ id, error: (error as Error).message } satisfies Answered<Answer>)
    }
  }

  function end(): void {
    close()
    port.close()
  }

  port.on('message', (asked: Asked<Question> | null) => {
    last = last.then(() => reply(asked))
  })
}
