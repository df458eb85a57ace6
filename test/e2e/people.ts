import type { TelegramWorld } from '../worlds/telegram/world.ts'
import type { WhatsAppWorld } from '../worlds/whatsapp/world.ts'
import type { Fits } from '../worlds/world.ts'

/** What somebody does: typed words, a button by its label, or a file. */
export type Move = string | { readonly tap: string | RegExp } | { readonly file: Sent }
export interface Sent {
  readonly name: string
  readonly mime: string
  readonly bytes: Buffer
}

/** Somebody in a chat, on either platform. */
export interface Person {
  /** Resolves with the first words of the bot after it that fit. */
  say(move: Move, fits?: string | RegExp): Promise<string>
  /** The next words of the bot that fit, and that nobody waited for yet. */
  hear(fits: string | RegExp, patience?: number): Promise<string>
  /** How often the bot has spoken. */
  heard(): number
  /** Says something that the bot leaves alone; resolves once it has been silent for a moment. */
  tell(words: string): Promise<void>
}

const PATIENCE = 20_000

export function onTelegram(world: TelegramWorld, account: number): Person {
  const act = (move: Move) =>
    world.send(account, typeof move === 'object' && 'file' in move ? { document: move.file } : move)
  return personOf(world, account, act)
}

export function onWhatsApp(world: WhatsAppWorld, account: string): Person {
  const act = (move: Move) =>
    world.send(account, typeof move === 'object' && 'file' in move ? attached(move.file) : move)
  return personOf(world, account, act)
}

/** A phone sends pictures as pictures. */
const attached = (file: Sent) => (file.mime.startsWith('image/') ? { image: file.bytes } : { document: file })

interface Chats<User> {
  waitReply(user: User, fits?: Fits<never>, timeoutMs?: number): Promise<{ readonly text: string }>
  transcript(user: User): readonly { readonly from: string; readonly kind: string }[]
  quiet(user: User): Promise<unknown>
}

function personOf<User>(world: Chats<User>, user: User, act: (move: Move) => Promise<unknown>): Person {
  const hear: Person['hear'] = async (fits, patience = PATIENCE) =>
    (await world.waitReply(user, fits, patience)).text
  return {
    async say(move, fits) {
      await act(move)
      return (await world.waitReply(user, fits, PATIENCE)).text
    },
    hear,
    heard: () => world.transcript(user).filter(({ from, kind }) => from === 'bot' && kind === 'text').length,
    async tell(words) {
      await act(words)
      await world.quiet(user)
    },
  }
}
