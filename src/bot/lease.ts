import type { Leases } from '../db/leases.ts'

/** A right that one process has at a time, kept for as long as this one lives and reaches the database. */
export interface KeptLease {
  /** False while another process has it. */
  acquire(): Promise<boolean>
  release(): Promise<void>
  /** What tells its holder from earlier ones; null while it is not held. */
  readonly fence: number | null
  /** Called when somebody else may have it now. */
  onLost(listener: () => void): void
}

interface Options {
  readonly leases: Leases
  readonly name: string
  readonly holder: string
  /** How long the right outlives a process that died, in milliseconds. */
  readonly span?: number
}

/**
 * Renews at a third of the span. What could not be renewed counts as lost a little before anybody else can have it,
 * even when the database does not answer at all.
 */
export function keepLease({ leases, name, holder, span = 15_000 }: Options): KeptLease {
  const listeners = new Set<() => void>()
  let fence: number | null = null
  let renewing: NodeJS.Timeout | undefined
  let ending: NodeJS.Timeout | undefined

  function forget(): void {
    clearInterval(renewing)
    clearTimeout(ending)
    fence = null
  }

  function lost(): void {
    forget()
    for (const listener of listeners) listener()
  }

  /** It was asked for then, so it holds until a span after that. */
  function hold(given: number, asked: number): void {
    forget()
    fence = given
    renewing = setInterval(() => void renew(given), span / 3)
    ending = setTimeout(lost, asked + span * 0.9 - Date.now())
  }

  async function renew(current: number): Promise<void> {
    const asked = Date.now()
    const kept = await leases.renew({ name, holder, fence: current }, span, asked).catch(() => null)
    if (fence !== current) return
    if (kept) hold(current, asked)
    else if (kept === false) lost()
  }

  return {
    async acquire() {
      const asked = Date.now()
      const given = await leases.acquire(name, holder, span, asked).catch(() => null)
      if (given !== null) hold(given, asked)
      return given !== null
    },
    async release() {
      if (fence === null) return
      const held = { name, holder, fence }
      forget()
      await leases.release(held).catch(() => undefined)
    },
    get fence() {
      return fence
    },
    onLost: (listener) => void listeners.add(listener),
  }
}
