import { createHash, randomBytes } from 'node:crypto'
import { extname } from 'node:path'
import type { State, StoredFile } from './state.ts'

/** Keeps bytes as a file that getFile and downloads find. */
export function keepFile(state: State, bytes: Buffer, name?: string, mime?: string): StoredFile {
  const unique = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
  const folder = mime?.startsWith('image/') ? 'photos' : 'documents'
  const file: StoredFile = {
    file_id: `F${randomBytes(18).toString('base64url')}`,
    file_unique_id: unique,
    file_size: bytes.length,
    file_path: `${folder}/${unique}${extname(name ?? '') || '.bin'}`,
    bytes,
    name,
    mime,
  }
  state.files.set(file.file_id, file)
  return file
}

/** How a file appears in a message. */
export function mediaPart(field: string, file: StoredFile): object {
  const base = { file_id: file.file_id, file_unique_id: file.file_unique_id, file_size: file.file_size }
  const named = {
    ...base,
    ...(file.name && { file_name: file.name }),
    mime_type: file.mime ?? 'application/octet-stream',
  }
  switch (field) {
    case 'photo':
      return [
        { ...base, width: 90, height: 90 },
        { ...base, width: 1280, height: 1280 },
      ]
    case 'sticker':
      return { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false }
    case 'document':
      return named
    case 'video':
    case 'animation':
      return { ...named, duration: 1, width: 640, height: 360 }
    default:
      return { ...named, duration: 1 }
  }
}
