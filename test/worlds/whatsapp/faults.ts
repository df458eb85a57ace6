import type { WaitingFault } from './types.ts'

/** Faults that wait for something the bot does. */
export class Faults {
  #waiting: { readonly fault: WaitingFault; left: number }[] = []

  add(fault: WaitingFault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** Uses up one fault of this kind. */
  take(kind: WaitingFault['kind'], xmlns?: string): WaitingFault | undefined {
    const found = this.#waiting.find(
      ({ fault, left }) => fault.kind === kind && left > 0 && (!fault.xmlns || fault.xmlns === xmlns),
    )
    if (found) found.left -= 1
    return found?.fault
  }
}
