import type { Channel, ChannelState, Inlet } from './channel.ts'
import type { KeptLease } from './lease.ts'

/** How often to try for a lease that another process holds. */
const RETRY = 3000

/**
 * A channel whose messages only one process may fetch at a time. The others send all the same, and one of them takes
 * over when the lease is free. `make` gives a fresh channel for each time the lease is held.
 */
export function leased(make: () => Channel, lease: KeptLease): Channel {
  const stopping = new AbortController()
  let channel = make()
  let isHeld = false
  let lost: (() => void) | undefined
  let running = Promise.resolve()
  lease.onLost(() => lost?.())

  async function take(inlet: Inlet): Promise<void> {
    while (!stopping.signal.aborted) {
      if (await lease.acquire()) {
        const over = new Promise<void>((resolve) => (lost = resolve))
        isHeld = true
        await channel.start(inlet)
        await Promise.race([over, aborted(stopping.signal)])
        isHeld = false
        if (stopping.signal.aborted) return
        const former = channel
        channel = make()
        await former.stop()
      }
      await pause(RETRY, stopping.signal)
    }
  }

  return {
    name: channel.name,
    async start(inlet) {
      running = take(inlet)
    },
    async stop() {
      stopping.abort()
      await running
      await channel.stop()
      await lease.release()
    },
    send: (outgoing) => channel.send(outgoing),
    state: (): ChannelState =>
      isHeld ? channel.state() : { state: 'off', detail: 'another process has this channel' },
    typing: async (address) => channel.typing?.(address),
    ...(channel.fetchFile && { fetchFile: (file, limit) => channel.fetchFile!(file, limit) }),
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
