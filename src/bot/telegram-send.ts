import type { RawApi } from 'grammy'
import type { Channel } from './channel.ts'
import { toPlain } from './marked-text.ts'
import type { Part } from './telegram-draw.ts'
import { isUnparsable, toSendError } from './telegram-errors.ts'
import { type FilePart, partsOf } from './telegram-parts.ts'

/** Long messages under way that are remembered; beyond that a retry begins with the first part again. */
const MOST_UNDER_WAY = 1_000

/** Sends a file to a chat. */
export type SendFile = (chat: number, part: FilePart) => Promise<{ readonly message_id: number }>

/** Sends a message, in several parts when it is long. A retry goes on with the part that failed. */
export function createSender(api: RawApi, sendFile: SendFile): Channel['send'] {
  /** Parts of a long message that have arrived. */
  const arrived = new Map<string, number>()

  function remember(id: string, parts: number): void {
    arrived.set(id, parts)
    if (arrived.size > MOST_UNDER_WAY) arrived.delete(arrived.keys().next().value!)
  }

  return async ({ id, address, message }) => {
    const chat = Number(address.slice('telegram:'.length))
    const parts = partsOf(message)
    let externalId = ''
    try {
      for (let at = arrived.get(id) ?? 0; at < parts.length; at++) {
        const part = parts[at]!
        const sent = await ('file' in part ? sendFile(chat, part) : sendPart(api, chat, part))
        externalId = String(sent.message_id)
        if (at < parts.length - 1) remember(id, at + 1)
      }
    } catch (error) {
      throw toSendError(error)
    }
    arrived.delete(id)
    return { externalId }
  }
}

/** Words that Telegram cannot read with their marks go without: a plain answer is better than none. */
function sendPart(api: RawApi, chat: number, part: Part) {
  return api.sendMessage({ chat_id: chat, ...part }).catch((error: unknown) => {
    if (!isUnparsable(error)) throw error
    return api.sendMessage({ chat_id: chat, ...part, text: toPlain(part.text), parse_mode: undefined })
  })
}
