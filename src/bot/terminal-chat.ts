import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import type { Input } from '../flows/types.ts'
import type { Message } from './channel.ts'
import { toTerminal } from './terminal-draw.ts'
import { readServerEvents } from './server-events.ts'

export interface TerminalChatOptions {
  /** Where the web chat is served. */
  readonly url: string
  /** The conversation's cookie, kept so that it goes on where it was. */
  readonly cookie: string | null
  readonly keepCookie: (cookie: string) => Promise<void>
  readonly input: Readable
  readonly output: Writable
  /** Whether the output understands bold and colours. */
  readonly styled: boolean
}

/** How long the answers to one line may keep apart. */
const QUIET = 200
const PATIENCE = 10_000

/** The web chat's conversation, a line at a time, until the input ends. */
export async function terminalChat(options: TerminalChatOptions): Promise<void> {
  const { url, input, output, styled } = options
  const cookie = await openConversation(options)
  const over = new AbortController()
  let lastAt = 0
  const show = (message: Message) => {
    lastAt = Date.now()
    output.write(`\n${toTerminal(message, styled)}\n\n`)
  }
  const listening = listen(url, cookie, show, over.signal)
  const lines = createInterface({ input, terminal: false, crlfDelay: Infinity })
  output.write(styled ? '\x1b[2m(Ctrl-D to leave)\x1b[0m\n' : '')
  try {
    for await (const line of lines) {
      if (!line.trim()) continue
      const before = lastAt
      const path = /^\/file\s+(.+?)\s*$/.exec(line)?.[1]
      const fault =
        path === undefined ? await say(url, cookie, readLine(line)) : await sendFile(url, cookie, path)
      if (fault === null) await answered(() => lastAt, before)
      else output.write(`${fault}\n`)
    }
  } finally {
    over.abort()
    await listening
  }
}

/** `/location -7.98, 112.63` shares a place, `/file surat.pdf` sends a file; everything else is text. */
function readLine(line: string): Input {
  const place = /^\/location\s+(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*$/.exec(line)
  if (place) return { type: 'location', latitude: Number(place[1]), longitude: Number(place[2]) }
  return { type: 'text', text: line.trim() }
}

async function openConversation({ url, cookie, keepCookie }: TerminalChatOptions): Promise<string> {
  const headers = cookie ? { cookie } : undefined
  const response = await fetch(`${url}/chat/session`, { method: 'POST', headers })
  const given = response.headers.get('set-cookie')?.split(';')[0]
  if (!response.ok || !given) throw new Error(`The server at ${url} does not open a conversation.`)
  await keepCookie(given)
  return given
}

function say(url: string, cookie: string, input: Input): Promise<string | null> {
  const headers = { cookie, 'content-type': 'application/json' }
  return deliver(`${url}/chat/messages`, headers, JSON.stringify({ id: randomUUID(), input }))
}

async function sendFile(url: string, cookie: string, path: string): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null) return `There is no file ${path} to read.`
  const query = new URLSearchParams({ id: randomUUID(), name: basename(path) })
  return deliver(`${url}/chat/files?${query}`, { cookie }, bytes)
}

/** Sends until the server has it: the same id twice takes effect once. Resolves to why it does not want it, or null. */
async function deliver(
  url: string,
  headers: Record<string, string>,
  body: string | Buffer<ArrayBuffer>,
): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => null)
    if (response?.ok) return null
    if (response && response.status < 500 && response.status !== 429) {
      const problem = (await response.json().catch(() => null)) as { detail?: string } | null
      return problem?.detail ?? `The server answered ${response.status}.`
    }
    await wait(Math.min(5000, 250 * 2 ** tries))
  }
}

/** Resolves when the answers to a line are through: there was one, and then none for a moment. */
async function answered(lastAt: () => number, before: number): Promise<void> {
  for (const since = Date.now(); Date.now() - since < PATIENCE; await wait(20)) {
    if (lastAt() > before && Date.now() - lastAt() > QUIET) return
  }
}

/** Shows what comes. Of what was said before, only the last: the conversation goes on from there. */
async function listen(
  url: string,
  cookie: string,
  show: (message: Message) => void,
  signal: AbortSignal,
): Promise<void> {
  let last: string | null = null
  let old: Message | null = null
  let isOld = true
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = last ? { cookie, 'last-event-id': last } : { cookie }
      const response = await fetch(`${url}/chat/events`, { headers, signal })
      for await (const { id, event, data } of readServerEvents(response)) {
        if (event === 'ready') {
          if (isOld && old) show(old)
          isOld = false
        }
        if (!id) continue
        last = id
        if (isOld) old = JSON.parse(data) as Message
        else show(JSON.parse(data) as Message)
      }
    } catch {
      if (signal.aborted) return
    }
    await wait(500, undefined, { signal }).catch(() => undefined)
  }
}
