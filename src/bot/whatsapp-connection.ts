import {
  type ConnectionState,
  type SignalKeyStore,
  type UserFacingSocketConfig,
  type WASocket,
  type WAVersion,
} from '@whiskeysockets/baileys'
import type { ChannelState } from './channel.ts'
import { type Auth, openAuth } from './whatsapp-auth.ts'
import { afterClose } from './whatsapp-closing.ts'
import { createDisplay } from './whatsapp-display.ts'
import { type Line, openLine } from './whatsapp-line.ts'
import type { Pairing, Timing, WhatsAppOptions } from './whatsapp-options.ts'
import type { Restrictions } from './whatsapp-restrictions.ts'
import { fetchVersion } from './whatsapp-version.ts'

/** The link to WhatsApp as a whole: connections come and go, this stays. */
export interface Connection {
  start(): void
  stop(): Promise<void>
  /** The socket to send on, while there is one. */
  socket(): WASocket | null
  state(): ChannelState
  pairing(): Pairing
  /** Connects if that was given up, else begins a new pairing; resolves once there is something to show. */
  pair(phone?: string): Promise<Pairing>
  /** Removes the link, here and on the phone, and shows a new pairing. */
  logout(): Promise<void>
}

interface Dependencies {
  readonly options: WhatsAppOptions
  readonly timing: Timing
  readonly restrictions: Restrictions
  /** How to set up a socket on these keys. */
  readonly config: (keys: SignalKeyStore) => Omit<UserFacingSocketConfig, 'auth'>
  readonly onSocket: (socket: WASocket) => void
  readonly onLost: () => void
}

/** A connection that stood so long does not count as one that failed. */
const LASTING = 30_000
/** One that had come to stand was no failure by itself: it counts for so many in a row at most. */
const STOOD = 3

/** When it tries again follows from why the last connection ended (whatsapp-closing.ts). */
export function createConnection(dependencies: Dependencies): Connection {
  const { options, timing, restrictions, config, onSocket, onLost } = dependencies
  const { logger, lease } = options
  const display = createDisplay(restrictions, options.onPairing)
  const { show } = display
  let phone = options.phoneNumber
  let auth: Auth | null = null
  let line: Line | null = null
  let version: WAVersion | undefined
  let versionAsked = false
  let failures = 0
  let stood = false
  let holding = !lease
  /** What was asked for from outside; the loop below does it. */
  let asked: 'nothing' | 'again' | 'logout' | 'stop' = 'nothing'
  let wake: (() => void) | null = null
  let running: Promise<void> = Promise.resolve()

  const isOnline = () => display.state().state === 'online'

  /** One connection after the other: there are never two. */
  async function run(): Promise<void> {
    while (asked !== 'stop') {
      try {
        await turn()
      } catch (error) {
        logger.error({ err: error }, 'WhatsApp could not be connected')
        show({ state: 'offline', detail: 'the link could not be read' })
        await rest(timing.backoff * 2 ** Math.min(failures++, 7))
      }
    }
  }

  async function turn(): Promise<void> {
    if (asked === 'logout') await forget()
    asked = asked === 'stop' ? 'stop' : 'nothing'
    holding ||= (await lease?.acquire()) ?? true
    if (!holding) {
      show({ state: 'offline', detail: 'another process is connected' })
      return rest(timing.lease)
    }
    const opened = Date.now()
    const closing = await live()
    const before = Date.now() - opened < LASTING ? Math.min(failures, stood ? STOOD : failures) : 0
    failures = before + 1
    if (asked === 'nothing') await follow(closing, before)
  }

  async function live(): Promise<number> {
    stood = false
    show({ state: 'connecting' })
    const current = (auth = await usableAuth())
    if (asked === 'stop') return 0
    let requested = false
    const opened = openLine(
      {
        ...config(current.keys),
        ...(version && { version }),
        auth: { creds: current.creds, keys: current.keys },
      },
      timing,
      (update, socket) => {
        if (update.qr && phone && !requested) {
          requested = true
          void requestCode(socket, phone)
        } else if (update.qr && !requested) {
          show({ state: 'pairing', detail: 'scan the QR with the phone' }, { qr: update.qr })
        }
        heed(update)
      },
    )
    line = opened
    opened.socket.ev.on('creds.update', () => current.save())
    onSocket(opened.socket)
    const closing = await opened.closed
    line = null
    onLost()
    await current.saved()
    return closing
  }

  /** A code that was asked for but never typed in leaves credentials that cannot log in. */
  async function usableAuth(): Promise<Auth> {
    if (auth?.creds.me && !auth.linked()) await forget()
    return auth ?? openAuth(options.keys, logger)
  }

  async function forget(): Promise<void> {
    await (auth ?? (await openAuth(options.keys, logger))).forget()
    auth = null
  }

  function heed(update: Partial<ConnectionState>): void {
    if (update.reachoutTimeLock) {
      restrictions.heed(update.reachoutTimeLock)
      logger.warn({ active: update.reachoutTimeLock.isActive }, 'WhatsApp’s word on new chats has changed')
      display.refresh()
    }
    if (update.connection === 'open') {
      versionAsked = false
      stood = true
      logger.info({}, 'WhatsApp is connected')
      show({ state: 'online' })
    }
  }

  async function requestCode(socket: WASocket, number: string): Promise<void> {
    try {
      const code = await socket.requestPairingCode(number)
      if (line?.socket !== socket) return
      show({ state: 'pairing', detail: 'type the code into the phone' }, { code })
    } catch {
      logger.error({}, 'no pairing code could be had')
    }
  }

  async function follow(closing: number, before: number): Promise<void> {
    const next = afterClose(closing, {
      failures: before,
      versionAsked,
      backoff: timing.backoff,
      jitter: Math.random(),
    })
    const entry = { code: closing, next: next.type }
    if ('alert' in next) logger.error(entry, `WhatsApp: ${next.detail}`)
    else logger.info(entry, `WhatsApp: ${next.detail}`)
    if (next.type === 'relink') await forget()
    if (next.type === 'newVersion') {
      versionAsked = true
      version = await (options.latestVersion ?? fetchVersion)()
    }
    show({ state: next.type === 'stop' ? 'stopped' : 'offline', detail: next.detail })
    await rest(next.type === 'stop' ? Infinity : next.after)
  }

  async function rest(wait: number): Promise<void> {
    if (asked !== 'nothing') return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = wait === Infinity ? undefined : setTimeout(resolve, wait)
    wake = resolve
    await promise
    clearTimeout(timer)
  }

  async function ask(what: typeof asked): Promise<void> {
    if (asked === 'stop') return
    asked = what
    failures = 0
    wake?.()
    await line?.hangUp()
  }

  return {
    start() {
      lease?.onLost(() => {
        holding = false
        if (asked === 'nothing') void ask('again')
      })
      running = run()
    },
    async stop() {
      await ask('stop')
      await running
      await auth?.saved()
      if (holding) await lease?.release()
      show({ state: 'stopped', detail: 'shut down' })
    },
    socket: () => (isOnline() ? (line?.socket ?? null) : null),
    state: display.state,
    pairing: display.pairing,
    async pair(number) {
      if (isOnline()) return display.pairing()
      phone = number ?? options.phoneNumber
      await ask('again')
      show({ state: 'connecting' })
      await display.until(() => isOnline() || display.state().state === 'pairing')
      return display.pairing()
    },
    async logout() {
      const socket = isOnline() ? line?.socket : undefined
      if (asked === 'nothing') asked = 'logout'
      await socket?.logout().catch(() => undefined)
      await ask('logout')
      await display.until(() => asked !== 'logout')
    },
  }
}
