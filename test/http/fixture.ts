import type { Hono } from 'hono'
import { pino } from 'pino'
import type { Incoming, Inlet } from '../../src/bot/channel.ts'
import { createWebChat, type Letter, type WebChat } from '../../src/bot/web-chat.ts'
import type { Uploads } from '../../src/db/pirt/uploads.ts'
import { createIds } from '../../src/bot/ids.ts'
import { loadTexts } from '../../src/bot/texts.ts'
import { type AppDependencies, createApp } from '../../src/http/app.ts'
import type { KeyHolder } from '../../src/http/auth.ts'
import { createMetrics, type Metrics } from '../../src/http/metrics.ts'

/** An app over fakes, and what reached them. */
export interface Fixture {
  readonly app: Hono
  readonly webChat: WebChat
  readonly received: Incoming[]
  readonly letters: Letter[]
  readonly metrics: Metrics
}

/** Keys that the fake register knows. Revoked and expired ones are unknown to it, as to the real one. */
const KEYS: { readonly [key: string]: KeyHolder } = {
  'viewer-key': { id: 'k1', role: 'viewer', region: null },
  'officer-key': { id: 'k2', role: 'officer', region: '35' },
  'admin-key': { id: 'k3', role: 'admin', region: null },
}

export async function fixture(
  overrides: Partial<AppDependencies> = {},
  inlet?: Partial<Inlet>,
): Promise<Fixture> {
  const received: Incoming[] = []
  const letters: Letter[] = []
  const webChat = createWebChat({ uploads: uploadsInMemory() })
  await webChat.start({
    receive: async (incoming) => void received.push(incoming),
    reachability: async () => {},
    ...inlet,
  })
  const metrics = createMetrics({
    channels: () => [webChat],
    backlog: () => ({ depth: 3, oldestAgeMs: 5000 }),
    openPages: () => webChat.listeners(),
  })
  const app = await createApp({
    webChat,
    mailbox: async (_, after) => letters.filter(({ id }) => after === undefined || id > after).slice(-50),
    publicUrl: undefined,
    certificates: { find: async () => null },
    shared: false,
    probeDatabase: async () => {},
    channels: [webChat],
    logger: pino({ level: 'silent' }),
    findKey: async (key) => KEYS[key] ?? null,
    metrics,
    telegramWebhook: null,
    whatsapp: null,
    // The office's own tests stand on a database (api-house.ts).
    office: { idempotency: {} } as AppDependencies['office'],
    sheets: { make: () => ReadableStream.from([]), close: async () => {} },
    notify: () => [],
    handoverNotices: { claimed: () => [], answered: () => [], closed: async () => [] },
    wakeOutbox: () => {},
    secondFactorRequired: true,
    webhookLoopback: false,
    origins: [],
    wakeNotices: () => {},
    broadcasts: {
      texts: loadTexts(new URL('../../locales/', import.meta.url)),
      newId: createIds(),
      site: 'https://naik.example',
      needApproval: false,
      wake: () => {},
    },
    ...overrides,
  })
  return { app, webChat, received, letters, metrics }
}

/** Up to three files for each visitor. */
function uploadsInMemory(): Uploads {
  const kept = new Map<string, { address: string; bytes: Buffer }>()
  return {
    async keep({ id, address, bytes }) {
      const full = [...kept.values()].filter((upload) => upload.address === address).length >= 3
      if (!full) kept.set(id, { address, bytes })
      return kept.has(id)
    },
    bytes: async (id) => kept.get(id)?.bytes ?? null,
    drop: async (id) => void kept.delete(id),
  }
}

/** The letter with a number, in the order of outbox ids. */
export function letter(number: number, text = `letter ${number}`): Letter {
  return { id: number.toString(16).toUpperCase().padStart(24, '0'), message: { text } }
}

/** Opens a conversation and returns its cookie. */
export async function openSession(app: Hono): Promise<string> {
  const response = await app.request('/chat/session', { method: 'POST' })
  return response.headers.get('set-cookie')!.split(';')[0]!
}

/** Posts JSON as the page does. */
export function postJson(app: Hono, path: string, body: unknown, headers: Record<string, string> = {}) {
  return app.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}
