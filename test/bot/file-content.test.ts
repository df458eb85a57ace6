import { expect, it } from 'vitest'
import { contentOf } from '../../src/bot/file-content.ts'

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

it.each([
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]), 'image/jpeg'],
  ['a JPEG that was cut off', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]), null],
  ['a PNG', Buffer.from([...PNG, 1, 2, ...Buffer.from('IEND'), 0xae, 0x42, 0x60, 0x82]), 'image/png'],
  ['a PNG that was cut off', Buffer.from([...PNG, 1, 2]), null],
  ['a PDF', Buffer.from('%PDF-1.4\nx\n%%EOF\n'), 'application/pdf'],
  ['a PDF that was cut off', Buffer.from('%PDF-1.4\nx'), null],
  ['a ZIP', Buffer.from('PK\u0003\u0004%PDF-%%EOF'), null],
  ['a program', Buffer.from('MZ\u0090'), null],
  ['a page', Buffer.from('<html>%PDF-</html>%%EOF'), null],
  ['nothing', Buffer.alloc(0), null],
])('knows %s', (_, bytes, mime) => {
  expect(contentOf(bytes)).toBe(mime)
})
