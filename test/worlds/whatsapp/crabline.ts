import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BufferJSON, initAuthCreds } from '@whiskeysockets/baileys'
import { Ledger } from '../ledger.ts'
import { digits, SERVER } from './nodes.ts'
import type { Stanza, WhatsAppWorld, WhatsAppWorldOptions } from './types.ts'

/** The same world on crabline's server: text and voice only; without linking, receipts or faults. */
export async function startCrablineWhatsApp(options: WhatsAppWorldOptions): Promise<WhatsAppWorld> {
  const { startWhatsAppServer } = await import('@openclaw/crabline')
  const folder = await mkdtemp(join(tmpdir(), 'whatsapp-world-'))
  const ledger = new Ledger<string>()
  const stanzas: Stanza[] = []
  const phone = digits(options.phone ?? '6281100000001')
  const server = await startWhatsAppServer({
    recorderPath: join(folder, 'whatsapp.jsonl'),
    port: options.port ?? 0,
    selfJid: `${phone}@${SERVER}`,
    onEvent(event) {
      if (event.type === 'api') noteSent(event as CrablineEvent, ledger, stanzas)
    },
  })
  const { endpoints, adminToken } = server.manifest
  const url = endpoints.baileysWebSocketUrl
  return {
    phone,
    url,
    ca: '',
    env: { WHATSAPP: 'baileys', WHATSAPP_WEB_SOCKET_URL: url },
    onReceipt: undefined,
    async send(userId, action) {
      const pn = digits(userId)
      const text = typeof action === 'string' ? action : 'text' in action ? action.text : ''
      const voice = typeof action === 'object' && 'voice' in action ? action.voice : undefined
      if (!text && !voice) throw new Error('the crabline engine carries text and voice only')
      ledger.mark(pn)
      ledger.add(pn, { from: 'user', kind: voice ? 'audio' : 'text', text })
      const jid = `${pn}@${SERVER}`
      const audio = voice && { contentBase64: voice.toString('base64'), mimeType: 'audio/ogg', ptt: true }
      const response = await fetch(endpoints.adminInboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-crabline-admin-token': adminToken },
        body: JSON.stringify({
          chatJid: jid,
          senderJid: jid,
          pushName: 'User',
          ...(audio ? { audio } : { text }),
        }),
      })
      if (!response.ok) throw new Error(`crabline: ${response.status} ${await response.text()}`)
    },
    waitReply: (user, ...rest) => ledger.waitReply(digits(user), ...rest),
    transcript: (user) => ledger.transcript(digits(user)),
    format: (user) => ledger.format(digits(user)),
    quiet: (user, ...rest) => ledger.quiet(digits(user), ...rest),
    registeredCreds() {
      const creds = initAuthCreds()
      const me = { id: `${phone}:1@${SERVER}`, name: 'Toko Uji', lid: `${phone}:1@lid` }
      Object.assign(creds, { registered: true, accountSyncCounter: 1, platform: 'smba', me })
      return { creds, json: JSON.stringify(creds, BufferJSON.replacer) }
    },
    addUser: () => undefined,
    addGroup: unable('groups'),
    scanQr: unable('linking'),
    enterPairingCode: unable('linking'),
    waitOnline: unable('connection state'),
    received: unable('receipts'),
    askedAgain: unable('receipts'),
    lidOf: unable('hidden ids'),
    safety: unable('safety report'),
    injectFault: unable('faults'),
    clearFaults: () => undefined,
    calls: () => stanzas,
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
  readonly accepted?: boolean
  readonly body?: {
    readonly tag?: string
    readonly key?: { readonly remoteJid?: string; readonly id?: string }
    readonly message?: { readonly conversation?: string }
  }
}

function noteSent({ at, accepted, body }: CrablineEvent, ledger: Ledger<string>, stanzas: Stanza[]): void {
  stanzas.push({ at: Date.parse(at), tag: body?.tag ?? '', attrs: {} })
  const [user = ''] = body?.key?.remoteJid?.split('@') ?? []
  if (!accepted || !user) return
  ledger.add(user, {
    from: 'bot',
    kind: 'text',
    id: body?.key?.id,
    text: body?.message?.conversation ?? '',
    raw: body,
  })
}
