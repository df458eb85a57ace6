import { bad } from './errors.ts'
import { automaticEntities, parse } from './formatting.ts'
import type { Entity, Formatted } from './formatting.ts'
import { characters, flag } from './params.ts'
import type { Params } from './params.ts'
import type { Button } from '../world.ts'

/** The text or caption of a call, formatted, or undefined when it has none. */
export function optionalText(params: Params, field: 'text' | 'caption', max: number): Formatted | undefined {
  const value = params[field]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw bad(`field "${field}" must be of type String`)
  const explicit = params[field === 'caption' ? 'caption_entities' : 'entities']
  const parsed = parse(value, String(params.parse_mode ?? ''))
  const text = parsed.text.trimEnd()
  if (!text.trim()) return undefined
  if (characters(text) > max)
    throw bad(field === 'caption' ? 'message caption is too long' : 'message is too long')
  const given = params.parse_mode || !Array.isArray(explicit) ? parsed.entities : (explicit as Entity[])
  const entities = [...given, ...automaticEntities(text)].sort((a, b) => a.offset - b.offset)
  return { text, entities }
}

/** The text of a call that must have one. */
export function requiredText(params: Params): Formatted {
  const text = optionalText(params, 'text', 4096)
  if (!text) throw bad('message text is empty')
  return text
}

/** The caption of a call, if any. */
export const captionOf = (params: Params): Formatted | undefined => optionalText(params, 'caption', 1024)

interface InlineButton {
  readonly text: string
  readonly callback_data?: string
  readonly url?: string
  readonly web_app?: { readonly url: string }
  readonly [other: string]: unknown
}

export interface KeyboardButton {
  readonly text: string
  readonly request_contact?: boolean
  readonly request_location?: boolean
}

/** A reply markup that has passed the checks. */
export type Markup =
  | {
      readonly kind: 'inline'
      readonly raw: { inline_keyboard: InlineButton[][] }
      readonly buttons: Button[]
    }
  | { readonly kind: 'reply'; readonly keyboard: KeyboardButton[]; readonly oneTime: boolean }
  | { readonly kind: 'remove' | 'force' }

/** Reads and checks the markup of a call. */
export function markupOf(params: Params): Markup | undefined {
  const markup = markupObject(params.reply_markup)
  if (!markup || !Object.keys(markup).length) return undefined
  if (markup.inline_keyboard)
    return inlineMarkup(rowsOf<InlineButton>(markup.inline_keyboard, 'inline keyboard'))
  if (markup.keyboard)
    return replyMarkup(rowsOf<KeyboardButton | string>(markup.keyboard, 'reply keyboard'), markup)
  if (markup.remove_keyboard) return { kind: 'remove' }
  if (markup.force_reply) return { kind: 'force' }
  throw bad('object expected as reply markup')
}

/** The markup of a call that may only carry inline buttons. */
export function inlineMarkupOf(params: Params): Extract<Markup, { kind: 'inline' }> | undefined {
  const markup = markupOf(params)
  if (markup && markup.kind !== 'inline') throw bad('inline keyboard expected')
  return markup
}

function markupObject(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === '') return undefined
  try {
    const read: unknown = typeof value === 'string' ? JSON.parse(value) : value
    if (typeof read === 'object' && read !== null) return { ...read }
  } catch {
    throw bad("can't parse reply keyboard markup JSON object")
  }
  throw bad('object expected as reply markup')
}

function rowsOf<T>(value: unknown, what: string): T[][] {
  if (!Array.isArray(value) || !value.every(Array.isArray))
    throw bad(`can't parse ${what}: expected an array of arrays`)
  return value
}

const BUTTON_KINDS =
  'url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat switch_inline_query_chosen_chat copy_text callback_game pay'.split(
    ' ',
  )

function inlineMarkup(rows: InlineButton[][]): Markup {
  const all = rows.flat()
  if (all.length > 100) throw bad('reply markup is too long')
  for (const button of all) checkInlineButton(button)
  const buttons = all.map(({ text, callback_data: data, url, web_app: app }) => ({
    text,
    data,
    url: url ?? app?.url,
  }))
  return { kind: 'inline', raw: { inline_keyboard: rows }, buttons }
}

function checkInlineButton(button: InlineButton): void {
  const kinds = BUTTON_KINDS.filter((kind) => button?.[kind] !== undefined)
  if (!button?.text || kinds.length !== 1)
    throw bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  const { callback_data: data, url, web_app: app } = button
  const bytes = data === undefined ? 1 : Buffer.byteLength(data)
  if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID')
  if (app && !app.url.startsWith('https://'))
    throw bad(`inline keyboard button Web App URL '${app.url}' is invalid: Only HTTPS links are allowed`)
  if (url !== undefined && !/^(https?|tg|ton):\/\/|^[\w-]+\.[\w.-]+/u.test(url))
    throw bad(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
}

function replyMarkup(rows: (KeyboardButton | string)[][], markup: Record<string, unknown>): Markup {
  const keyboard = rows.flat().map((button) => (typeof button === 'string' ? { text: button } : button))
  if (!keyboard.length || keyboard.some((button) => !button?.text))
    throw bad("can't parse keyboard button: text must be non-empty")
  return { kind: 'reply', keyboard, oneTime: flag(markup.one_time_keyboard) }
}
