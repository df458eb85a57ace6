/** A button the bot drew: `data` is what a tap sends back, `url` what it opens. */
export interface Button {
  readonly text: string
  readonly data?: string
  readonly url?: string
}

/** One thing that happened in a chat, as the person there saw it. */
export interface WorldEvent<Id = number | string> {
  readonly n: number
  /** milliseconds since 1970 */
  readonly at: number
  readonly user: string
  readonly from: 'user' | 'bot'
  /** 'text', 'edit', 'photo', 'callback_answer', 'typing', 'read', 'delete', 'resend' … */
  readonly kind: string
  readonly text: string
  readonly id?: Id
  readonly buttons: readonly Button[]
  /** Telegram: the reply keyboard that came with it. */
  readonly keyboard?: readonly {
    readonly text: string
    readonly request_contact?: boolean
    readonly request_location?: boolean
  }[]
  readonly file?: WorldFile
  readonly location?: { readonly latitude: number; readonly longitude: number }
  /** WhatsApp: the server part of the address the bot wrote to: `lid`, `s.whatsapp.net` or `g.us`. */
  readonly addressing?: string
  /** WhatsApp: false for buttons and lists that a phone does not draw. */
  readonly rendered?: boolean
  /** A poll's choices. */
  readonly options?: readonly string[]
  /** Telegram: the callback data of a tap or of the answer to it. */
  readonly data?: string
  readonly raw?: unknown
}

export interface WorldFile {
  readonly name?: string
  readonly mime?: string
  readonly size: number
  /** What was really sent; for WhatsApp decrypted. */
  readonly bytes?: Buffer
  /** WhatsApp: the bytes have the hash that was promised. */
  readonly ok?: boolean
}

/** Text that has to be in it, an expression it has to match, or a function. */
export type Fits<Id = number | string> = string | RegExp | ((event: WorldEvent<Id>) => boolean)

export interface WaitOptions {
  /** What counts as a reply; without it everything a person would read. */
  readonly kinds?: string | readonly string[]
  /** Look from this index of the transcript on instead of from the last mark. */
  readonly from?: number
}

/** What both worlds can do. */
export interface World<User, Action, Options, Fault, Id> {
  /** The environment that points the bot here; add it to the bot's own. */
  readonly env: Readonly<Record<string, string>>
  /** Does what a person does; resolves when the platform has it. Moves the mark for waitReply to now. */
  send(user: User, action: Action, options?: Options): Promise<unknown>
  /** The next fitting thing the bot said since the mark; two waits give two different replies. */
  waitReply(user: User, fits?: Fits<Id>, timeoutMs?: number, options?: WaitOptions): Promise<WorldEvent<Id>>
  transcript(user: User): WorldEvent<Id>[]
  /** The chat as readable lines, for failure messages. */
  format(user: User): string
  /** Resolves once the bot has been silent in this chat for quietMs. */
  quiet(user: User, quietMs?: number, timeoutMs?: number): Promise<WorldEvent<Id>[]>
  injectFault(fault: Fault): Promise<unknown>
  clearFaults(): void
  close(): Promise<void>
}
