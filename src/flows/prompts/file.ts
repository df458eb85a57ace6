import type { FileRef, Json, Reading } from '../types.ts'
import { type Prompt, unread, value } from './prompt.ts'

const MEGABYTE = 1_048_576

interface Bounds {
  readonly types?: readonly string[]
  readonly maxBytes?: number
}
type Kept = FileRef & { readonly [key: string]: Json }

/** A photo or document of one of the types, at most `maxBytes`; what it really holds is checked when it is fetched. */
export function file(bounds: Bounds = {}): Prompt<Kept> {
  return {
    read: (input) => (input.type === 'file' ? readFile(input.file, bounds) : unread('needFile')),
    request: 'file',
    show: (file) => (file.name === null ? { key: `common:file.${file.kind}` } : { text: file.name }),
  }
}

/** The file, or what is wrong with it. */
export function readFile(
  file: FileRef,
  { types = ['image/jpeg', 'image/png', 'application/pdf'], maxBytes = 5 * MEGABYTE }: Bounds = {},
): Reading<Kept> {
  if (!types.includes(file.mime)) return unread('fileType')
  if ((file.size ?? 0) > maxBytes) return unread('fileSize', { max: maxBytes / MEGABYTE })
  return value({ ...file })
}
