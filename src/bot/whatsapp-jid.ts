import { isLidUser, isPnUser, jidDecode, jidNormalizedUser } from '@whiskeysockets/baileys'
import type { Address } from './channel.ts'

/** A person, as opposed to a group, a status, a broadcast list or a newsletter. */
export function isPerson(jid: string | null | undefined): jid is string {
  return Boolean(isPnUser(jid ?? undefined) || isLidUser(jid ?? undefined))
}

/** The address of a JID: without the device it was written on. */
export function addressOf(jid: string): Address {
  return `whatsapp:${jidNormalizedUser(jid)}`
}

/** The JID that an address stands for, or null for one of another channel. */
export function jidOf(address: Address): string | null {
  const jid = address.startsWith('whatsapp:') ? address.slice('whatsapp:'.length) : null
  return isPerson(jid) ? jid : null
}

/** The number behind a JID in E.164, where it is one of a phone number and not a LID. */
export function phoneOf(jid: string | null | undefined): string | undefined {
  const user = isPnUser(jid ?? undefined) ? jidDecode(jid ?? undefined)?.user : undefined
  return user && /^\d{7,15}$/.test(user) ? `+${user}` : undefined
}
