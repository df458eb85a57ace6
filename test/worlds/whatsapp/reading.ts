import { normalizeMessageContent, proto, sha256 } from '@whiskeysockets/baileys'
import type { MediaType } from '@whiskeysockets/baileys'
import type { Button, WorldEvent } from '../world.ts'
import type { MediaHost } from './media.ts'

/** What a person sees of a message from the bot. */
export type Seen = Pick<WorldEvent<string>, 'kind' | 'text'> &
  Partial<Pick<WorldEvent<string>, 'file' | 'location' | 'options' | 'buttons' | 'rendered'>> & {
    readonly quoted?: string
    readonly of?: string
    readonly vcard?: string
    /** A poll's key, with which votes are sealed. */
    readonly secret?: Buffer
  }

/** Reads a message as a phone shows it; `drawn` says whether it draws buttons and lists. */
export async function read(message: proto.IMessage, media: MediaHost, drawn: boolean): Promise<Seen> {
  const content = normalizeMessageContent(message) ?? {}
  return (
    plain(content) ??
    (await file(content, media)) ??
    place(content) ??
    card(content) ??
    poll(content, message) ??
    (await change(content, media)) ??
    interactive(content, drawn) ?? { kind: 'unknown', text: Object.keys(content).join(' ') }
  )
}

function plain({ conversation, extendedTextMessage: extended }: proto.IMessage): Seen | undefined {
  if (conversation) return { kind: 'text', text: conversation }
  const quoted = extended?.contextInfo?.stanzaId ?? undefined
  return extended ? { kind: 'text', text: extended.text ?? '', quoted } : undefined
}

async function file(content: proto.IMessage, media: MediaHost): Promise<Seen | undefined> {
  const {
    imageMessage: image,
    documentMessage: document,
    videoMessage: video,
    audioMessage: audio,
    stickerMessage: sticker,
  } = content
  const found = image ?? document ?? video ?? audio ?? sticker
  if (!found) return undefined
  const kinds: [object | null | undefined, MediaType][] = [
    [image, 'image'],
    [document, 'document'],
    [video, 'video'],
    [audio, 'audio'],
    [sticker, 'sticker'],
  ]
  const type = kinds.find(([part]) => part === found)?.[1] ?? 'document'
  const bytes = await media.get(found, type).catch(() => undefined)
  const ok = !!bytes && sha256(bytes).equals(found.fileSha256 ?? Buffer.alloc(0))
  const [name, mime] = [document?.fileName ?? undefined, found.mimetype ?? undefined]
  const text = (image ?? document ?? video)?.caption ?? ''
  return { kind: type, text, file: { name, mime, size: Number(found.fileLength ?? 0), bytes, ok } }
}

function place({ locationMessage: place }: proto.IMessage): Seen | undefined {
  if (!place) return undefined
  const text = [place.name, place.address].filter(Boolean).join(', ')
  const location = { latitude: place.degreesLatitude ?? 0, longitude: place.degreesLongitude ?? 0 }
  return { kind: 'location', text, location }
}

function card({ contactMessage: one, contactsArrayMessage: many }: proto.IMessage): Seen | undefined {
  const cards = one ? [one] : many?.contacts
  if (!cards) return undefined
  return {
    kind: 'contact',
    text: (one ?? many)?.displayName ?? '',
    vcard: cards.map(({ vcard }) => vcard).join('\n'),
  }
}

function poll(content: proto.IMessage, { messageContextInfo: context }: proto.IMessage): Seen | undefined {
  const asked = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  if (!asked) return undefined
  const options = (asked.options ?? []).map(({ optionName }) => optionName ?? '')
  return { kind: 'poll', text: asked.name ?? '', options, secret: Buffer.from(context?.messageSecret ?? []) }
}

async function change(content: proto.IMessage, media: MediaHost): Promise<Seen | undefined> {
  const { reactionMessage: reaction, protocolMessage: order } = content
  if (reaction) return { kind: 'reaction', text: reaction.text ?? '', of: reaction.key?.id ?? undefined }
  if (!order) return undefined
  const of = order.key?.id ?? undefined
  const { MESSAGE_EDIT, REVOKE } = proto.Message.ProtocolMessage.Type
  if (order.type === MESSAGE_EDIT)
    return { kind: 'edit', of, text: (await read(order.editedMessage ?? {}, media, false)).text }
  return order.type === REVOKE
    ? { kind: 'delete', of, text: '' }
    : { kind: 'protocol', text: String(order.type) }
}

/** Buttons and lists. People in an unofficial client's chat do not get these drawn on their phones. */
function interactive(content: proto.IMessage, rendered: boolean): Seen | undefined {
  const { buttonsMessage: buttons, listMessage: list, templateMessage, interactiveMessage: flow } = content
  const template = templateMessage?.hydratedTemplate ?? templateMessage?.hydratedFourRowTemplate
  const seen = (parts: (string | null | undefined)[], drawn: Button[]): Seen => ({
    kind: 'interactive',
    rendered,
    text: parts.filter(Boolean).join('\n'),
    buttons: drawn,
  })
  if (buttons)
    return seen(
      [buttons.text ?? buttons.contentText, buttons.footerText],
      (buttons.buttons ?? []).map(({ buttonText, buttonId }) => button(buttonText?.displayText, buttonId)),
    )
  if (list)
    return seen(
      [list.title, list.description],
      (list.sections ?? []).flatMap(({ rows }) =>
        (rows ?? []).map(({ title, rowId }) => button(title, rowId)),
      ),
    )
  if (template)
    return seen(
      [template.hydratedContentText],
      (template.hydratedButtons ?? []).map(({ quickReplyButton: quick, urlButton: link }) =>
        button(quick?.displayText ?? link?.displayText, quick?.id),
      ),
    )
  if (!flow) return undefined
  return seen(
    [flow.body?.text],
    (flow.nativeFlowMessage?.buttons ?? []).map(({ name, buttonParamsJson }) => {
      const { display_text: label, title, id } = parameters(buttonParamsJson)
      return button(label ?? title ?? name, id)
    }),
  )
}

const button = (text?: string | null, data?: string | null): Button => ({
  text: text ?? '',
  data: data ?? undefined,
})

function parameters(json: string | null | undefined): { display_text?: string; title?: string; id?: string } {
  try {
    return JSON.parse(json ?? '{}')
  } catch {
    return {}
  }
}
