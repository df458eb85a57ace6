import type { Choice, Reply, Text } from '../flows/types.ts'
import type { Button, Language, Message } from './channel.ts'
import type { Texts } from './texts.ts'

const REQUESTS = {
  phone: 'common:sharePhone',
  location: 'common:shareLocation',
  file: 'common:shareFile',
} as const

/** A reply in a contact's language, ready for any channel to draw. */
export function render(reply: Reply, language: Language, texts: Texts): Message {
  const buttons = reply.choices?.map((choice) => button(choice, language, texts))
  return {
    text: said(reply.text, language, texts)
      .map((paragraph) => texts.say(language, paragraph).trimEnd())
      .join('\n\n'),
    ...(buttons?.length && { buttons }),
    ...(reply.list && { list: true }),
    ...(reply.request && {
      request: {
        type: reply.request,
        label: texts.label(language, { key: REQUESTS[reply.request] }),
      },
    }),
  }
}

/** Where data speaks Indonesian only, a line says so first. */
function said(text: readonly Text[], language: Language, texts: Texts): readonly Text[] {
  const mixed = language !== 'id' && text.some((paragraph) => texts.lacks(language, paragraph))
  return mixed ? [{ key: 'common:onlyIndonesian' }, ...text] : text
}

function button(choice: Choice, language: Language, texts: Texts): Button {
  return {
    label: texts.label(language, choice.label),
    data: `${choice.flow}:${choice.step}:${choice.value}`,
    ...(choice.action && { action: true }),
  }
}
