import type { BinaryNode } from '@whiskeysockets/baileys'

/** The server every stanza comes from and phone numbers live on. */
export const SERVER = 's.whatsapp.net'

export const node = (
  tag: string,
  attrs: Record<string, string> = {},
  content?: BinaryNode['content'],
): BinaryNode => (content === undefined ? { tag, attrs } : { tag, attrs, content })

export const children = (parent: BinaryNode | undefined): BinaryNode[] =>
  Array.isArray(parent?.content) ? parent.content : []

export const child = (parent: BinaryNode | undefined, tag: string): BinaryNode | undefined =>
  children(parent).find((one) => one.tag === tag)

/** A node's bytes; empty when it has none. */
export function bytesIn(holder: BinaryNode | undefined): Buffer {
  const content = holder?.content
  return content instanceof Uint8Array
    ? Buffer.from(content)
    : Buffer.from(typeof content === 'string' ? content : '')
}

/** A node's bytes read as a big-endian number. */
export const numberIn = (holder: BinaryNode | undefined): number =>
  [...bytesIn(holder)].reduce((sum, byte) => sum * 256 + byte, 0)

/** The digits of a phone number however it is written. */
export const digits = (value: string): string => value.replace(/\D/gu, '')

/** A stream error that ends the connection. */
export const streamError = (code?: string, conflict?: string): BinaryNode =>
  node('stream:error', code ? { code } : {}, conflict ? [node('conflict', { type: conflict })] : undefined)
