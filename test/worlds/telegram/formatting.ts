import { unparsable, bad } from './errors.ts'

/** A formatted stretch of a text. */
export interface Entity {
  readonly type: string
  readonly offset: number
  readonly length: number
  readonly url?: string
}

/** Text without its markup, and what the markup said. */
export interface Formatted {
  readonly text: string
  readonly entities: readonly Entity[]
}

/** Reads a text in a parse mode, refusing what Telegram refuses. */
export function parse(source: string, mode: string): Formatted {
  switch (mode.toLowerCase()) {
    case '':
      return { text: source, entities: [] }
    case 'html':
      return parseHtml(source)
    case 'markdownv2':
      return parseMarkdownV2(source)
    case 'markdown':
      return parseMarkdown(source)
    default:
      throw bad('unsupported parse_mode')
  }
}

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

function parseHtml(source: string): Formatted {
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

const MARKS: Readonly<Record<string, readonly [type: string, label: string]>> = {
  '*': ['bold', 'Bold'],
  _: ['italic', 'Italic'],
  __: ['underline', 'Underline'],
  '~': ['strikethrough', 'Strikethrough'],
  '||': ['spoiler', 'Spoiler'],
  '[': ['text_link', 'TextUrl'],
}
const CODE: Readonly<Record<string, readonly [type: string, label: string]>> = {
  '```': ['pre', 'Pre'],
  '`': ['code', 'Code'],
}
const V2_TOKEN =
  /\\([\s\S])|(```|`)|(__|\|\||[*_~])|(!?\[)|\](\((?:\\[\s\S]|[^\\)])*(\)?))?|(?<=^|\n)>|([_*[\]()~`>#+\-=|{}.!])|[^\\`_*[\]()~>#+\-=|{}.!]+|\\/gu

function parseMarkdownV2(source: string): Formatted {
  let text = ''
  const entities: Entity[] = []
  const open: { mark: string; offset: number; at: number }[] = []
  V2_TOKEN.lastIndex = 0
  for (let match = V2_TOKEN.exec(source); match; match = V2_TOKEN.exec(source)) {
    const [piece, escaped, fence, mark, bracket, target, closed, reserved] = match
    const at = byteOffset(source, match.index)
    if (escaped !== undefined) text += escaped
    else if (fence) {
      const start = match.index + fence.length
      const end = source.indexOf(fence, start)
      const [type = '', label = ''] = CODE[fence] ?? []
      if (end < 0) throw unparsable(`Can't find end of ${label} entity at byte offset ${at}`)
      const inner = source
        .slice(start, end)
        .replace(fence === '`' ? /^$/u : /^[^\s`]*\n/u, '')
        .replace(/\\([\s\S])/gu, '$1')
      if (inner) entities.push({ type, offset: text.length, length: inner.length })
      text += inner
      V2_TOKEN.lastIndex = end + fence.length
    } else if (mark) {
      const top = open.at(-1)
      if (top?.mark === mark) {
        open.pop()
        const length = text.length - top.offset
        if (length) entities.push({ type: MARKS[mark]?.[0] ?? '', offset: top.offset, length })
      } else if (top && open.some((one) => one.mark === mark))
        throw unparsable(`Can't find end of the entity starting at byte offset ${byteOffset(source, top.at)}`)
      else open.push({ mark, offset: text.length, at: match.index })
    } else if (bracket) open.push({ mark: '[', offset: text.length, at: match.index })
    else if (piece.startsWith(']') && open.at(-1)?.mark === '[') {
      const top = open.pop()
      if (target && !closed) throw unparsable(`Can't find end of a URL at byte offset ${at + 1}`)
      const offset = top?.offset ?? 0
      const url = target?.slice(1, -1).replace(/\\([\s\S])/gu, '$1')
      if (url !== undefined) entities.push({ type: 'text_link', offset, length: text.length - offset, url })
    } else if (reserved || piece.startsWith(']'))
      throw unparsable(
        `Character '${reserved ?? ']'}' is reserved and must be escaped with the preceding '\\'`,
      )
    else if (piece !== '>') text += piece
  }
  const left = open.at(-1)
  if (left)
    throw unparsable(
      `Can't find end of ${MARKS[left.mark]?.[1]} entity at byte offset ${byteOffset(source, left.at)}`,
    )
  return { text, entities }
}

const V1_TYPES: Readonly<Record<string, string>> = {
  '*': 'bold',
  _: 'italic',
  '`': 'code',
  '```': 'pre',
  ']': 'text_link',
}
const V1_TOKEN = /\\([_*`[])|(```|[*_`[])|[\s\S]/gu

function parseMarkdown(source: string): Formatted {
  let text = ''
  const entities: Entity[] = []
  V1_TOKEN.lastIndex = 0
  for (let match = V1_TOKEN.exec(source); match; match = V1_TOKEN.exec(source)) {
    const [piece, escaped, opening] = match
    if (!opening) {
      text += escaped ?? piece
      continue
    }
    const mark = opening === '[' ? ']' : opening
    const start = match.index + opening.length
    const end = source.indexOf(mark, start)
    if (end < 0)
      throw unparsable(
        `Can't find end of the entity starting at byte offset ${byteOffset(source, match.index)}`,
      )
    const inner = source.slice(start, end)
    const link = mark === ']' ? /^\(([^)]*)\)/u.exec(source.slice(end + 1)) : undefined
    if (inner && link !== null)
      entities.push({
        type: V1_TYPES[mark] ?? '',
        offset: text.length,
        length: inner.length,
        ...(link && { url: link[1] }),
      })
    text += inner
    V1_TOKEN.lastIndex = end + mark.length + (link?.[0].length ?? 0)
  }
  return { text, entities }
}

const AUTOMATIC: readonly (readonly [string, RegExp])[] = [
  ['url', /\bhttps?:\/\/[^\s<>"]+/gu],
  ['bot_command', /(?<=^|\s)\/[a-zA-Z0-9_]{1,32}(?:@\w+)?/gu],
  ['mention', /(?<=^|\s)@[a-zA-Z]\w{4,31}/gu],
  ['hashtag', /(?<=^|\s)#[\p{L}\p{N}_]+/gu],
  ['email', /[\w.+-]+@[\w-]+\.[\w.-]+/gu],
  ['phone_number', /(?<!\d)\+\d{10,15}(?!\d)/gu],
]

/** What Telegram finds in a text by itself: links, commands, mentions … */
export function automaticEntities(text: string): Entity[] {
  const found = AUTOMATIC.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)].map((match) => ({ type, offset: match.index, length: match[0].length })),
  )
  return found.sort((a, b) => a.offset - b.offset)
}

const byteOffset = (source: string, index: number): number => Buffer.byteLength(source.slice(0, index))
