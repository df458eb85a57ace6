import type { Address, Channel, Inlet, Message, Outgoing } from './channel.ts'
import type { Uploads } from '../db/pirt/uploads.ts'
import type { Input } from '../flows/types.ts'
import { contentOf } from './file-content.ts'
import { SendError } from './send-error.ts'

/** A message in a contact's mailbox: what the outbox owed and the page shows. */
export interface Letter {
  readonly id: string
  readonly message: Message
}

/** Whether a file was taken: `type` when it is neither photo nor PDF, `full` when too many wait already. */
export type FileTaken = 'taken' | 'type' | 'full'

/** An open page that waits for letters. */
export interface Listener {
  letter(letter: Letter): void
  typing(): void
  /** The server is going down: the page comes back by itself. */
  close(): void
}

/** The web page as a channel: what it sends lies in the database already, so sending is telling the open pages. */
export interface WebChat extends Channel {
  /** As `receive`, for a photo or document: its bytes are looked into and kept until they are fetched. */
  receiveFile(file: {
    readonly address: Address
    readonly externalId: string
    readonly bytes: Buffer
    readonly name: string | null
    readonly locale: string | undefined
  }): Promise<FileTaken>
  /** Resolves once the message has taken effect durably. */
  receive(message: {
    readonly address: Address
    readonly externalId: string
    readonly input: Input
    readonly locale: string | undefined
  }): Promise<void>
  /** Tells the listener of each letter from now on, until the returned function is called. */
  listen(address: Address, listener: Listener): () => void
  /** Pages open now, of everybody or of one address. */
  listeners(address?: Address): number
}

interface Options {
  readonly uploads: Uploads
  readonly now?: () => number
}

/** A page that is not open reads its letters from the mailbox when it comes back. */
export function createWebChat({ uploads, now = Date.now }: Options): WebChat {
  const open = new Map<Address, Set<Listener>>()
  const inHand = new Set<Promise<void>>()
  let inlet: Inlet | null = null

  async function receive({ address, externalId, input, locale }: Parameters<WebChat['receive']>[0]) {
    if (!inlet) throw new Error('the web chat is stopped')
    const turn = inlet.receive({ channel: 'web', externalId, address, input, locale, sentAt: now() })
    inHand.add(turn)
    await turn.finally(() => inHand.delete(turn))
  }

  return {
    name: 'web',
    async start(to) {
      inlet = to
    },
    async stop() {
      inlet = null
      await Promise.allSettled(inHand)
      for (const listeners of open.values()) for (const listener of listeners) listener.close()
      open.clear()
    },
    state: () => ({ state: inlet ? 'online' : 'stopped' }),
    async send(outgoing: Outgoing) {
      if (!outgoing.address.startsWith('web:')) throw SendError.refused('not an address of the web chat')
      for (const listener of open.get(outgoing.address) ?? []) listener.letter(outgoing)
      return { externalId: outgoing.id }
    },
    async typing(address) {
      for (const listener of open.get(address) ?? []) listener.typing()
    },
    receive,
    async receiveFile({ address, externalId, bytes, name, locale }) {
      const mime = contentOf(bytes)
      if (mime === null) return 'type'
      if (!(await uploads.keep({ id: externalId, address, bytes, at: now() }))) return 'full'
      const kind = mime === 'application/pdf' ? 'document' : 'photo'
      const file = { kind, id: externalId, mime, size: bytes.length, name } as const
      await receive({ address, externalId, locale, input: { type: 'file', file } })
      return 'taken'
    },
    async fetchFile(file) {
      const bytes = await uploads.bytes(file.id)
      if (bytes === null) throw new Error('the file is no longer there')
      return bytes
    },
    dropFile: (file) => uploads.drop(file.id),
    listen(address, listener) {
      const listeners = open.get(address) ?? new Set()
      open.set(address, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && open.get(address) === listeners) open.delete(address)
      }
    },
    listeners: (address) => (address ? (open.get(address)?.size ?? 0) : count(open.values())),
  }
}

function count(sets: Iterable<Set<unknown>>): number {
  let sum = 0
  for (const set of sets) sum += set.size
  return sum
}
