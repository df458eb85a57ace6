import type { Button, Message } from './channel.ts'
import { toWhatsApp } from './marked-text.ts'

/** A message as WhatsApp shows it: choices are numbered lines, since buttons are not drawn there. */
export function drawMessage(message: Message): string {
  const choices = numbered(message.buttons).map((button, index) => `${index + 1}. ${button.label}`)
  const actions = (message.buttons ?? []).filter((button) => button.action).map((button) => button.label)
  if (message.request && message.request.type !== 'file') actions.unshift(message.request.label)
  const parts = [
    toWhatsApp(message.text),
    choices.join('\n'),
    actions.map((label) => `• ${label}`).join('\n'),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The button that an answer to this very message picks: by its number, or by its label. */
export function pickedButton(buttons: readonly Button[], answer: string): Button | null {
  const said = plain(answer)
  const number = /^(\d{1,3})[.)]?$/.exec(said)?.[1]
  if (number) return numbered(buttons)[Number(number) - 1] ?? null
  return buttons.find((button) => plain(button.label) === said) ?? null
}

function numbered(buttons: readonly Button[] = []): readonly Button[] {
  return buttons.filter((button) => !button.action)
}

function plain(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
}
