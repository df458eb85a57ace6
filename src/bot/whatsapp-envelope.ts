import { createHash } from 'node:crypto'
import { type BinaryNode, jidNormalizedUser, type WAMessage, type WASocket } from '@whiskeysockets/baileys'
import { isPerson } from './whatsapp-jid.ts'

/** Who wrote a message, as the outside of its envelope says. */
export interface Envelope {
  readonly id: string
  readonly from: string
  /** The other name of `from`: a phone number for a LID, or the other way round. */
  readonly alt: string | null
  readonly at: number
}

/** Ids are the sender's choice, so the chat is part of it: as a short hash, since ids are logged. */
export function externalIdOf({ id, from }: Envelope): string {
  return `${id}.${createHash('sha256').update(jidNormalizedUser(from)).digest('hex').slice(0, 6)}`
}

/** Null when it is not a message that a person wrote to us. */
export function envelopeOfNode({ attrs }: BinaryNode, socket: WASocket): Envelope | null {
  const { id, from, t } = attrs
  const ours = attrs.category === 'peer' || attrs.recipient || attrs.participant
  if (!id || ours || !isPerson(from) || isOwn(from, socket)) return null
  const alt = attrs.sender_pn ?? attrs.sender_lid ?? null
  return { id, from: jidNormalizedUser(from), alt: otherName(from, alt), at: Number(t) * 1000 || Date.now() }
}

/** The same, of a message that Baileys has taken out of its envelope already. */
export function envelopeOfMessage({ key, messageTimestamp }: WAMessage, socket: WASocket): Envelope | null {
  const { id, remoteJid: from } = key
  if (!id || key.fromMe || !isPerson(from) || isOwn(from, socket)) return null
  const at = Number(messageTimestamp ?? 0) * 1000 || Date.now()
  return { id, from: jidNormalizedUser(from), alt: otherName(from, key.remoteJidAlt ?? null), at }
}

/** The second of two names, where it is another one and a person's. */
export function otherName(from: string, alt: string | null): string | null {
  return isPerson(alt) && jidNormalizedUser(alt) !== jidNormalizedUser(from) ? jidNormalizedUser(alt) : null
}

function isOwn(jid: string, { user }: WASocket): boolean {
  const own = [user?.id, user?.lid].map((name) => name && jidNormalizedUser(name))
  return own.includes(jidNormalizedUser(jid))
}
