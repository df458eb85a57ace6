import { language } from './words.js'
import * as transcript from './transcript.js'

/**
 * The line to the bot. What is written is sent in order, again and again under the same id until the server has it;
 * what the bot says comes as server-sent events, from the last one seen.
 */
const LONGEST_WAIT = 15000
const SILENCE = 45000
/** What has no answer by then went astray: it is sent again, under the same id. A file takes longer. */
const PATIENCE = 20000
const PATIENCE_FOR_FILES = 180000

let on = {}
let source = null
let heard = 0
let failures = 0
let sending = false
/** Files picked on this page, until they are sent: they do not outlive it. */
const files = new Map()
let timer = 0

/**
 * Calls: `letter(id, message)`, `typing()`, `state('open' | 'connecting' | 'offline')`, `marked(id)`, `fresh()`,
 * `progress(id, share)`.
 */
export function start(handlers) {
  on = handlers
  open()
  addEventListener('online', hurry)
  addEventListener('offline', () => on.state('offline'))
  document.addEventListener(
    'visibilitychange',
    () => document.hidden || Date.now() - heard < SILENCE || reopen(),
  )
  setInterval(() => source && Date.now() - heard > SILENCE && reopen(), 10000)
}

/** Sends all that waits, in the order it was written. */
export async function flush() {
  if (sending) return
  sending = true
  try {
    for (let next = transcript.waiting()[0]; next; next = transcript.waiting()[0]) await deliver(next)
  } catch {
    setTimeout(flush, pause())
  } finally {
    sending = false
  }
}

/** Holds a file for the message that carries it. */
export function hold(id, blob, name) {
  files.set(id, { blob, name })
}

export const holds = (id) => files.has(id)

export async function forget() {
  close()
  await request('/chat/session', { method: 'DELETE' }).catch(() => {})
  transcript.forget()
}

async function open() {
  clearTimeout(timer)
  close()
  heard = Date.now()
  try {
    const response = await request('/chat/session', { method: 'POST' })
    if (!response.ok) throw new Error(response.status)
    const { conversation } = await response.json()
    if (transcript.belongsTo(conversation)) on.fresh()
    listen()
    flush()
  } catch {
    lost()
  }
}

function listen() {
  close()
  const after = transcript.lastId()
  source = new EventSource('/chat/events' + (after ? '?after=' + after : ''))
  source.onmessage = (event) => {
    heard = Date.now()
    on.letter(event.lastEventId, JSON.parse(event.data))
  }
  source.addEventListener('typing', () => on.typing())
  source.addEventListener('beat', () => (heard = Date.now()))
  source.addEventListener('ready', () => {
    heard = Date.now()
    failures = 0
    on.state('open')
    flush()
  })
  source.onerror = lost
}

/** The browser's own reconnecting gives up on some errors, and tells nothing: ours does not. */
function lost() {
  close()
  failures += 1
  on.state(failures > 2 || !navigator.onLine ? 'offline' : 'connecting')
  clearTimeout(timer)
  timer = setTimeout(open, pause())
}

function hurry() {
  failures = 0
  on.state('connecting')
  open()
}

function reopen() {
  on.state('connecting')
  open()
}

function close() {
  if (source) source.close()
  source = null
}

async function deliver(entry) {
  if (entry.file && !files.has(entry.id)) {
    transcript.mark(entry.id, 'failed', 'fileGone')
    return on.marked(entry.id)
  }
  const response = entry.file ? await carry(entry.id, files.get(entry.id)) : await tell(entry)
  if (response.status >= 200 && response.status < 300) {
    files.delete(entry.id)
    transcript.mark(entry.id, 'sent')
  } else if (response.status === 401) {
    await request('/chat/session', { method: 'POST' })
    throw new Error('the conversation was gone')
  } else if (response.status === 429) {
    on.slow()
    await new Promise((resolve) => setTimeout(resolve, 1000 * (response.retryAfter || 2)))
    return
  } else if (response.status >= 500) {
    throw new Error('the server is not ready')
  } else {
    const why = entry.file && { 413: 'fileSize', 415: 'fileType' }[response.status]
    transcript.mark(entry.id, 'failed', why || undefined)
  }
  on.marked(entry.id)
}

async function tell({ id, input }) {
  const { status, headers } = await request('/chat/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, input, locale: language }),
  })
  return { status, retryAfter: Number(headers.get('retry-after')) }
}

function request(path, options) {
  const patience = new AbortController()
  const late = setTimeout(() => patience.abort(), PATIENCE)
  return fetch(path, { ...options, signal: patience.signal }).finally(() => clearTimeout(late))
}

/** Only the older way of asking tells how much of a file has gone. */
function carry(id, { blob, name }) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.timeout = PATIENCE_FOR_FILES
    call.open('POST', '/chat/files?' + new URLSearchParams({ id, name, locale: language }))
    call.setRequestHeader('content-type', blob.type)
    call.upload.onprogress = ({ loaded, total }) => on.progress(id, loaded / total)
    call.onload = () =>
      resolve({ status: call.status, retryAfter: Number(call.getResponseHeader('retry-after')) })
    call.onerror = call.ontimeout = () => reject(new Error('the line broke'))
    call.send(blob)
  })
}

function pause() {
  return Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(failures, 5)) * (0.7 + Math.random() * 0.6)
}
