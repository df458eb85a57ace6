import { createHash, randomBytes } from 'node:crypto'
import { captionOf } from './checks.ts'
import { ApiError, bad } from './errors.ts'
import type { Call, Method } from './methods.ts'
import { note, post } from './methods-send.ts'
import { list } from './params.ts'
import { newMessage, targetChat } from './chats.ts'
import { keepFile, mediaPart } from './files.ts'
import type { State, StoredFile } from './state.ts'

const MB = 1024 * 1024

/** Methods that send or fetch files. */
export const mediaMethods: Readonly<Record<string, Method>> = {
  sendPhoto: sendFile('photo'),
  sendDocument: sendFile('document'),
  sendVideo: sendFile('video'),
  sendAudio: sendFile('audio'),
  sendVoice: sendFile('voice'),
  sendAnimation: sendFile('animation'),
  sendSticker: sendFile('sticker'),
  sendVideoNote: sendFile('video_note', 'video'),

  sendMediaGroup({ state }, call) {
    const chat = targetChat(state, call.params)
    const media = list(call.params.media, 'group of media must be an array')
    if (media.length < 2 || media.length > 10) throw bad('group of media must include 2-10 items')
    const group = randomBytes(6).toString('hex')
    const sent = media.map((item) => {
      const type = String(item.type)
      const caption = captionOf(item)?.text
      const part = mediaPart(type, fileOf(state, item.media, call, type))
      return newMessage(chat, state.bot, { media_group_id: group, [type]: part, ...(caption && { caption }) })
    })
    const [first] = sent
    const text = sent.flatMap(({ caption }) => caption ?? []).join('\n')
    if (first) note(state, chat, 'media_group', first, undefined, { text, count: sent.length })
    return sent
  },

  getFile({ state }, { params }) {
    const file = state.files.get(String(params.file_id))
    if (!file) throw bad('wrong file_id or the file is temporarily unavailable')
    if (file.file_size > 20 * MB) throw bad('file is too big')
    const { file_id, file_unique_id, file_size, file_path } = file
    return { file_id, file_unique_id, file_size, file_path }
  },
}

function sendFile(field: string, kind = field): Method {
  return ({ state }, call) => {
    const chat = targetChat(state, call.params)
    const caption = captionOf(call.params)
    const file = fileOf(state, call.params[field], call, field)
    if (field === 'photo' && file.file_size > 10 * MB) throw bad('too big for a photo')
    if (file.file_size > 50 * MB) throw new ApiError(413, 'Request Entity Too Large')
    const sha256 = createHash('sha256').update(file.bytes).digest('hex')
    const content = {
      [field]: mediaPart(field, file),
      ...(caption && { caption: caption.text, caption_entities: caption.entities }),
    }
    const noted = { name: file.name, mime: file.mime, size: file.file_size, sha256, bytes: file.bytes }
    return post(state, chat, kind, call.params, content, { file: noted })
  }
}

/** An upload, a file id that is known, or an address that Telegram would fetch. */
function fileOf(state: State, value: unknown, { uploads }: Call, field: string): StoredFile {
  const text = typeof value === 'string' ? value : ''
  const upload = uploads.get(text.startsWith('attach://') ? text.slice(9) : field)
  if (upload) return keepFile(state, upload.bytes, upload.name, upload.mime)
  if (!text) throw bad(`there is no ${field} in the request`)
  const known = state.files.get(text)
  if (known) return known
  if (/^https?:\/\//u.test(text)) return keepFile(state, Buffer.from(text), text.split('/').at(-1))
  throw bad('wrong file identifier/HTTP URL specified')
}
