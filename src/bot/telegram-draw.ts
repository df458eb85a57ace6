import type { InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from 'grammy/types'
import type { Button, Message } from './channel.ts'
import { splitMarked } from './marked-text.ts'

/** Telegram's limit, counted without the marks. */
const MAX_TEXT = 4096
/** What two labels side by side may have on a small phone. */
const SHORT_LABEL = 18

/** One call of sendMessage, but for the chat. */
export interface Part {
  readonly text: string
  readonly parse_mode: 'HTML'
  readonly link_preview_options?: { readonly is_disabled: true }
  readonly reply_markup?: Markup
  readonly allow_paid_broadcast?: true
}

export type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

/** A message as Telegram shows it: mostly one part, several for a long text. The last one carries the buttons. */
export function draw(message: Message): Part[] {
  const markup = markupOf(message)
  const parts = splitMarked(message.text, MAX_TEXT).map((text): Part => ({
    text,
    parse_mode: 'HTML',
    ...(text.includes('http') && { link_preview_options: { is_disabled: true } }),
    ...(message.paid && { allow_paid_broadcast: true }),
  }))
  if (markup) parts.push({ ...parts.pop()!, reply_markup: markup })
  // One message cannot both remove the keyboard below the chat and carry buttons.
  if (message.clearRequest && markup && 'inline_keyboard' in markup) parts.unshift(CLEARING)
  return parts
}

const REMOVE: ReplyKeyboardRemove = { remove_keyboard: true }
const CLEARING: Part = { text: '👌', parse_mode: 'HTML', reply_markup: REMOVE }

function markupOf({ buttons = [], list = false, request, clearRequest }: Message): Markup | undefined {
  if (request && request.type !== 'file') return requestKeyboard(request, buttons)
  if (buttons.length > 0) return { inline_keyboard: inlineRows(buttons, list) }
  return clearRequest ? REMOVE : undefined
}

/** Buttons stand under the request as words to tap: they are understood like typed ones. */
function requestKeyboard(
  { type, label }: NonNullable<Message['request']>,
  buttons: readonly Button[],
): ReplyKeyboardMarkup {
  const request = type === 'phone' ? { request_contact: true as const } : { request_location: true as const }
  const words = rows(buttons, false).map((row) => row.map(({ label }) => ({ text: label })))
  return {
    keyboard: [[{ text: label, ...request }], ...words],
    one_time_keyboard: true,
    resize_keyboard: true,
  }
}

function inlineRows(buttons: readonly Button[], list: boolean) {
  const choices = buttons.filter(({ action }) => !action)
  const actions = buttons.filter(({ action }) => action)
  return [...rows(choices, list), ...rows(actions, false)].map((row) =>
    row.map(({ label, data }) => ({ text: label, callback_data: data })),
  )
}

/** Two neighbours share a row when both are short and it is no list. */
function rows(buttons: readonly Button[], list: boolean): Button[][] {
  const all: Button[][] = []
  for (const button of buttons) {
    const last = all.at(-1)
    if (!list && last?.length === 1 && isShort(last[0]!) && isShort(button)) last.push(button)
    else all.push([button])
  }
  return all
}

const isShort = ({ label }: Button) => label.length <= SHORT_LABEL
