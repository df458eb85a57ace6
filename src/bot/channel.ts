import type { FileRef, Input } from '../flows/types.ts'

export const CHANNELS = ['telegram', 'whatsapp', 'web'] as const
export type ChannelName = (typeof CHANNELS)[number]

export const LANGUAGES = ['id', 'en', 'jv', 'su'] as const
export type Language = (typeof LANGUAGES)[number]

/** Where a contact is reached: `telegram:123`, `whatsapp:62812…@s.whatsapp.net`, `web:<id>`. */
export type Address = `${ChannelName}:${string}`

/** One thing a contact did, as a channel hands it to dispatch. */
export interface Incoming {
  readonly channel: ChannelName
  /** The platform's own id of the message: what is seen twice is handled once. */
  readonly externalId: string
  readonly address: Address
  /** Other names of the same address (WhatsApp's LID and phone number). */
  readonly aliases?: readonly Address[]
  readonly input: Input
  /** Milliseconds since the epoch, by the platform's clock where it has one. */
  readonly sentAt: number
  /** The number the platform itself vouches for, E.164. */
  readonly phone?: string
  /** The language of the contact's app, where the platform tells. */
  readonly locale?: string
  /** What a deep link carried (`/start <payload>`). */
  readonly payload?: string
}

/** The contact became reachable or stopped being so (blocked the bot, left). */
export interface Reachability {
  readonly address: Address
  readonly reachable: boolean
  readonly at: number
}

/** A message as a channel draws it. Text is plain but for `<b>`, `<i>` and the entities `&lt; &gt; &amp;`. */
export interface Message {
  readonly text: string
  readonly buttons?: readonly Button[]
  /** The buttons number a list to page through: one column, not a row of actions. */
  readonly list?: boolean
  /** A file is asked for in words where the platform has a button of its own for it. */
  readonly request?: { readonly type: 'phone' | 'location' | 'file'; readonly label: string }
  /** Telegram may take payment for it, to send more than thirty a second. */
  readonly paid?: boolean
  /** An image or a PDF that comes with it. */
  readonly file?: MessageFile
  /** Removes a reply keyboard that an earlier `request` left on the screen. */
  readonly clearRequest?: boolean
}

/** A file of ours, by its name in the database. */
export interface MessageFile {
  readonly id: string
  readonly name: string
  readonly mime: string
}

/** The bytes of a file of ours, or null when it is gone. */
export type FileBytes = (id: string) => Promise<Buffer | null>

export interface Button {
  readonly label: string
  /** `<flow>:<step>:<value>`, ASCII, at most 64 bytes. */
  readonly data: string
  /** An action beside the question (skip, back): listed without a number where buttons are drawn as text. */
  readonly action?: boolean
}

/** What the outbox hands to a channel. */
export interface Outgoing {
  /** 24 upper-case hex digits, rising with time. Where a platform takes an id of ours, the same one shows a message once however often it is sent. */
  readonly id: string
  readonly address: Address
  readonly message: Message
  /** 1 at the first try. */
  readonly attempt: number
}

/** Where a channel delivers what arrived. */
export interface Inlet {
  /** Resolves once the message has taken effect durably: only then may the platform be told so. Never rejects for a bad message. */
  receive(incoming: Incoming): Promise<void>
  reachability(change: Reachability): Promise<void>
}

export interface ChannelState {
  readonly state: 'off' | 'connecting' | 'pairing' | 'online' | 'offline' | 'stopped'
  /** Why it is not online, in the operator's words. */
  readonly detail?: string
}

/** What a chat platform must be able to do. */
export interface Channel {
  readonly name: ChannelName
  start(inlet: Inlet): Promise<void>
  /** Stops taking messages; resolves when those in hand are through. */
  stop(): Promise<void>
  /** Resolves with the platform's id once the platform has accepted it. Throws SendError, and nothing else, when it has not. */
  send(outgoing: Outgoing): Promise<{ readonly externalId: string }>
  state(): ChannelState
  /** Shows that an answer is on its way; best effort. */
  typing?(address: Address): Promise<void>
  /** The bytes of a file that a contact sent. Throws FileTooLarge above the limit. */
  fetchFile?(file: FileRef, limit: number): Promise<Buffer>
  /** Forgets a file that was fetched, where the channel itself keeps it. */
  dropFile?(file: FileRef): Promise<void>
}
