import { openForReading, SPARING } from './file.ts'
import { openServer } from './server.ts'
import type { Result, Statement } from './store.ts'

/** Where a database is, as another thread is told. */
export interface Place {
  readonly url: string
  readonly authToken?: string
}

/** For a thread of its own that reads much: it holds up nobody else's questions, and keeps little of what it read. */
export function openSparingReader(place: Place): { read(one: Statement): Promise<Result>; close(): void } {
  const { query, close } = place.url.startsWith('file:')
    ? openForReading(place.url.slice('file:'.length), SPARING)
    : serverReader(place)
  return { read: async (one) => query(one), close }
}

function serverReader(place: Place) {
  const server = openServer(place)
  return {
    query: async (one: Statement) => (await server.query([one]))[0]!,
    close: () => void server.close(),
  }
}
