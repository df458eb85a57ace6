import type { FileRef, Json } from '../types.ts'
import { type Prompt, unread, value } from './prompt.ts'

const MEGABYTE = 1_048_576

/** A photo or document of one of the types, at most `maxBytes`; what it really holds is checked when it is fetched. */
export function file({
  types = ['image/jpeg', 'image/png', 'application/pdf'],
  maxBytes = 5 * MEGABYTE,
}: { readonly types?: readonly string[]; readonly maxBytes?: number } = {}): Prompt<
  FileRef & { readonly [key: string]: Json }
> {
  return {
    read(input) {
      if (input.type !== 'file') return unread('needFile')
      if (!types.includes(input.file.mime)) return unread('fileType')
      if ((input.file.size ?? 0) > maxBytes) return unread('fileSize', { max: maxBytes / MEGABYTE })
      return value({ ...input.file })
    },
    request: 'file',
    show: (file) => (file.name === null ? { key: `common:file.${file.kind}` } : { text: file.name }),
  }
}
