import type { ChannelState } from './channel.ts'
import type { Pairing } from './whatsapp-options.ts'
import type { Restrictions } from './whatsapp-restrictions.ts'

/** What an operator sees of the link. */
export interface Display {
  state(): ChannelState
  pairing(): Pairing
  /** Shows a new state; a QR or a code is there to be shown only while a phone is to be linked. */
  show(state: ChannelState, link?: { readonly qr?: string; readonly code?: string }): void
  /** The same state, when something else about it has changed. */
  refresh(): void
  /** Resolves when it is so, or when the operator's patience is over. */
  until(so: () => boolean): Promise<void>
}

/** How long an operator waits for a QR or a code. */
const PATIENCE = 30_000

/** Off until it is told otherwise; `onChange` comes with every change of what is shown. */
export function createDisplay(restrictions: Restrictions, onChange?: (pairing: Pairing) => void): Display {
  const watchers = new Set<() => void>()
  let state: ChannelState = { state: 'off' }
  let link: { readonly qr?: string; readonly code?: string } = {}

  const pairing = (): Pairing => ({
    state: state.state,
    qr: link.qr ?? null,
    code: link.code ?? null,
    restrictions: restrictions.active(),
  })

  function refresh(): void {
    onChange?.(pairing())
    for (const watcher of watchers) watcher()
  }

  return {
    state: () => state,
    pairing,
    show(next, shown = {}) {
      state = next
      link = shown
      refresh()
    },
    refresh,
    async until(so) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const watcher = () => so() && resolve()
      const timer = setTimeout(resolve, PATIENCE)
      watchers.add(watcher)
      watcher()
      await promise
      watchers.delete(watcher)
      clearTimeout(timer)
    },
  }
}
