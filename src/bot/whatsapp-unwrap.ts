import { normalizeMessageContent, proto } from '@whiskeysockets/baileys'
import type { Input } from '../flows/types.ts'
import type { Button } from './channel.ts'
import { pickedButton } from './whatsapp-draw.ts'
import { fileOf } from './whatsapp-file.ts'

/** What is known about a message besides its content. */
export interface Around {
  /** The number that the platform vouches for, E.164. */
  readonly phone?: string
  /** The buttons of our own message that this one quotes. */
  readonly menu?: readonly Button[]
}

/** Content that asks for no answer: reactions, deletions, votes, and what phones tell each other. */
const IGNORED = new Set([
  'albumMessage',
  'bcallMessage',
  'call',
  'callLogMesssage',
  'chat',
  'encCommentMessage',
  'encEventResponseMessage',
  'encReactionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'keepInChatMessage',
  'messageContextInfo',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'pinInChatMessage',
  'placeholderMessage',
  'pollUpdateMessage',
  'protocolMessage',
  'reactionMessage',
  'secretEncryptedMessage',
  'senderKeyDistributionMessage',
  'stickerSyncRmrMessage',
])

/** What a contact did, out of all the wrappers that WhatsApp knows; null when it asks for no answer. */
export function inputOf(message: proto.IMessage, around: Around = {}): Input | null {
  const content = normalizeMessageContent(message)
  if (!content) return null
  const { protocolMessage } = content
  if (protocolMessage?.type === proto.Message.ProtocolMessage.Type.MESSAGE_EDIT) {
    const input = protocolMessage.editedMessage ? inputOf(protocolMessage.editedMessage, around) : null
    return input?.type === 'text' ? { ...input, edited: true } : input
  }
  return said(content, around) ?? pressed(content) ?? shared(content, around) ?? otherwise(content)
}

/** The id of the message that this one answers, where it quotes one. */
export function quotedId(message: proto.IMessage): string | null {
  return normalizeMessageContent(message)?.extendedTextMessage?.contextInfo?.stanzaId ?? null
}

function said(content: proto.IMessage, { menu }: Around): Input | null {
  const text = content.conversation || content.extendedTextMessage?.text
  if (!text) return null
  const picked = menu ? pickedButton(menu, text) : null
  return (picked && choice(picked.data)) ?? { type: 'text', text }
}

/** Buttons are not ours to draw any more, but older messages and other programs have them. */
function pressed(content: proto.IMessage): Input | null {
  const button = content.buttonsResponseMessage
  if (button) return answer(button.selectedButtonId, button.selectedDisplayText)
  const list = content.listResponseMessage
  if (list) return answer(list.singleSelectReply?.selectedRowId, list.title)
  const template = content.templateButtonReplyMessage
  if (template) return answer(template.selectedId, template.selectedDisplayText)
  const interactive = content.interactiveResponseMessage
  if (interactive)
    return answer(idIn(interactive.nativeFlowResponseMessage?.paramsJson), interactive.body?.text)
  return null
}

function answer(id: string | null | undefined, label: string | null | undefined): Input | null {
  const picked = id ? choice(id) : null
  const text = label || id
  return picked ?? (text ? { type: 'text', text } : null)
}

/** Button data: `<flow>:<step>:<value>`. */
function choice(data: string): Input | null {
  const parts = /^([\w.-]+):([\w.-]+):([\x20-\x7e]+)$/.exec(data)
  const [, flow, step, value] = parts ?? []
  return flow && step && value && data.length <= 64 ? { type: 'choice', flow, step, value } : null
}

function idIn(json: string | null | undefined): string | null {
  try {
    const params: unknown = JSON.parse(json ?? '')
    const id = params && typeof params === 'object' && 'id' in params ? params.id : null
    return typeof id === 'string' ? id : null
  } catch {
    return null
  }
}

function shared(content: proto.IMessage, around: Around): Input | null {
  const place = content.locationMessage ?? content.liveLocationMessage
  if (place) return location(place.degreesLatitude, place.degreesLongitude)
  const cards = content.contactMessage ? [content.contactMessage] : content.contactsArrayMessage?.contacts
  if (cards) return contact(cards, around)
  const file = fileOf(content)
  return file ? { type: 'file', file } : null
}

function location(latitude: number | null | undefined, longitude: number | null | undefined): Input {
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return unsupported('other')
  return { type: 'location', latitude, longitude }
}

function contact(cards: readonly proto.Message.IContactMessage[], { phone: sender }: Around): Input {
  const phone = cards.length === 1 ? numberIn(cards[0]?.vcard ?? '') : null
  return phone ? { type: 'phone', phone, own: phone === sender } : unsupported('contact')
}

function numberIn(vcard: string): string | null {
  const digits = /waid=(\d{7,15})/.exec(vcard)?.[1] ?? /^TEL[^:]*:\s*\+([\d\s-]{7,20})/m.exec(vcard)?.[1]
  return digits ? `+${digits.replaceAll(/\D/g, '')}` : null
}

function otherwise(content: proto.IMessage): Input | null {
  if (content.audioMessage) return unsupported('voice')
  if (content.videoMessage || content.ptvMessage) return unsupported('video')
  if (content.stickerMessage || content.lottieStickerMessage) return unsupported('sticker')
  const kinds = Object.entries(content).filter(([kind, value]) => value && !IGNORED.has(kind))
  return kinds.length > 0 ? unsupported('other') : null
}

function unsupported(kind: Extract<Input, { type: 'unsupported' }>['kind']): Input {
  return { type: 'unsupported', kind }
}
