import { type Announcement, announcement, type Recipient } from '../../flows/broadcast.ts'
import { type ChannelName, type Language, LANGUAGES, type Message, type MessageFile } from '../channel.ts'
import { toPlain } from '../marked-text.ts'
import { render } from '../render.ts'
import { partsOf } from '../telegram-parts.ts'
import type { Texts } from '../texts.ts'
import { drawMessage } from '../whatsapp-draw.ts'

/** How a channel shows a message, for whoever writes it. */
export interface Shown {
  readonly channel: ChannelName
  readonly language: Language
  /** With the numbers or labels of its choices, where they are shown as text. */
  readonly text: string
  readonly buttons: readonly string[]
  /** Characters, as the channel counts them. */
  readonly length: number
  /** Messages that it takes. */
  readonly parts: number
}

/** An announcement as a message in an owner's language. */
export function announce(
  message: Announcement,
  recipient: Recipient,
  language: string,
  texts: Texts,
): Message {
  const known = LANGUAGES.find((one) => one === language) ?? 'id'
  return render(announcement(message, recipient), known, texts)
}

/** With its file, or a link to it where the channel shows words only. */
export function withFile(
  message: Message,
  file: MessageFile | null,
  channel: ChannelName,
  site: string,
): Message {
  if (!file) return message
  return channel === 'web'
    ? { ...message, text: `${message.text}\n\n${site}/files/${file.id}` }
    : { ...message, file }
}

/** The same for a trial, which says that it is one. */
export function testMessage(
  message: Announcement,
  recipient: Recipient,
  language: string,
  texts: Texts,
): Message {
  const known = LANGUAGES.find((one) => one === language) ?? 'id'
  const drawn = announce(message, recipient, known, texts)
  return { ...drawn, text: `${texts.say(known, { key: 'broadcast:test' })}\n\n${drawn.text}` }
}

/** The announcement as each channel will show it, in each language that it is written in. */
export function showings(
  message: Announcement & { readonly file: MessageFile | null },
  recipient: Recipient,
  channels: readonly ChannelName[],
  texts: Texts,
): Shown[] {
  const languages = LANGUAGES.filter((language) => message.text[language] !== undefined)
  return channels.flatMap((channel) =>
    languages.map((language) => {
      const drawn = announce(message, recipient, language, texts)
      return shownOn(channel, language, message.file ? { ...drawn, file: message.file } : drawn)
    }),
  )
}

function shownOn(channel: ChannelName, language: Language, message: Message): Shown {
  const buttons = (message.buttons ?? []).map(({ label }) => label)
  if (channel === 'whatsapp') {
    const text = drawMessage(message)
    return { channel, language, text, buttons: [], length: text.length, parts: 1 }
  }
  const parts = channel === 'telegram' ? partsOf(message).length : 1
  const text = toPlain(message.text)
  return { channel, language, text, buttons, length: text.length, parts }
}
