import type { Message, MessageFile } from './channel.ts'
import { toPlain } from './marked-text.ts'
import { draw, type Markup, type Part } from './telegram-draw.ts'

/** What may stand under a file, counted without the marks. */
const MAX_CAPTION = 1024

/** A file with the words under it. */
export interface FilePart {
  readonly file: MessageFile
  readonly caption?: string
  readonly parse_mode?: 'HTML'
  readonly reply_markup?: Markup
  readonly allow_paid_broadcast?: true
}

/** A file carries short words itself; longer ones follow it. */
export function partsOf(message: Message): readonly (Part | FilePart)[] {
  const parts = draw(message)
  const { file } = message
  if (!file) return parts
  const paid = message.paid ? { allow_paid_broadcast: true as const } : {}
  const [first, ...others] = parts
  if (others.length > 0 || toPlain(first!.text).length > MAX_CAPTION) return [{ file, ...paid }, ...parts]
  const { text: caption, parse_mode, reply_markup } = first!
  return [{ file, caption, parse_mode, ...(reply_markup && { reply_markup }), ...paid }]
}
