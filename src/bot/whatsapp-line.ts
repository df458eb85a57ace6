import {
  Browsers,
  type CacheStore,
  type ConnectionState,
  DisconnectReason,
  makeWASocket,
  type UserFacingSocketConfig,
  type WASocket,
} from '@whiskeysockets/baileys'
import type { Timing } from './whatsapp-options.ts'

/** One connection, from its opening to its end. It is never used again after that. */
export interface Line {
  readonly socket: WASocket
  /** Why it ended, as one of WhatsApp's codes. Resolves exactly once, whatever Baileys does. */
  readonly closed: Promise<number>
  /** Ends it: politely, then by force. */
  hangUp(): Promise<void>
}

type Update = Partial<ConnectionState>

/** How long a polite end may take. */
const GRACE = 2000
/** The line counts as dead after so many keep-alive intervals of silence: an answer to each is due. */
const SILENCE = 1.25

/** Opens a connection. `onUpdate` hears of QRs, of the login and of restrictions, but not of the end. */
export function openLine(
  config: UserFacingSocketConfig,
  timing: Timing,
  onUpdate: (update: Update, socket: WASocket) => void,
): Line {
  const socket = makeWASocket({ ...baseConfig(timing), ...config })
  const { promise: closed, resolve } = Promise.withResolvers<number>()
  let over = false

  // the first code counts: cutting a line makes Baileys report one that means nothing
  const end = (code: number) => {
    over = true
    resolve(code)
  }
  const cut = (code: number) => {
    end(code)
    rawSocket(socket)?.terminate()
  }
  const watch = watchdog(socket, timing, cut)

  socket.ev.on('connection.update', (update) => {
    if (over) return
    if (update.qr || update.connection === 'open') watch.opened()
    if (update.connection === 'close') return end(codeOf(update))
    onUpdate(update, socket)
  })
  // Baileys 7 never reports a close when the upgrade is answered with anything but 101
  socket.ws.on('unexpected-response', (_request: unknown, response: { statusCode?: number }) =>
    cut(response.statusCode === 429 ? 429 : DisconnectReason.unavailableService),
  )
  // it waits for the server to hang up after these, and nobody says that the server will
  const dismissed = () => watch.after(GRACE, () => rawSocket(socket)?.terminate())
  socket.ws.on('CB:stream:error', dismissed)
  socket.ws.on('CB:failure', dismissed)
  void closed.then(watch.stop)

  return {
    socket,
    closed,
    async hangUp() {
      watch.after(GRACE, () => cut(DisconnectReason.connectionClosed))
      void socket.end(undefined)
      await closed
    },
  }
}

function baseConfig(timing: Timing): Partial<UserFacingSocketConfig> {
  return {
    browser: Browsers.ubuntu('Chrome'),
    // else the owner's phone gets no notifications any more
    markOnlineOnConnect: false,
    syncFullHistory: false,
    emitOwnEvents: false,
    keepAliveIntervalMs: timing.keepAlive,
    defaultQueryTimeoutMs: timing.query,
    connectTimeoutMs: timing.query,
    transactionOpts: { maxCommitRetries: 5, delayBetweenTriesMs: 300 },
    logger: MUTE,
  }
}

/** Cuts a line that does not open, and one on which nothing is heard any more. */
function watchdog(socket: WASocket, timing: Timing, cut: (code: number) => void) {
  const timers = new Set<NodeJS.Timeout>()
  const after = (wait: number, act: () => void) => {
    const timer = setTimeout(act, wait)
    timers.add(timer)
    return timer
  }
  const opening = after(timing.opening, () => cut(DisconnectReason.timedOut))
  let heard = Date.now()
  socket.ws.on('frame', () => (heard = Date.now()))
  const pulse = setInterval(() => {
    if (Date.now() - heard > timing.keepAlive * SILENCE) cut(DisconnectReason.connectionLost)
  }, timing.keepAlive / 4)
  return {
    after,
    opened: () => clearTimeout(opening),
    stop() {
      clearInterval(pulse)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function codeOf({ lastDisconnect }: Update): number {
  const error = lastDisconnect?.error
  const output = error && 'output' in error ? error.output : undefined
  const code = output && typeof output === 'object' && 'statusCode' in output ? output.statusCode : undefined
  return typeof code === 'number' ? code : DisconnectReason.connectionClosed
}

/** The WebSocket that Baileys keeps to itself; a field of its WebSocketClient, null when closed. */
function rawSocket(socket: WASocket): { terminate(): void } | null {
  return (socket.ws as unknown as { readonly socket: { terminate(): void } | null }).socket
}

/** Baileys logs keys, numbers and texts. */
const MUTE: NonNullable<UserFacingSocketConfig['logger']> = {
  level: 'silent',
  child: () => MUTE,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
}

/** Counts of retries, kept while connections come and go. */
export function createRetryCounts(limit = 10_000): CacheStore {
  const counts = new Map<string, unknown>()
  return {
    // what is read was written under the same key, by Baileys
    get: <T>(key: string) => counts.get(key) as T | undefined,
    set(key, value) {
      counts.delete(key)
      counts.set(key, value)
      const [oldest] = counts.keys()
      if (counts.size > limit && oldest !== undefined) counts.delete(oldest)
    },
    del(key) {
      counts.delete(key)
    },
    flushAll() {
      counts.clear()
    },
  }
}
