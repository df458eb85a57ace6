import type { WAVersion } from '@whiskeysockets/baileys'
import type { FileBytes, Message } from './channel.ts'
import type { KeyStorage } from './whatsapp-auth.ts'
import type { JournalRow } from './whatsapp-inbound.ts'

/** The part of pino's logger that is needed. What is logged are codes and counts. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** The right to be the one process that is connected. */
export interface Lease {
  acquire(): Promise<boolean>
  release(): Promise<void>
  /** Called when somebody else may have it now. */
  onLost(listener: () => void): void
}

/** Something WhatsApp does not allow this number just now. */
export interface Restriction {
  /** `newChats`: nobody may be written to who has not written first. `refused`: a message was refused with 463. */
  readonly reason: 'newChats' | 'refused'
  readonly since: number
  readonly until: number
}

/** How to link a phone, and what stands in the way. */
export interface Pairing {
  readonly state: 'off' | 'connecting' | 'pairing' | 'online' | 'offline' | 'stopped'
  /** What the phone scans. */
  readonly qr: string | null
  /** What is typed into the phone. */
  readonly code: string | null
  readonly restrictions: readonly Restriction[]
}

/** Waits and patience, in milliseconds. */
export interface Timing {
  /** The first wait before connecting again; it doubles up to a minute. */
  readonly backoff: number
  /** A connection that shows neither a QR nor a login for so long is cut. */
  readonly opening: number
  /** How often WhatsApp is asked whether the line still stands. */
  readonly keepAlive: number
  readonly query: number
  /** How long one message may take to be handed over. */
  readonly handover: number
  /** How long WhatsApp may take to say that it has a message. */
  readonly acknowledgement: number
  /** How often to try for a lease that another process holds. */
  readonly lease: number
}

export const TIMING: Timing = {
  backoff: 500,
  opening: 60_000,
  keepAlive: 20_000,
  query: 20_000,
  handover: 30_000,
  acknowledgement: 10_000,
  lease: 5000,
}

/** What WhatsApp stands on. */
export interface WhatsAppOptions {
  readonly logger: Log
  readonly keys: KeyStorage
  /** Writes messages durably before WhatsApp is told that they arrived; those known already stay as they are. */
  readonly journal: (rows: readonly JournalRow[]) => Promise<unknown>
  /** A message of ours by the id it was sent under, for as many days as it can be found. */
  readonly sentMessages: (externalId: string) => Promise<Message | null>
  /** Another server than WhatsApp's. */
  readonly webSocketUrl?: string
  /** Digits with the country code: pairs by code instead of QR. */
  readonly phoneNumber?: string
  /** Files that messages may carry. */
  readonly files?: FileBytes
  readonly lease?: Lease
  readonly onPairing?: (pairing: Pairing) => void
  readonly onReceipt?: (externalId: string, receipt: 'delivered' | 'read') => void
  /** The version of WhatsApp Web to claim, asked for when ours is refused. */
  readonly latestVersion?: () => Promise<WAVersion>
  readonly timing?: Partial<Timing>
}
