import type { Leases } from '../db/leases.ts'

/** A right that one process has at a time, kept for as long as this one lives and reaches the database. */
export interface KeptLease {
  /** False while another process has it. */
  acquire(): Promise<boolean>
  release(): Promise<void>
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

/** Renews at a third of the span; what could not be renewed in time counts as lost before anybody else can have it. */
export function keepLease({ leases, name, holder, span = 30_000 }: Options): KeptLease {
  const listeners = new Set<() => void>()
  let fence: number | null = null
  let validUntil = 0
  let timer: NodeJS.Timeout | undefined

  function lost(): void {
    clearInterval(timer)
    fence = null
    for (const listener of listeners) listener()
  }

  async function renew(): Promise<void> {
    if (fence === null) return
    const asked = Date.now()
    const kept = await leases.renew({ name, holder, fence }, span, asked).catch(() => null)
    if (kept) validUntil = asked + span
    else if (fence !== null && (kept === false || Date.now() > validUntil - span / 3)) lost()
  }

  return {
    async acquire() {
      const asked = Date.now()
      const given = await leases.acquire(name, holder, span, asked).catch(() => null)
      if (given === null) return false
      fence = given
      validUntil = asked + span
      clearInterval(timer)
      timer = setInterval(() => void renew(), span / 3)
      return true
    },
    async release() {
      clearInterval(timer)
      if (fence === null) return
      const held = { name, holder, fence }
      fence = null
      await leases.release(held).catch(() => undefined)
    },
    onLost: (listener) => void listeners.add(listener),
  }
}
