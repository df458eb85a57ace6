import type { Address } from '../bot/channel.ts'
import type { Letter, WebChat } from '../bot/web-chat.ts'
import { eventStream, type EventSink } from './event-stream.ts'
import { Problem } from './problem.ts'

/** Letters to an address after an id in their order, or the last 50. */
export type Mailbox = (address: Address, afterId?: string) => Promise<readonly Letter[]>

export interface MailboxReader {
  readonly webChat: WebChat
  readonly mailbox: Mailbox
  readonly shared: boolean
  readonly address: Address
  /** The id of the last letter that the page has. */
  readonly after: string | undefined
}

const MOST_STREAMS = 2000
const MOST_STREAMS_EACH = 8
const BEAT = 15_000
const SHARED_BEAT = 2000

/** Streams the letters that the page lacks, and then each new one. */
export function openMailbox(reader: MailboxReader): Response {
  const { webChat, address } = reader
  if (webChat.listeners() >= MOST_STREAMS || webChat.listeners(address) >= MOST_STREAMS_EACH) {
    throw new Problem(429, 'Too many requests', 'Too many pages are open.', {
      headers: { 'retry-after': '30' },
    })
  }
  return eventStream((sink) => read(reader, sink))
}

function read({ webChat, mailbox, shared, address, after }: MailboxReader, sink: EventSink): () => void {
  const delivered = new Set<string>()
  let last = after && /^[0-9A-F]{24}$/.test(after) ? after : undefined
  /** Letters that arrive while older ones are fetched wait for them. */
  let waiting: Letter[] | null = []

  function deliver(letter: Letter): boolean {
    if (delivered.has(letter.id)) return false
    delivered.add(letter.id)
    if (last === undefined || letter.id > last) last = letter.id
    sink.send({ id: letter.id, data: JSON.stringify(letter.message) })
    return true
  }

  async function fetch(): Promise<void> {
    waiting ??= []
    while ((await mailbox(address, last)).filter(deliver).length > 0);
    for (const letter of waiting) deliver(letter)
    waiting = null
  }

  const stopListening = webChat.listen(address, {
    letter: (letter) => void (waiting ? waiting.push(letter) : deliver(letter)),
    typing: () => sink.send({ event: 'typing', data: '1' }),
    close: () => sink.close(),
  })
  const beat = setInterval(
    () => {
      sink.send({ event: 'beat', data: '1' })
      if (shared && !waiting) fetch().catch(() => sink.close())
    },
    shared ? SHARED_BEAT : BEAT,
  )
  fetch().then(
    () => sink.send({ event: 'ready', data: '1' }),
    () => sink.close(),
  )
  return () => {
    clearInterval(beat)
    stopListening()
  }
}
