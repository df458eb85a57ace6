import { byteOffset, unparsable } from './errors.ts'
import type { Entity, Formatted } from './formatting.ts'

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
}
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const HTML = /<\/?([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|&(#\d+|#x[\da-fA-F]+|lt|gt|amp|quot);|<|[^<&]+|&/gu

/** Telegram's HTML, refused where Telegram refuses it. */
export function parseHtml(source: string): Formatted {
  let text = ''
  const entities: Entity[] = []
  const open: { name: string; offset: number; attributes: string }[] = []
  for (const match of source.matchAll(HTML)) {
    const [piece, tag, attributes = '', escape] = match
    const at = byteOffset(source, match.index)
    const name = tag?.toLowerCase()
    if (name && piece.startsWith('</')) {
      const top = open.pop()
      if (!top) throw unparsable(`Unexpected end tag at byte offset ${at}`)
      if (top.name !== name)
        throw unparsable(
          `Unmatched end tag at byte offset ${at}, expected "</${top.name}>", found "</${name}>"`,
        )
      const length = text.length - top.offset
      const url = /href\s*=\s*["']?([^"'\s>]+)/u.exec(top.attributes)?.[1] ?? text.slice(top.offset)
      if (length)
        entities.push({ type: TAGS[name] ?? name, offset: top.offset, length, ...(name === 'a' && { url }) })
    } else if (name) {
      if (!TAGS[name] || (name === 'span' && !attributes.includes('tg-spoiler')))
        throw unparsable(`Unsupported start tag "${name}" at byte offset ${at}`)
      open.push({ name, offset: text.length, attributes })
    } else if (escape)
      text += NAMED[escape] ?? String.fromCodePoint(Number(escape.replace('#', '').replace('x', '0x')))
    else if (piece === '<')
      throw unparsable(
        `Unsupported start tag "${source.slice(match.index + 1, match.index + 9)}" at byte offset ${at}`,
      )
    else text += piece
  }
  const left = open.at(-1)
  if (left) throw unparsable(`Can't find end tag corresponding to start tag "${left.name}"`)
  return { text, entities }
}
