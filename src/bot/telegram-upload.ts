import { GrammyError, type RawApi } from 'grammy'
import type { ApiResponse, Message } from 'grammy/types'
import type { FileBytes, MessageFile } from './channel.ts'
import { SendError } from './send-error.ts'
import type { FilePart } from './telegram-parts.ts'

/** An upload may take so long. */
const PATIENCE = 60_000

/** Sends files: the bytes once, and from then on the name that Telegram gave them. */
export function createFileSender(api: RawApi, url: string, bytesOf: FileBytes) {
  /** The names by our ids; one upload at a time of each. */
  const names = new Map<string, Promise<string>>()

  async function upload(chat: number, { file, ...rest }: FilePart): Promise<Message> {
    const bytes = await bytesOf(file.id)
    if (!bytes) throw SendError.refused('the file is gone')
    const form = new FormData()
    form.set('chat_id', String(chat))
    for (const [name, value] of Object.entries(rest))
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
    form.set(field(file), new Blob([new Uint8Array(bytes)], { type: file.mime }), file.name)
    const method = isPhoto(file) ? 'sendPhoto' : 'sendDocument'
    const answer = await post(`${url}/${method}`, form)
    if (!answer.ok) throw new GrammyError(`Call to '${method}' failed!`, answer, method, {})
    return answer.result
  }

  return async (chat: number, part: FilePart): Promise<Message> => {
    const { file, ...rest } = part
    const known = names.get(file.id)
    if (known) {
      // Whoever waits for another's upload has surely sent nothing when that fails.
      const name = await known.catch((error: unknown) => {
        throw SendError.unreachable(error)
      })
      const payload = { chat_id: chat, ...rest }
      return isPhoto(file)
        ? api.sendPhoto({ ...payload, photo: name })
        : api.sendDocument({ ...payload, document: name })
    }
    const sent = upload(chat, part)
    const name = sent.then(nameIn)
    names.set(file.id, name)
    name.catch(() => names.delete(file.id))
    return sent
  }
}

async function post(url: string, body: FormData): Promise<ApiResponse<Message>> {
  try {
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE) })
    return (await response.json()) as ApiResponse<Message>
  } catch (error) {
    throw (error as Error).cause ?? error
  }
}

const isPhoto = ({ mime }: MessageFile): boolean => mime.startsWith('image/')
const field = (file: MessageFile) => (isPhoto(file) ? 'photo' : 'document')

function nameIn({ photo, document }: Message): string {
  const name = photo?.at(-1)?.file_id ?? document?.file_id
  if (!name) throw new Error('Telegram named no file')
  return name
}
