import type { AuthenticationCreds, proto } from '@whiskeysockets/baileys'
import type { World } from '../world.ts'

/** What a person can do in WhatsApp; a plain string is typed text. */
export type WhatsAppAction =
  | string
  | { readonly text: string; readonly quote?: string }
  | { readonly tap: string | RegExp | ((choice: { text: string }) => boolean) }
  | { readonly contact: true | { readonly name: string; readonly phone: string } }
  | { readonly location: Place }
  | { readonly live: Place }
  | { readonly image: Buffer; readonly caption?: string }
  | { readonly viewOnce: Buffer; readonly caption?: string }
  | { readonly document: Upload }
  | { readonly voice: Buffer }
  | { readonly video: Buffer }
  | { readonly sticker: Buffer }
  | { readonly edit: { readonly id: string; readonly text: string } }
  | { readonly delete: string }
  | { readonly react: { readonly id: string; readonly emoji: string } }
  | { readonly vote: readonly string[] }
  | { readonly ephemeral: string }
  | { readonly buttonReply: { readonly id: string; readonly text: string } }
  | { readonly listReply: { readonly id: string; readonly title: string } }
  | { readonly order: proto.Message.IOrderMessage }
  | { readonly typing: true }
  | { readonly call: true }
  | { readonly block: true }
  | { readonly unblock: true }
  | { readonly proto: proto.IMessage }

export interface Place {
  readonly latitude: number
  readonly longitude: number
  readonly name?: string
  readonly address?: string
}

export interface Upload {
  readonly name: string
  readonly bytes: Buffer | string
  readonly mime?: string
  readonly caption?: string
}

/** Faults that wait for something the bot does. */
export interface WaitingFault {
  readonly kind: 'noAck' | 'nack' | 'slowAck' | 'iqTimeout' | 'loginFailure' | 'mediaDown'
  /** how often; default 1, Infinity stays until clearFaults */
  readonly times?: number
  /** nack: 463 or 479; loginFailure: 401, 403 … */
  readonly code?: number
  readonly ms?: number
  /** iqTimeout: only queries of this namespace */
  readonly xmlns?: string
}

/** Faults that end the connection: TCP cut, closed, 515, 401, 440, 403, 503, 500. */
export type EndingFault =
  'drop' | 'close' | 'restart' | 'loggedOut' | 'replaced' | 'banned' | 'unavailable' | 'badSession'

/** Everything that can go wrong on purpose. */
export type WhatsAppFault =
  | EndingFault
  | 'restricted'
  | WaitingFault
  | { readonly kind: EndingFault }
  | { readonly kind: 'restricted'; readonly on?: boolean }
  /** no connections; with http they are answered 503 instead of cut */
  | { readonly kind: 'refuse'; readonly ms?: number; readonly http?: boolean }
  /** half-open: nothing comes in or goes out */
  | { readonly kind: 'silence'; readonly ms?: number }
  /** their last message again under the same id; their phone could not open the bot's last; they have a new phone */
  | { readonly kind: 'duplicate' | 'retryReceipt' | 'identityChange'; readonly userId: string }
  /** arrives broken; the retry is good */
  | { readonly kind: 'undecryptable'; readonly userId: string; readonly text?: string }

/** How a person's messages are addressed: by LID, by phone number, or by LID without a number at all. */
export type Addressing = 'lid' | 'pn' | 'hidden'

export interface WhatsAppWorldOptions {
  /** 'crabline' is an independent server that carries text only: a second opinion */
  readonly engine?: 'full' | 'crabline'
  readonly addressing?: Addressing
  readonly receipts?: { readonly delivered?: boolean; readonly read?: boolean; readonly delayMs?: number }
  /** false: no first sync after linking, so that Baileys holds events back for 20 s */
  readonly historySync?: boolean
  /** draw the bot's buttons and lists, which real phones do not */
  readonly renderInteractive?: boolean
  /** the bot's own number */
  readonly phone?: string
  readonly port?: number
  /** let libsignal print */
  readonly noisy?: boolean
}

export interface WhatsAppSendOptions {
  readonly groupId?: string
  /** as a status update */
  readonly status?: boolean
  /** the message id to use */
  readonly id?: string
}

/** A person's settings; the rest is made up. */
export interface Profile {
  readonly name?: string
  readonly addressing?: Addressing
  readonly onWhatsApp?: boolean
}

/** What the bot says about a message it got; `type` is absent, 'read', 'inactive' or 'retry'. */
export interface Receipt {
  readonly id: string
  readonly type?: string
}

/** How the bot behaved as a sender: bursts, messages to people who never wrote, repeats. */
export interface Safety {
  readonly messages: number
  readonly people: number
  readonly peakPerSecond: number
  readonly peakPerMinute: number
  readonly toStrangers: number
  readonly resends: number
}

/** Something a well-behaved bot would not have caused. */
export interface Problem {
  readonly at: number
  readonly kind: string
  readonly detail: string
}

export interface Stanza {
  readonly at: number
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly child?: string
}

export interface WhatsAppStatus {
  readonly online: boolean
  readonly waitingToPair: boolean
  readonly devices: readonly { id: number; logins: number; loggedOut: boolean; preKeys: number }[]
  readonly undelivered: number
  readonly presence?: string
  /** Files that the bot has uploaded. */
  readonly uploads: number
  readonly problems: readonly Problem[]
}

/** A local WhatsApp as tests see it. */
export interface WhatsAppWorld extends World<
  string,
  WhatsAppAction,
  WhatsAppSendOptions,
  WhatsAppFault,
  string
> {
  /** The bot's own number; a pairing code has to be asked for it. */
  readonly phone: string
  readonly url: string
  /** The media host's certificate, for a bot in this process; other processes get NODE_EXTRA_CA_CERTS. */
  readonly ca: string
  /** Runs the moment the bot says "got it": the place to kill it. */
  onReceipt: ((receipt: Receipt) => void) | undefined
  addUser(userId: string, profile?: Profile): void
  addGroup(groupId: string, options?: { subject?: string; members?: readonly string[] }): void
  /** The owner scans the QR string that the bot shows. */
  scanQr(qr: string): Promise<{ jid: string; lid: string }>
  /** The owner types the code that the bot shows. */
  enterPairingCode(code: string): Promise<{ jid: string; lid: string }>
  /** Creds of a bot linked earlier, for a bot whose QR cannot be reached and for the crabline engine. */
  registeredCreds(): { creds: AuthenticationCreds; json: string }
  /** Online, prekeys there and, after linking, the phone's first sync taken. */
  waitOnline(timeoutMs?: number): Promise<void>
  /** What became of a message from a person. */
  received(id: string): { deliveredAt?: number; readAt?: number; retries: number } | undefined
  /** Whether a phone has asked for a message of the bot again. */
  askedAgain(id: string): boolean
  lidOf(userId: string): string
  safety(): Safety
  calls(): readonly Stanza[]
  status(): WhatsAppStatus
}
