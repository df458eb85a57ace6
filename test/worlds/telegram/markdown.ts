import { byteOffset, unparsable } from './errors.ts'
import type { Entity, Formatted } from './formatting.ts'

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

/** MarkdownV2, refused where a mark is not escaped or not closed. */
export function parseMarkdownV2(source: string): Formatted {
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

/** The first Markdown. */
export function parseMarkdown(source: string): Formatted {
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
