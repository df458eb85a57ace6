import { downloadContentFromMessage, type proto } from '@whiskeysockets/baileys'
import type { FileRef } from '../flows/types.ts'
import { FileTooLarge } from './file-too-large.ts'

/** What is needed to fetch and open a file, packed into the `id` of a FileRef. */
interface Handle {
  readonly path: string
  readonly key: string
  /** The server named by the sender; honoured only where it is WhatsApp's. */
  readonly host?: string
}

/** How long a file may take to be fetched. */
const PATIENCE = 60_000

type Media = proto.Message.IImageMessage | proto.Message.IDocumentMessage

/** The photo or document in a message's content, or null. */
export function fileOf(content: proto.IMessage): FileRef | null {
  if (content.imageMessage) return reference('photo', content.imageMessage, null)
  const document = content.documentMessage
  return document ? reference('document', document, document.fileName ?? null) : null
}

function reference(kind: FileRef['kind'], media: Media, name: string | null): FileRef | null {
  // the path is the sender's to choose: it must not reach into the host's name
  if (!media.directPath?.startsWith('/') || !media.mediaKey) return null
  const key = Buffer.from(media.mediaKey).toString('base64')
  const handle: Handle = { path: media.directPath, key, ...(media.url ? { host: hostOf(media.url) } : {}) }
  const size = Number(media.fileLength ?? 0)
  return {
    kind,
    id: Buffer.from(JSON.stringify(handle)).toString('base64url'),
    mime: media.mimetype ?? 'application/octet-stream',
    size: size > 0 ? size : null,
    name,
  }
}

/** Fetches a file and opens it. `trusts` says which other servers than WhatsApp's may be asked. */
export async function fetchFile(
  file: FileRef,
  limit: number,
  trusts: (host: string) => boolean,
): Promise<Buffer> {
  const handle = JSON.parse(Buffer.from(file.id, 'base64url').toString()) as Handle
  const { path, key, host } = handle
  const stream = await downloadContentFromMessage(
    { directPath: path, mediaKey: Buffer.from(key, 'base64') },
    file.kind === 'photo' ? 'image' : 'document',
    {
      ...(host && (host.endsWith('.whatsapp.net') || trusts(host)) ? { host } : {}),
      options: { signal: AbortSignal.timeout(PATIENCE) },
    },
  )
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new FileTooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}
