import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { startWhatsAppWorld as start } from '../raw/whatsapp.mjs'
import type { World } from '../world.ts'

export interface Place {
  readonly latitude: number
  readonly longitude: number
  readonly name?: string
  readonly address?: string
}

export type WhatsAppAction =
  | string
  | { readonly text: string; readonly quote?: string }
  | { readonly tap: string | RegExp | ((choice: { text: string }) => boolean) }
  | { readonly contact: true | { readonly name: string; readonly phone: string } }
  | { readonly location: Place }
  | { readonly live: Place }
  | { readonly image: Buffer; readonly caption?: string }
  | {
      readonly document: {
        readonly name: string
        readonly bytes: Buffer | string
        readonly mime?: string
        readonly caption?: string
      }
    }
  | { readonly voice: Buffer }
  | { readonly video: Buffer }
  | { readonly sticker: Buffer }
  | { readonly edit: { readonly id: string; readonly text: string } }
  | { readonly delete: string }
  | { readonly react: { readonly id: string; readonly emoji: string } }
  | { readonly vote: readonly string[] }
  | { readonly viewOnce: Buffer; readonly caption?: string }
  | { readonly ephemeral: string }
  | { readonly buttonReply: { readonly id: string; readonly text: string } }
  | { readonly listReply: { readonly id: string; readonly title: string } }
  | { readonly order: object }
  | { readonly typing: true }
  | { readonly call: true }
  | { readonly block: true }
  | { readonly unblock: true }
  | { readonly proto: object }

export type WhatsAppFault =
  | 'drop'
  | 'close'
  | 'restart'
  | 'loggedOut'
  | 'replaced'
  | 'banned'
  | 'unavailable'
  | 'badSession'
  | 'restricted'
  | { readonly kind: 'refuse'; readonly ms?: number; readonly http?: boolean }
  | { readonly kind: 'silence'; readonly ms?: number }
  | { readonly kind: 'loginFailure'; readonly code: number; readonly times?: number }
  | { readonly kind: 'noAck' | 'mediaDown'; readonly times?: number }
  | { readonly kind: 'nack'; readonly code?: number; readonly times?: number; readonly ms?: number }
  | { readonly kind: 'slowAck'; readonly ms?: number; readonly times?: number }
  | { readonly kind: 'iqTimeout'; readonly xmlns?: string; readonly times?: number }
  | { readonly kind: 'duplicate' | 'retryReceipt' | 'identityChange'; readonly userId: string }
  | { readonly kind: 'undecryptable'; readonly userId: string; readonly text?: string }

export type Addressing = 'lid' | 'pn' | 'hidden'

export interface WhatsAppWorldOptions {
  readonly engine?: 'full' | 'crabline'
  /** how people write to the bot; 'hidden' gives no phone number at all */
  readonly addressing?: Addressing
  readonly receipts?: { readonly delivered?: boolean; readonly read?: boolean; readonly delayMs?: number }
  readonly historySync?: boolean
  readonly renderInteractive?: boolean
  readonly phone?: string
  readonly noisy?: boolean
}

export interface WhatsAppSendOptions {
  readonly groupId?: string
  readonly status?: boolean
  readonly id?: string
}

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
  /** Runs the moment the bot says "got it": the place to kill it. */
  onReceipt?: (receipt: { readonly id: string; readonly type?: string }) => void
  addUser(userId: string, profile?: { name?: string; addressing?: Addressing; onWhatsApp?: boolean }): unknown
  addGroup(groupId: string, options?: { subject?: string; members?: string[] }): unknown
  /** The owner scans the QR string that the bot shows. */
  scanQr(qr: string): Promise<{ jid: string; lid: string }>
  /** The owner types the code that the bot shows. */
  enterPairingCode(code: string): Promise<{ jid: string; lid: string }>
  /** Creds of a bot linked earlier, for a bot whose QR cannot be reached and for the crabline engine. */
  registeredCreds(): { creds: AuthenticationCreds; json: string }
  waitOnline(timeoutMs?: number): Promise<{ device?: number }>
  received(id: string): { deliveredAt?: number; readAt?: number; retries: number } | undefined
  lidOf(userId: string): string
  /** How the bot behaved as a sender: bursts, strangers, repeats. */
  safety(): {
    messages: number
    people: number
    peakPerSecond: number
    peakPerMinute: number
    toStrangers: number
    resends: number
  }
  calls(): { at: number; tag: string; attrs: Record<string, string>; child?: string }[]
  status(): {
    online: boolean
    waitingToPair: boolean
    devices: { id: number; logins: number; loggedOut: boolean; preKeys: number }[]
    undelivered: number
    presence?: string
    problems: { at: number; kind: string; detail: string }[]
  }
}

/** A local WhatsApp: one linked bot device, any number of people, the WhatsApp Web wire protocol over loopback. */
export async function startWhatsAppWorld(options: WhatsAppWorldOptions = {}): Promise<WhatsAppWorld> {
  return start(options)
}
