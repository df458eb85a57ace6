import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DialogueKind } from './dialogues.ts'
import type { Commands } from './owners.ts'

type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string }
type Event = { readonly event: 'listening' | 'ready'; readonly port: number }

/** The simulated owners and their Bot API, in a process of their own. */
export class Harness {
  readonly apiRoot: string
  readonly #child: ChildProcess
  readonly #events: EventEmitter
  #nextId = 0

  private constructor(child: ChildProcess, events: EventEmitter, port: number) {
    this.apiRoot = `http://127.0.0.1:${port}`
    this.#child = child
    this.#events = events
  }

  static async start(kind: DialogueKind, apiLatencyMs = 0): Promise<Harness> {
    const events = new EventEmitter()
    events.setMaxListeners(0)
    const child = fork(fileURLToPath(new URL('owners.ts', import.meta.url)), [kind, String(apiLatencyMs)])
    child.on('message', (message: Answer | Event) =>
      'event' in message ? events.emit(message.event, message) : events.emit(`answer ${message.id}`, message),
    )
    const [{ port }] = (await once(events, 'listening')) as [Event]
    return new Harness(child, events, port)
  }

  async ask<Name extends keyof Commands>(
    name: Name,
    args?: Parameters<Commands[Name]>[0],
  ): Promise<Awaited<ReturnType<Commands[Name]>>> {
    const id = this.#nextId++
    const answered = once(this.#events, `answer ${id}`)
    this.#child.send({ id, name, args })
    const [{ result, error }] = (await answered) as [Answer]
    if (error) throw new Error(error)
    return result as Awaited<ReturnType<Commands[Name]>>
  }

  /** Resolves when a bot asks for updates. */
  async ready(): Promise<void> {
    await once(this.#events, 'ready')
  }

  close(): void {
    this.#child.disconnect()
  }
}
