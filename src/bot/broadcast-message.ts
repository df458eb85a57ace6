import { type Announcement, announcement, type Recipient } from '../flows/broadcast.ts'
import { type ChannelName, type Language, LANGUAGES, type Message } from './channel.ts'
import { toPlain } from './marked-text.ts'
import { render } from './render.ts'
import { draw } from './telegram-draw.ts'
import type { Texts } from './texts.ts'
import { drawMessage } from './whatsapp-draw.ts'

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
  message: Announcement,
  recipient: Recipient,
  channels: readonly ChannelName[],
  texts: Texts,
): Shown[] {
  const languages = LANGUAGES.filter((language) => message.text[language] !== undefined)
  return channels.flatMap((channel) =>
    languages.map((language) => shownOn(channel, language, announce(message, recipient, language, texts))),
  )
}

function shownOn(channel: ChannelName, language: Language, message: Message): Shown {
  const buttons = (message.buttons ?? []).map(({ label }) => label)
  if (channel === 'whatsapp') {
    const text = drawMessage(message)
    return { channel, language, text, buttons: [], length: text.length, parts: 1 }
  }
  const parts = channel === 'telegram' ? draw(message).length : 1
  const text = toPlain(message.text)
  return { channel, language, text, buttons, length: text.length, parts }
}
