import type { Documents, OwedDocument } from '../db/pirt/documents.ts'
import type { Channel, ChannelName } from './channel.ts'
import { contentOf, LARGEST_FILE, type Mime } from './file-content.ts'
import { FileTooLarge } from './file-too-large.ts'

/** How long a paper stays with whoever took it on, and waits after a failure; in milliseconds. */
const HOLD = 5 * 60_000
const PAUSE = 5_000
/** Tries, before its owner is asked to send it again. */
const TRIES = 5
const AT_ONCE = 4

interface DocumentOptions {
  readonly channels: ReadonlyMap<ChannelName, Channel>
  readonly documents: Documents
  /** What such a paper may be, when not everything. */
  readonly types?: readonly Mime[]
  /** An owner is to be told something. */
  readonly wake: () => void
  /** Other processes work on the same database. */
  readonly isShared: boolean
  readonly logger: { warn(detail: object, message: string): void }
  readonly now?: () => number
}

/** Fetches the papers that owners sent, looks into them, and keeps them sealed. No turn ever waits for it. */
export interface DocumentWorker {
  start(): Promise<void>
  /** Looks once; resolves to how many papers were taken on. */
  round(): Promise<number>
  stop(): Promise<void>
}

/** Asks only channels that can fetch files. A paper that cannot be had now is tried again later. */
export function createDocumentWorker(options: DocumentOptions): DocumentWorker {
  const { channels, documents, types, logger, now = Date.now } = options
  const reachable = [...channels.values()].filter((channel) => channel.fetchFile).map(({ name }) => name)
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()

  async function round(): Promise<number> {
    if (reachable.length === 0) return 0
    const at = now()
    const taken = await documents.take(reachable, at, at + HOLD, AT_ONCE)
    await Promise.all(taken.map(settle))
    return taken.length
  }

  async function settle(document: OwedDocument): Promise<void> {
    const channel = channels.get(document.channel as ChannelName)
    try {
      const bytes = await channel!.fetchFile!(document.file, LARGEST_FILE)
      const mime = bytes.length > LARGEST_FILE ? null : contentOf(bytes)
      if (mime && (types?.includes(mime) ?? true)) await documents.keep(document.id, bytes, mime, now())
      else await refuse(document, bytes.length > LARGEST_FILE ? 'size' : 'type')
      await channel!.dropFile?.(document.file)
    } catch (error) {
      if (error instanceof FileTooLarge) return refuse(document, 'size')
      logger.warn({ err: error, document: document.id }, 'a paper could not be fetched')
      if (document.attempts >= TRIES) await refuse(document, 'unreachable')
    }
  }

  async function refuse(document: OwedDocument, reason: string): Promise<void> {
    await documents.reject(document, reason, now())
    options.wake()
  }

  function look(): void {
    running = round()
      .catch((error: unknown) => logger.warn({ err: error }, 'papers could not be looked after'))
      .finally(() => (timer &&= setTimeout(look, PAUSE).unref()))
  }

  return {
    round,
    async start() {
      if (!options.isShared) await documents.release()
      timer = setTimeout(look, 0).unref()
    },
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await running
    },
  }
}
