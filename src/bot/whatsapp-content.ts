import {
  type AnyMessageContent,
  type CacheStore,
  generateWAMessageContent,
  type proto,
  type MessageContentGenerationOptions,
} from '@whiskeysockets/baileys'
import type { FileBytes, Message } from './channel.ts'
import { SendError } from './send-error.ts'
import { drawMessage } from './whatsapp-draw.ts'

type Upload = MessageContentGenerationOptions['upload']

/** Messages of ours as Baileys takes them. */
export interface Contents {
  /** The words by themselves, or under the file. Throws SendError when the file is gone. */
  of(message: Message): Promise<AnyMessageContent>
  /** As it goes over the wire, for a phone that could not open it and asks again; without its file if that is not to be had. */
  wired(message: Message, upload: Upload | undefined): Promise<proto.IMessage>
  /** What WhatsApp's servers hold of our files: each is uploaded once, however many people get it. */
  readonly uploaded: CacheStore
}

/** WhatsApp keeps what was uploaded for weeks; nobody says how many. */
const KEPT = 3_600_000

/** Throws SendError (refused) for a message whose file is gone. */
export function createContents(files: FileBytes = async () => null): Contents {
  const uploaded = createUploads()

  async function of(message: Message): Promise<AnyMessageContent> {
    const { file } = message
    const caption = drawMessage(message)
    if (!file) return { text: caption, linkPreview: null }
    const bytes = await files(file.id)
    if (!bytes) throw SendError.refused('the file is gone')
    // Baileys knows a file that it has uploaded by its `url`.
    const media = Object.assign(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { url: file.id })
    return file.mime.startsWith('image/')
      ? { image: media, mimetype: file.mime, caption }
      : { document: media, mimetype: file.mime, fileName: file.name, caption }
  }

  return {
    of,
    uploaded,
    async wired(message, upload) {
      const words = { extendedTextMessage: { text: drawMessage(message) } }
      if (!message.file || !upload) return words
      return generateWAMessageContent(await of(message), { upload, mediaCache: uploaded }).catch(() => words)
    },
  }
}

function createUploads(): CacheStore {
  const held = new Map<string, { readonly value: unknown; readonly until: number }>()
  return {
    get: <T>(key: string) => {
      const found = held.get(key)
      return found && found.until > Date.now() ? (found.value as T) : undefined
    },
    set(key, value) {
      for (const [old, { until }] of held) if (until <= Date.now()) held.delete(old)
      held.set(key, { value, until: Date.now() + KEPT })
    },
    del: (key) => void held.delete(key),
    flushAll: () => held.clear(),
  }
}
