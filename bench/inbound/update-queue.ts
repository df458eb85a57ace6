import type { ServerResponse } from 'node:http'

/** Updates that wait for a bot which polls: handed out a hundred at a time, kept until confirmed. */
export class UpdateQueue {
  #queue: { readonly id: number; readonly json: string }[] = []
  #head = 0
  #nextId = 500_000_000
  #poll:
    { readonly response: ServerResponse; readonly limit: number; readonly timer: NodeJS.Timeout } | undefined
  #armed = false

  /** Updates not confirmed yet. */
  get pending(): number {
    return this.#queue.length - this.#head
  }

  push(make: (id: number) => object): void {
    const id = this.#nextId++
    this.#queue.push({ id, json: JSON.stringify(make(id)) })
    if (this.#armed) return
    this.#armed = true
    setImmediate(() => {
      this.#armed = false
      this.#answer()
    })
  }

  poll(
    { offset = 0, limit = 100, timeout = 0 }: { offset?: number; limit?: number; timeout?: number },
    response: ServerResponse,
  ): void {
    this.hangUp()
    while (this.pending && (this.#queue[this.#head]?.id ?? 0) < offset) this.#head++
    if (this.#head > 4096 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    const timer = setTimeout(() => this.#answer(true), timeout * 1000)
    const poll = { response, limit: Math.min(limit, 100), timer }
    this.#poll = poll
    response.on('close', () => {
      clearTimeout(timer)
      if (this.#poll === poll) this.#poll = undefined
    })
    if (this.pending) this.#answer()
  }

  /** Ends the wait of an earlier poll. */
  hangUp(): void {
    clearTimeout(this.#poll?.timer)
    this.#poll?.response.destroy()
    this.#poll = undefined
  }

  #answer(empty = false): void {
    const poll = this.#poll
    if (!poll || (!empty && !this.pending)) return
    this.#poll = undefined
    clearTimeout(poll.timer)
    const updates = this.#queue.slice(this.#head, this.#head + poll.limit)
    const body = `{"ok":true,"result":[${updates.map(({ json }) => json).join(',')}]}`
    poll.response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    poll.response.end(body)
  }
}
