import type { RawApi } from 'grammy'
import { request } from 'undici'
import type { FileRef } from '../flows/types.ts'
import { FileTooLarge } from './file-too-large.ts'

/** Milliseconds for the whole of a file. */
const PATIENCE = 60_000

/** Fetches the bytes of a photo or document that was sent to the bot, at most so many. */
export function createFileFetcher(api: RawApi, token: string, apiRoot: string) {
  const root = `${apiRoot.replace(/\/$/, '')}/file/bot${token}/`
  return async (file: FileRef, limit: number): Promise<Buffer> => {
    const { file_path: path, file_size: told } = await api.getFile({ file_id: file.id })
    if (told !== undefined && told > limit) throw new FileTooLarge(limit)
    if (path === undefined) throw new Error('Telegram does not say where the file is')
    const { statusCode, body } = await request(root + path, { signal: AbortSignal.timeout(PATIENCE) })
    if (statusCode !== 200) {
      await body.dump()
      throw new Error(`Telegram answered ${statusCode} for a file`)
    }
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw new FileTooLarge(limit)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
}
