import { proto } from '@whiskeysockets/baileys'
import type { Button, Incoming } from './channel.ts'
import { type Envelope, externalIdOf } from './whatsapp-envelope.ts'
import { addressOf, phoneOf } from './whatsapp-jid.ts'
import { inputOf } from './whatsapp-unwrap.ts'

/** What a journal row's body holds. */
export interface Held extends Envelope {
  readonly v: 1
  /** The message, decrypted, in base64; empty where WhatsApp withholds it from linked devices. */
  readonly plain: string
  readonly menu?: readonly Button[]
}

/** Reads a journal row back. Null when it holds nothing that asks for an answer, or nothing that can be read. */
export function recoverIncoming(body: string): Incoming | null {
  try {
    const held: unknown = JSON.parse(body)
    return isHeld(held) ? incomingOf(held) : null
  } catch {
    return null
  }
}

function isHeld(value: unknown): value is Held {
  return Boolean(value && typeof value === 'object' && 'v' in value && value.v === 1)
}

/** What is held, as a channel hands it on. */
export function incomingOf(held: Held): Incoming | null {
  const phone = phoneOf(held.from) ?? phoneOf(held.alt)
  const message = proto.Message.decode(Buffer.from(held.plain, 'base64'))
  const withheld = { type: 'unsupported', kind: 'other' } as const
  const input = held.plain === '' ? withheld : inputOf(message, { phone, menu: held.menu })
  if (!input) return null
  return {
    channel: 'whatsapp',
    externalId: externalIdOf(held),
    address: addressOf(held.from),
    ...(held.alt ? { aliases: [addressOf(held.alt)] } : {}),
    input,
    sentAt: held.at,
    ...(phone ? { phone } : {}),
  }
}
