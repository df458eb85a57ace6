import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getMediaKeys, sha256 } from '@whiskeysockets/baileys'
import type { MediaType } from '@whiskeysockets/baileys'
import { loopbackCertificate } from '../certificate.ts'
import { bodyOf, HOST, listen, seconds, shut } from '../loopback.ts'
import type { Faults } from './faults.ts'

/** Where a message says its file is. */
export interface MediaReference {
  readonly directPath?: string | null
  readonly mediaKey?: Uint8Array | null
}

/** Keeps encrypted files, up and down over https, as WhatsApp's media servers do. */
export interface MediaHost {
  /** host:port */
  readonly name: string
  readonly certificate: string
  /** Encrypts and stores; gives the fields of the message that refers to it. */
  put(bytes: Buffer, type: MediaType): Promise<StoredMedia>
  /** Opens what a message refers to. */
  get(reference: MediaReference, type: MediaType): Promise<Buffer | undefined>
  /** Files that the bot has brought up. */
  uploads(): number
  close(): Promise<void>
}

export type StoredMedia = ReturnType<typeof describe>

export async function startMediaHost(faults: Faults): Promise<MediaHost> {
  const files = new Map<string, Buffer>()
  let uploads = 0
  const { cert, key } = loopbackCertificate()
  const server = createServer({ cert, key }, (request, response) => {
    if (request.method === 'POST') void upload(request, response).catch(() => response.destroy())
    else download(request, response)
  })
  const name = `${HOST}:${await listen(server)}`

  async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await bodyOf(request)
    if (faults.take('mediaDown')) return void response.writeHead(503).end()
    const path = newPath()
    files.set(path, bytes)
    uploads += 1
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ url: `https://${name}${path}`, direct_path: path }))
  }

  function download(request: IncomingMessage, response: ServerResponse): void {
    const file = files.get(new URL(request.url ?? '/', 'https://x').pathname)
    if (!file) return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.length })
      .end(file)
  }

  return {
    name,
    certificate: cert,
    async put(bytes, type) {
      const mediaKey = randomBytes(32)
      const sealed = await seal(bytes, mediaKey, type)
      const path = newPath()
      files.set(path, sealed)
      return describe(name, path, mediaKey, sealed, bytes)
    },
    async get({ directPath, mediaKey }, type) {
      const file = files.get(directPath ?? '')
      return file && mediaKey ? open(file, mediaKey, type) : undefined
    },
    uploads: () => uploads,
    close: () => shut(server),
  }
}

const newPath = () => `/v/t62.7119-24/${randomBytes(12).toString('hex')}.enc`

const describe = (host: string, directPath: string, mediaKey: Buffer, sealed: Buffer, plain: Buffer) => ({
  url: `https://${host}${directPath}`,
  directPath,
  mediaKey,
  fileEncSha256: sha256(sealed),
  fileSha256: sha256(plain),
  fileLength: plain.length,
  mediaKeyTimestamp: seconds(),
})

async function seal(bytes: Buffer, mediaKey: Buffer, type: MediaType): Promise<Buffer> {
  const { cipherKey, iv, macKey = Buffer.alloc(0) } = await getMediaKeys(mediaKey, type)
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
  const mac = createHmac('sha256', macKey).update(iv).update(sealed).digest().subarray(0, 10)
  return Buffer.concat([sealed, mac])
}

async function open(file: Buffer, mediaKey: Uint8Array, type: MediaType): Promise<Buffer> {
  const { cipherKey, iv } = await getMediaKeys(Buffer.from(mediaKey), type)
  const cipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
  return Buffer.concat([cipher.update(file.subarray(0, -10)), cipher.final()])
}
