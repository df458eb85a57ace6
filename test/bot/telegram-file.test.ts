import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FileTooLarge } from '../../src/bot/file-too-large.ts'
import { createTelegramApi } from '../../src/bot/telegram-api.ts'
import { createFileFetcher } from '../../src/bot/telegram-file.ts'
import type { FileRef } from '../../src/flows/types.ts'

const BYTES = Buffer.from('%PDF-1.7 surat %%EOF')
const file = (id: string): FileRef => ({
  kind: 'document',
  id,
  mime: 'application/pdf',
  size: null,
  name: null,
})

let server: Server
let fetchFile: ReturnType<typeof createFileFetcher>
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/file/bot1:token/documents/whole.pdf') return response.end(BYTES)
    if (request.url !== '/bot1:token/getFile') return response.writeHead(404).end()
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { file_id: id } = JSON.parse(body) as { file_id: string }
      const result = {
        file_id: id,
        file_path: id === 'gone' ? 'documents/gone.pdf' : 'documents/whole.pdf',
        ...(id === 'told' && { file_size: 9_999_999 }),
      }
      response.end(JSON.stringify({ ok: true, result }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  fetchFile = createFileFetcher(createTelegramApi('1:token', root, 2), '1:token', root)
})
afterAll(() => void server.close())

it('fetches the bytes that Telegram names', async () => {
  expect(await fetchFile(file('whole'), 1000)).toEqual(BYTES)
})

it('stops at the limit, told or not', async () => {
  await expect(fetchFile(file('told'), 1000)).rejects.toThrow(FileTooLarge)
  await expect(fetchFile(file('whole'), 5)).rejects.toThrow(FileTooLarge)
})

it('fails when the file is gone, so that it is tried again', async () => {
  await expect(fetchFile(file('gone'), 1000)).rejects.toThrow('404')
})
