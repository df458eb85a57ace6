/** Says that a message is through, and what is to be done about it when its turn comes. */
export type Settle = (act: (() => void) | null) => void

/** The order in which messages came over the wire, chat by chat. */
export interface Order {
  /** Takes the next place in a chat. */
  expect(chat: string): Settle
  /** Nothing more comes of what is expected: what waits behind it goes ahead. */
  reset(): void
}

interface Place {
  settled: boolean
  act: (() => void) | null
}

/**
 * Puts a chat's messages back in order: Baileys opens the first ones of a new contact side by side, and new ones
 * while it still works through those that had waited. A message that does not come through is waited for a while.
 */
export function createOrder(patience = 5000): Order {
  const chats = new Map<string, Place[]>()

  function advance(chat: string): void {
    const places = chats.get(chat) ?? []
    while (places[0]?.settled) places.shift()?.act?.()
    if (places.length === 0) chats.delete(chat)
  }

  return {
    expect(chat) {
      const place: Place = { settled: false, act: null }
      const places = chats.get(chat)
      if (places) places.push(place)
      else chats.set(chat, [place])
      const settle: Settle = (act) => {
        clearTimeout(timer)
        if (place.settled) return act?.()
        Object.assign(place, { settled: true, act })
        advance(chat)
      }
      const timer = setTimeout(settle, patience, null)
      timer.unref()
      return settle
    },
    reset() {
      for (const [chat, places] of chats) {
        for (const place of places) place.settled = true
        advance(chat)
      }
    },
  }
}
