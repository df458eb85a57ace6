import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ledger } from '../ledger.ts'
import type { ApiCall, TelegramWorld, TelegramWorldOptions } from './types.ts'
import { userOf } from './chats.ts'
import { newState } from './state.ts'

/** The same world on crabline's server: text only, without people, groups or faults. */
export async function startCrablineTelegram({ port = 0 }: TelegramWorldOptions): Promise<TelegramWorld> {
  const { startTelegramServer } = await import('@openclaw/crabline')
  const folder = await mkdtemp(join(tmpdir(), 'telegram-world-'))
  const ledger = new Ledger<number>()
  const calls: ApiCall[] = []
  const server = await startTelegramServer({
    recorderPath: join(folder, 'telegram.jsonl'),
    port,
    onEvent: (event) => {
      if (event.type === 'api') noteCall(event as CrablineEvent, ledger, calls)
    },
  })
  const { botToken, endpoints, adminToken } = server.manifest
  return {
    token: botToken,
    apiRoot: endpoints.apiRoot,
    env: { TELEGRAM_API_ROOT: endpoints.apiRoot, TELEGRAM_BOT_TOKEN: botToken },
    async send(user, action) {
      const text = typeof action === 'string' ? action : 'text' in action ? action.text : undefined
      if (text === undefined) throw new Error('the crabline engine carries text only')
      ledger.mark(user)
      ledger.add(user, { from: 'user', kind: 'text', text })
      const response = await fetch(endpoints.adminInboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-crabline-admin-token': adminToken },
        body: JSON.stringify({ chatId: user, fromId: user, text }),
      })
      if (!response.ok) throw new Error(`crabline: ${response.status} ${await response.text()}`)
    },
    waitReply: (...args) => ledger.waitReply(...args),
    transcript: (user) => ledger.transcript(user),
    format: (user) => ledger.format(user),
    quiet: (...args) => ledger.quiet(...args),
    addUser: (id, profile) => userOf(newState(), id, profile),
    addGroup: unable('groups'),
    meet: () => undefined,
    injectFault: unable('faults'),
    clearFaults: () => undefined,
    calls: () => calls,
    status: unable('status'),
    async close() {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const unable = (what: string) => () => {
  throw new Error(`the crabline engine has no ${what}`)
}

interface CrablineEvent {
  readonly at: string
  readonly path: string
  readonly accepted?: boolean
  readonly body?: {
    readonly chat_id?: number
    readonly text?: string
    readonly caption?: string
    readonly reply_markup?: {
      readonly inline_keyboard?: { text: string; callback_data?: string; url?: string }[][]
    }
  }
}

const KINDS: Readonly<Record<string, string>> = {
  sendMessage: 'text',
  editMessageText: 'edit',
  sendChatAction: 'chat_action',
}

function noteCall(
  { at, path, accepted, body }: CrablineEvent,
  ledger: Ledger<number>,
  calls: ApiCall[],
): void {
  const method = path.split('/').at(-1) ?? ''
  const chatId = body?.chat_id === undefined ? undefined : String(body.chat_id)
  calls.push({ at: Date.parse(at), method, chatId, text: body?.text, ok: !!accepted })
  if (!accepted || chatId === undefined) return
  const rows = body?.reply_markup?.inline_keyboard ?? []
  const buttons = rows.flat().map(({ text, callback_data: data, url }) => ({ text, data, url }))
  const kind = KINDS[method] ?? method.replace(/^send/u, '').toLowerCase()
  ledger.add(chatId, { from: 'bot', kind, text: body?.text ?? body?.caption ?? '', buttons, raw: body })
}
