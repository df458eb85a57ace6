import { bad } from './errors.ts'
import { parseHtml } from './html.ts'
import { parseMarkdown, parseMarkdownV2 } from './markdown.ts'

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
