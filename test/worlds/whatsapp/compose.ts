import { proto } from '@whiskeysockets/baileys'
import type { MediaType } from '@whiskeysockets/baileys'
import { digits, SERVER } from './nodes.ts'
import type { Person, State } from './state.ts'
import type { Place, Upload, WhatsAppAction } from './types.ts'

/** What becomes a message. */
type Said = Exclude<
  WhatsAppAction,
  | string
  | { tap: unknown }
  | { vote: readonly string[] }
  | { typing: true }
  | { call: true }
  | { block: true }
  | { unblock: true }
>

/** A message and how the ledger names it. */
export interface Composed {
  readonly kind: string
  readonly text?: string
  readonly message: proto.IMessage
}

const { MESSAGE_EDIT, REVOKE } = proto.Message.ProtocolMessage.Type

/** Makes the message that a phone makes of what its owner does. */
export async function compose(state: State, person: Person, said: Said, room?: string): Promise<Composed> {
  const { account, media } = state
  const bot = person.addressing === 'pn' ? `${account.pn}@${SERVER}` : `${account.lid}@lid`
  const key = (id: string, fromMe: boolean) => ({ remoteJid: room ?? bot, fromMe, id })
  const stored = (bytes: Buffer, type: MediaType) => media.put(bytes, type)

  if ('text' in said)
    return { kind: 'text', text: said.text, message: textMessage(state, bot, said.text, said.quote) }
  if ('ephemeral' in said) {
    const text = said.ephemeral
    const extendedTextMessage = { text, contextInfo: { expiration: 604_800 } }
    return { kind: 'text', text, message: { ephemeralMessage: { message: { extendedTextMessage } } } }
  }
  if ('contact' in said)
    return contactCard(said.contact === true ? { name: person.name, phone: person.pn } : said.contact)
  if ('location' in said) return placed(said.location, false)
  if ('live' in said) return placed(said.live, true)
  if ('image' in said || 'viewOnce' in said) {
    const { caption: text } = said
    const viewOnce = 'viewOnce' in said
    const file = await stored(viewOnce ? said.viewOnce : said.image, 'image')
    const about = { mimetype: 'image/jpeg', width: 800, height: 600, caption: text }
    const imageMessage = { ...file, ...about, ...(viewOnce && { viewOnce }) }
    return {
      kind: 'image',
      text,
      message: viewOnce ? { viewOnceMessageV2: { message: { imageMessage } } } : { imageMessage },
    }
  }
  if ('document' in said)
    return documentOf(said.document, await stored(Buffer.from(said.document.bytes), 'document'))
  if ('voice' in said) {
    const about = { mimetype: 'audio/ogg; codecs=opus', ptt: true, seconds: 3 }
    return { kind: 'audio', message: { audioMessage: { ...(await stored(said.voice, 'audio')), ...about } } }
  }
  if ('video' in said) {
    const about = { mimetype: 'video/mp4', seconds: 3 }
    return { kind: 'video', message: { videoMessage: { ...(await stored(said.video, 'video')), ...about } } }
  }
  if ('sticker' in said) {
    const stickerMessage = { ...(await stored(said.sticker, 'sticker')), mimetype: 'image/webp' }
    return { kind: 'sticker', message: { stickerMessage } }
  }
  if ('edit' in said) {
    const { id, text } = said.edit
    const about = { type: MESSAGE_EDIT, editedMessage: { conversation: text }, timestampMs: Date.now() }
    return { kind: 'edit', text, message: { protocolMessage: { key: key(id, true), ...about } } }
  }
  if ('delete' in said)
    return { kind: 'delete', message: { protocolMessage: { type: REVOKE, key: key(said.delete, true) } } }
  if ('react' in said) {
    const { id, emoji: text } = said.react
    const reactionMessage = { key: key(id, false), text, senderTimestampMs: Date.now() }
    return { kind: 'reaction', text, message: { reactionMessage } }
  }
  if ('buttonReply' in said) {
    const { id: selectedButtonId, text } = said.buttonReply
    const buttonsResponseMessage = { selectedButtonId, selectedDisplayText: text, type: 1 }
    return { kind: 'text', text, message: { buttonsResponseMessage } }
  }
  if ('listReply' in said) {
    const { id: selectedRowId, title } = said.listReply
    const listResponseMessage = { title, listType: 1, singleSelectReply: { selectedRowId } }
    return { kind: 'text', text: title, message: { listResponseMessage } }
  }
  if ('order' in said) {
    const about = {
      orderId: '1',
      itemCount: 1,
      status: 1,
      surface: 1,
      message: '',
      orderTitle: account.name,
      token: 'x',
    }
    const price = { totalAmount1000: 1000, totalCurrencyCode: 'IDR', sellerJid: `${account.pn}@${SERVER}` }
    return { kind: 'order', message: { orderMessage: { ...about, ...price, ...said.order } } }
  }
  return { kind: 'raw', message: said.proto }
}

function textMessage(state: State, bot: string, text: string, quote?: string): proto.IMessage {
  const quoted = quote && state.sent.get(quote)
  if (!quoted) return { conversation: text }
  const contextInfo = { stanzaId: quote, participant: bot, quotedMessage: quoted.message }
  return { extendedTextMessage: { text, contextInfo } }
}

function contactCard({ name, phone }: { name: string; phone: string }): Composed {
  const number = digits(phone)
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:;${name};;;`, `FN:${name}`]
  const vcard = [...lines, `TEL;type=CELL;waid=${number}:+${number}`, 'END:VCARD'].join('\n')
  return { kind: 'contact', text: number, message: { contactMessage: { displayName: name, vcard } } }
}

function placed({ latitude, longitude, name, address }: Place, live: boolean): Composed {
  const at = { degreesLatitude: latitude, degreesLongitude: longitude }
  const message = live
    ? { liveLocationMessage: { ...at, sequenceNumber: 1 } }
    : { locationMessage: { ...at, name, address } }
  return { kind: 'location', text: `${latitude},${longitude}`, message }
}

function documentOf({ name, mime, caption }: Upload, file: object): Composed {
  const about = { mimetype: mime ?? 'application/octet-stream', fileName: name, title: name }
  const documentMessage = { ...file, ...about, ...(caption && { caption }) }
  const message = caption
    ? { documentWithCaptionMessage: { message: { documentMessage } } }
    : { documentMessage }
  return { kind: 'document', text: name, message }
}
