/** The largest file that is taken, in bytes. */
export const LARGEST_FILE = 5 * 1_048_576

/** What is taken. */
export type Mime = 'image/jpeg' | 'image/png' | 'application/pdf'

/** Pictures among it. */
export const PICTURES: readonly Mime[] = ['image/jpeg', 'image/png']

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])
const PDF = Buffer.from('%PDF-')
/** A PDF's end mark may be followed by a little more. */
const TAIL = 1024

/**
 * What a file really holds by its own first and last bytes, whatever its name and platform say; null for all that we
 * do not take, and for what was cut off.
 */
export function contentOf(bytes: Buffer): Mime | null {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return bytes.includes('IEND', -TAIL) ? 'image/png' : null
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) {
    return bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > JPEG.length ? 'image/jpeg' : null
  }
  if (!bytes.subarray(0, PDF.length).equals(PDF)) return null
  return bytes.subarray(-TAIL).includes('%%EOF') ? 'application/pdf' : null
}
