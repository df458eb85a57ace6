// A local Telegram: one bot, any number of people, the Bot API over loopback HTTP.
// The bot under test needs only an API root, a token and (for webhooks) its own URL.
//
//   engine "full" (default)  this file: buttons, contacts, locations, files, webhooks, limits, faults
//   engine "crabline"        @openclaw/crabline's server: text only, an independent second opinion
//
// See README.md for the contract and for what is faithful and what is not.
import { createServer } from 'node:http'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ledger, controlDoor, readAll, sleep, toPredicate } from './world-common.mjs'

const now = () => Math.floor(Date.now() / 1000)
const chars = (s) => [...s].length
const int = (v) =>
  v === undefined || v === null || v === '' ? undefined : Number.isSafeInteger(Number(v)) ? Number(v) : NaN
const bool = (v) => v === true || v === 'true' || v === 'True' || v === 1 || v === '1'

class ApiError extends Error {
  constructor(code, description, parameters) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}
const bad = (d) => new ApiError(400, `Bad Request: ${d}`)

// ---------------------------------------------------------------- text formatting

const HTML_TAGS = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
}

function parseHtml(src) {
  let out = ''
  const entities = []
  const stack = []
  const re = /<\/?([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|&(#\d+|#x[\da-fA-F]+|lt|gt|amp|quot);|<|[^<&]+|&/gu
  for (let m; (m = re.exec(src));) {
    const at = Buffer.byteLength(src.slice(0, m.index))
    if (m[1]) {
      const name = m[1].toLowerCase()
      if (m[0].startsWith('</')) {
        const top = stack.pop()
        if (!top) throw bad(`can't parse entities: Unexpected end tag at byte offset ${at}`)
        if (top.name !== name)
          throw bad(
            `can't parse entities: Unmatched end tag at byte offset ${at}, expected "</${top.name}>", found "</${name}>"`,
          )
        if (out.length > top.offset) {
          const e = { type: HTML_TAGS[name], offset: top.offset, length: out.length - top.offset }
          if (name === 'a')
            e.url = /href\s*=\s*["']?([^"'\s>]+)/u.exec(top.attrs)?.[1] ?? out.slice(top.offset)
          entities.push(e)
        }
      } else {
        if (!HTML_TAGS[name] || (name === 'span' && !/tg-spoiler/u.test(m[2])))
          throw bad(`can't parse entities: Unsupported start tag "${name}" at byte offset ${at}`)
        stack.push({ name, offset: out.length, attrs: m[2] })
      }
    } else if (m[2] !== undefined || m[3]) {
      const c = m[3]
      out +=
        c === 'lt'
          ? '<'
          : c === 'gt'
            ? '>'
            : c === 'amp'
              ? '&'
              : c === 'quot'
                ? '"'
                : String.fromCodePoint(c.startsWith('#x') ? parseInt(c.slice(2), 16) : Number(c.slice(1)))
    } else if (m[0] === '<')
      throw bad(
        `can't parse entities: Unsupported start tag "${src.slice(m.index + 1, m.index + 9)}" at byte offset ${at}`,
      )
    else out += m[0]
  }
  if (stack.length)
    throw bad(`can't parse entities: Can't find end tag corresponding to start tag "${stack.at(-1).name}"`)
  return { text: out, entities }
}

const V2_RESERVED = new Set('_*[]()~`>#+-=|{}.!')
function parseMarkdownV2(src) {
  let out = ''
  const entities = []
  const stack = []
  const off = (i) => Buffer.byteLength(src.slice(0, i))
  const types = { '*': 'bold', _: 'italic', __: 'underline', '~': 'strikethrough', '||': 'spoiler' }
  for (let i = 0; i < src.length;) {
    const two = src.slice(i, i + 2)
    const c = src[i]
    if (c === '\\' && i + 1 < src.length) {
      out += src[i + 1]
      i += 2
    } else if (src.startsWith('```', i)) {
      const end = src.indexOf('```', i + 3)
      if (end < 0) throw bad(`can't parse entities: Can't find end of Pre entity at byte offset ${off(i)}`)
      const inner = src
        .slice(i + 3, end)
        .replace(/^[^\s`]*\n/u, '')
        .replace(/\\(.)/gu, '$1')
      if (inner) entities.push({ type: 'pre', offset: out.length, length: inner.length })
      out += inner
      i = end + 3
    } else if (c === '`') {
      const end = src.indexOf('`', i + 1)
      if (end < 0) throw bad(`can't parse entities: Can't find end of Code entity at byte offset ${off(i)}`)
      const inner = src.slice(i + 1, end).replace(/\\(.)/gu, '$1')
      if (inner) entities.push({ type: 'code', offset: out.length, length: inner.length })
      out += inner
      i = end + 1
    } else if (two === '__' || two === '||' || c === '*' || c === '_' || c === '~') {
      const mark = two === '__' || two === '||' ? two : c
      if (stack.at(-1)?.mark === mark) {
        const s = stack.pop()
        if (out.length > s.offset)
          entities.push({ type: types[mark], offset: s.offset, length: out.length - s.offset })
      } else if (stack.some((s) => s.mark === mark))
        throw bad(
          `can't parse entities: Can't find end of the entity starting at byte offset ${off(stack.at(-1).at)}`,
        )
      else stack.push({ mark, offset: out.length, at: i })
      i += mark.length
    } else if (c === '[' || (c === '!' && src[i + 1] === '[')) {
      stack.push({ mark: '[', offset: out.length, at: i })
      i += c === '!' ? 2 : 1
    } else if (c === ']' && stack.at(-1)?.mark === '[') {
      const s = stack.pop()
      i += 1
      if (src[i] === '(') {
        let j = i + 1
        let url = ''
        for (; j < src.length && src[j] !== ')'; j++) url += src[j] === '\\' ? (src[++j] ?? '') : src[j]
        if (j >= src.length)
          throw bad(`can't parse entities: Can't find end of a URL at byte offset ${off(i)}`)
        entities.push({ type: 'text_link', offset: s.offset, length: out.length - s.offset, url })
        i = j + 1
      }
    } else if (c === '>' && (i === 0 || src[i - 1] === '\n')) {
      i += 1
    } else if (V2_RESERVED.has(c)) {
      throw bad(
        `can't parse entities: Character '${c}' is reserved and must be escaped with the preceding '\\'`,
      )
    } else {
      out += c
      i += 1
    }
  }
  if (stack.length) {
    const s = stack.at(-1)
    const label = {
      '*': 'Bold',
      _: 'Italic',
      __: 'Underline',
      '~': 'Strikethrough',
      '||': 'Spoiler',
      '[': 'TextUrl',
    }[s.mark]
    throw bad(`can't parse entities: Can't find end of ${label} entity at byte offset ${off(s.at)}`)
  }
  return { text: out, entities }
}

function parseMarkdownV1(src) {
  let out = ''
  const entities = []
  for (let i = 0; i < src.length;) {
    const c = src[i]
    if (c === '\\' && '_*`['.includes(src[i + 1] ?? '-')) {
      out += src[i + 1]
      i += 2
      continue
    }
    const mark = src.startsWith('```', i) ? '```' : '*_`'.includes(c) ? c : c === '[' ? ']' : undefined
    if (!mark) {
      out += c
      i += 1
      continue
    }
    const open = mark === ']' ? 1 : mark.length
    const end = src.indexOf(mark, i + open)
    if (end < 0)
      throw bad(
        `can't parse entities: Can't find end of the entity starting at byte offset ${Buffer.byteLength(src.slice(0, i))}`,
      )
    const inner = src.slice(i + open, end)
    let next = end + mark.length
    const e = {
      type: { '*': 'bold', _: 'italic', '`': 'code', '```': 'pre', ']': 'text_link' }[mark],
      offset: out.length,
      length: inner.length,
    }
    if (mark === ']') {
      const m = /^\(([^)]*)\)/u.exec(src.slice(next))
      if (m) {
        e.url = m[1]
        next += m[0].length
      } else e.type = undefined
    }
    if (inner && e.type) entities.push(e)
    out += inner
    i = next
  }
  return { text: out, entities }
}

function autoEntities(text) {
  const found = []
  for (const [type, re] of [
    ['url', /\bhttps?:\/\/[^\s<>"]+/gu],
    ['bot_command', /(?<=^|\s)\/[a-zA-Z0-9_]{1,32}(?:@\w+)?/gu],
    ['mention', /(?<=^|\s)@[a-zA-Z]\w{4,31}/gu],
    ['hashtag', /(?<=^|\s)#[\p{L}\p{N}_]+/gu],
    ['email', /[\w.+-]+@[\w-]+\.[\w.-]+/gu],
    ['phone_number', /(?<!\d)\+\d{10,15}(?!\d)/gu],
  ])
    for (const m of text.matchAll(re)) found.push({ type, offset: m.index, length: m[0].length })
  return found.sort((a, b) => a.offset - b.offset)
}

function formatted(value, field, body, { max, required }) {
  if (value === undefined || value === null || value === '') {
    if (required) throw bad(`message ${field} is empty`)
    return undefined
  }
  if (typeof value !== 'string') throw bad(`field "${field}" must be of type String`)
  const mode = String(body.parse_mode ?? '').toLowerCase()
  const explicit = field === 'caption' ? body.caption_entities : body.entities
  const p =
    mode === 'html'
      ? parseHtml(value)
      : mode === 'markdownv2'
        ? parseMarkdownV2(value)
        : mode === 'markdown'
          ? parseMarkdownV1(value)
          : mode
            ? (() => {
                throw bad('unsupported parse_mode')
              })()
            : { text: value, entities: explicit ?? [] }
  const text = p.text.replace(/\s+$/u, '')
  if (!text.trim()) {
    if (required) throw bad(`message ${field} is empty`)
    return undefined
  }
  if (chars(text) > max)
    throw bad(field === 'caption' ? 'message caption is too long' : 'message is too long')
  const entities = [...p.entities, ...autoEntities(text)].sort((a, b) => a.offset - b.offset)
  return { text, entities }
}

// ---------------------------------------------------------------- keyboards

function checkMarkup(m) {
  if (m === undefined || m === null || m === '') return undefined
  if (typeof m === 'string') {
    try {
      m = JSON.parse(m)
    } catch {
      throw bad("can't parse reply keyboard markup JSON object")
    }
  }
  if (typeof m !== 'object') throw bad('object expected as reply markup')
  if (m.inline_keyboard) {
    if (!Array.isArray(m.inline_keyboard) || !m.inline_keyboard.every(Array.isArray))
      throw bad("can't parse inline keyboard: expected an array of arrays")
    const all = m.inline_keyboard.flat()
    if (all.length > 100) throw bad('inline keyboard is too big (this fake stops at 100 buttons)')
    for (const b of all) {
      if (!b?.text)
        throw bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
      const kinds = [
        'url',
        'callback_data',
        'web_app',
        'login_url',
        'switch_inline_query',
        'switch_inline_query_current_chat',
        'switch_inline_query_chosen_chat',
        'copy_text',
        'callback_game',
        'pay',
      ].filter((k) => b[k] !== undefined)
      if (kinds.length !== 1)
        throw bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
      if (
        kinds[0] === 'callback_data' &&
        (Buffer.byteLength(b.callback_data) > 64 || Buffer.byteLength(b.callback_data) < 1)
      )
        throw bad('BUTTON_DATA_INVALID')
      if (kinds[0] === 'web_app' && !String(b.web_app?.url).startsWith('https://'))
        throw bad(
          `inline keyboard button Web App URL '${b.web_app?.url}' is invalid: Only HTTPS links are allowed`,
        )
      if (kinds[0] === 'url' && !/^(https?|tg|ton):\/\/|^[\w-]+\.[\w.-]+/u.test(b.url))
        throw bad(`inline keyboard button URL '${b.url}' is invalid: Wrong HTTP URL`)
    }
    return {
      kind: 'inline',
      raw: { inline_keyboard: m.inline_keyboard },
      buttons: all.map((b) => ({
        text: b.text,
        data: b.callback_data,
        url: b.url ?? b.web_app?.url,
        web_app: !!b.web_app,
      })),
    }
  }
  if (m.keyboard) {
    if (!Array.isArray(m.keyboard) || !m.keyboard.every(Array.isArray))
      throw bad("can't parse reply keyboard: expected an array of arrays")
    const flat = m.keyboard.flat().map((b) => (typeof b === 'string' ? { text: b } : b))
    if (!flat.length || flat.some((b) => !b?.text))
      throw bad("can't parse keyboard button: text must be non-empty")
    return { kind: 'reply', keyboard: flat, oneTime: bool(m.one_time_keyboard) }
  }
  if (m.remove_keyboard) return { kind: 'remove' }
  if (m.force_reply) return { kind: 'force' }
  if (!Object.keys(m).length) return undefined
  throw bad('object expected as reply markup')
}

// ---------------------------------------------------------------- the world

export async function startTelegramWorld(options = {}) {
  if (options.engine === 'crabline') return startCrablineTelegram(options)
  const host = options.host ?? '127.0.0.1'
  const botId = options.botId ?? 7_000_000_001
  const token = options.token ?? `${botId}:${randomBytes(26).toString('base64url').slice(0, 35)}`
  const me = {
    id: botId,
    is_bot: true,
    first_name: options.botName ?? 'Toko Bot',
    username: options.botUsername ?? 'toko_uji_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }
  const limits =
    options.limits === 'telegram' ? { perChat: 1, chatBurst: 5, global: 30, group: 20 } : options.limits
  const ledger = new Ledger()
  const users = new Map()
  const chats = new Map()
  const files = new Map()
  const callbacks = new Map()
  const callsLog = []
  const updates = []
  const lastUpdateOf = new Map()
  let faults = []
  let nextUpdateId = options.firstUpdateId ?? randomInt(100_000_000, 900_000_000)
  let allowed
  let poll
  let webhook
  let outageUntil = 0
  let closed = false
  const buckets = new Map()
  const commands = new Map()
  const text = { description: '', short_description: '', name: me.first_name }

  // ------------------------------------------------------------ people and chats

  function addUser(id, profile = {}) {
    const key = String(id)
    let u = users.get(key)
    if (!u) {
      u = {
        id: Number(id),
        is_bot: false,
        first_name: `User${String(id).slice(-4)}`,
        language_code: 'id',
        phone: `62812${String(id).padStart(8, '0').slice(-8)}`,
        blocked: false,
        started: false,
      }
      users.set(key, u)
    }
    Object.assign(u, profile)
    return u
  }
  const fromOf = (u) => ({
    id: u.id,
    is_bot: false,
    first_name: u.first_name,
    ...(u.last_name ? { last_name: u.last_name } : {}),
    ...(u.username ? { username: u.username } : {}),
    ...(u.language_code ? { language_code: u.language_code } : {}),
  })

  function chatOf(id) {
    const key = String(id)
    let c = chats.get(key)
    if (!c) {
      const n = Number(id)
      const u = users.get(key)
      const info =
        n > 0
          ? {
              id: n,
              type: 'private',
              first_name: u?.first_name,
              ...(u?.last_name ? { last_name: u.last_name } : {}),
              ...(u?.username ? { username: u.username } : {}),
            }
          : {
              id: n,
              type: String(n).startsWith('-100') ? 'supergroup' : 'group',
              title: `Grup ${String(n).slice(-4)}`,
            }
      c = { info, nextMessageId: 1, messages: new Map(), keyboard: undefined, known: false, kicked: false }
      chats.set(key, c)
    }
    return c
  }
  const addGroup = (id, title) => {
    const c = chatOf(id)
    c.info.title = title ?? c.info.title
    c.known = true
    return c.info
  }

  function targetChat(body) {
    const raw = body.chat_id
    if (raw === undefined || raw === '') throw bad('chat_id is empty')
    const key = String(raw)
    if (key.startsWith('@')) throw bad('chat not found')
    if (!Number.isSafeInteger(Number(key))) throw bad('chat not found')
    const c = chats.get(key)
    const u = users.get(key)
    if (!c?.known)
      throw u
        ? new ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        : bad('chat not found')
    if (c.movedTo)
      throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: c.movedTo,
      })
    if (u?.deactivated) throw new ApiError(403, 'Forbidden: user is deactivated')
    if (u?.blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user')
    if (c.kicked) throw new ApiError(403, `Forbidden: bot was kicked from the ${c.info.type} chat`)
    return c
  }

  // ------------------------------------------------------------ limits

  function take(key, rate, burst, t = Date.now()) {
    let b = buckets.get(key)
    if (!b) buckets.set(key, (b = { level: burst, at: t }))
    b.level = Math.min(burst, b.level + ((t - b.at) / 1000) * rate)
    b.at = t
    if (b.level < 1) return Math.max(1, Math.ceil((1 - b.level) / rate))
    b.level -= 1
    return 0
  }
  function checkLimits(chat) {
    if (!limits) return
    const wait = Math.max(
      limits.global ? take('global', limits.global, limits.global) : 0,
      chat.info.type === 'private'
        ? limits.perChat
          ? take(`c${chat.info.id}`, limits.perChat, limits.chatBurst ?? 1)
          : 0
        : limits.group
          ? take(`g${chat.info.id}`, limits.group / 60, limits.group)
          : 0,
    )
    if (wait) throw new ApiError(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait })
  }

  // ------------------------------------------------------------ updates out

  function pushUpdate(kind, payload, userId) {
    const update = { update_id: nextUpdateId++, [kind]: payload }
    if (userId !== undefined) lastUpdateOf.set(String(userId), update)
    const byDefault = !['chat_member', 'message_reaction', 'message_reaction_count'].includes(kind)
    if (allowed?.length ? !allowed.includes(kind) : !byDefault) return update
    updates.push({ update, chat: payload.chat?.id ?? payload.message?.chat?.id ?? payload.from?.id ?? 0 })
    if (webhook) pumpWebhook()
    else poll?.wake()
    return update
  }

  async function getUpdates(body, req) {
    if (webhook)
      throw new ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    if (Array.isArray(body.allowed_updates)) allowed = body.allowed_updates
    poll?.end('conflict')
    const offset = int(body.offset)
    const limit = Math.min(100, Math.max(1, int(body.limit) ?? 100))
    const timeout = Math.max(0, Math.min(50, int(body.timeout) ?? 0))
    const confirm = () => {
      if (offset === undefined) return
      if (offset < 0) updates.splice(0, Math.max(0, updates.length + offset))
      else
        for (let i = updates.length - 1; i >= 0; i--)
          if (updates[i].update.update_id < offset && !updates[i].again) updates.splice(i, 1)
    }
    confirm()
    const take = () => {
      const out = updates.slice(0, limit)
      for (const u of out) u.again = false
      return out.map((u) => u.update)
    }
    if (updates.length || !timeout) return take()
    const end = await new Promise((resolve) => {
      const finish = (why) => {
        clearTimeout(timer)
        req.socket.off('close', gone)
        if (poll === mine) poll = undefined
        resolve(why)
      }
      const gone = () => finish('gone')
      const timer = setTimeout(() => finish('timeout'), timeout * 1000)
      req.socket.once('close', gone)
      const mine = (poll = { wake: () => finish('update'), end: finish })
    })
    if (end === 'conflict')
      throw new ApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      )
    return end === 'update' ? take() : []
  }

  // One queue per chat in order, chats side by side up to max_connections, retried until 2xx.
  const active = new Map()
  function pumpWebhook() {
    if (!webhook || closed) return
    for (const item of updates) {
      if (active.size >= webhook.max) return
      if (item.busy || active.has(item.chat)) continue
      if (
        updates.some((o) => o !== item && o.chat === item.chat && o.update.update_id < item.update.update_id)
      )
        continue
      item.busy = true
      active.set(item.chat, item)
      void deliver(item, webhook)
    }
  }
  async function deliver(item, hook) {
    for (let attempt = 0; !closed && webhook === hook; attempt++) {
      try {
        const r = await fetch(hook.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(hook.secret ? { 'x-telegram-bot-api-secret-token': hook.secret } : {}),
          },
          body: JSON.stringify(item.update),
          signal: AbortSignal.timeout(options.webhookTimeoutMs ?? 60_000),
        })
        const answer = await r.text()
        hook.deliveries.push({ update_id: item.update.update_id, status: r.status, at: Date.now() })
        if (r.ok) {
          let inline
          try {
            inline = JSON.parse(answer)
          } catch {}
          if (inline?.method) await call(inline.method, inline, undefined).catch(() => {})
          const i = updates.indexOf(item)
          if (i >= 0) updates.splice(i, 1)
          break
        }
        hook.lastError = { date: now(), message: `Wrong response from the webhook: ${r.status}` }
      } catch (e) {
        hook.lastError = {
          date: now(),
          message:
            e.name === 'TimeoutError'
              ? 'Read timeout expired'
              : `Connection failed: ${e.cause?.code ?? e.message}`,
        }
      }
      await sleep(Math.min(options.webhookRetryMs ?? 200, 30_000) * 2 ** Math.min(attempt, 6))
    }
    item.busy = false
    active.delete(item.chat)
    pumpWebhook()
  }

  // ------------------------------------------------------------ messages in from the bot

  function store(chat, message) {
    chat.messages.set(message.message_id, message)
    return message
  }
  function newMessage(chat, from, content) {
    return store(chat, { message_id: chat.nextMessageId++, from, chat: chat.info, date: now(), ...content })
  }
  function record(chat, kind, message, markup, extra = {}) {
    if (markup?.kind === 'reply') chat.keyboard = markup
    if (markup?.kind === 'remove') chat.keyboard = undefined
    return ledger.add(chat.info.id, {
      from: 'bot',
      kind,
      id: message?.message_id,
      text: message?.text ?? message?.caption ?? '',
      buttons: markup?.buttons ?? [],
      ...(markup?.kind === 'reply' ? { keyboard: markup.keyboard } : {}),
      ...(markup ? { markup: markup.kind } : {}),
      ...extra,
      raw: message,
    })
  }
  function replyPart(chat, body) {
    const id = int(body.reply_parameters?.message_id ?? body.reply_to_message_id)
    if (id === undefined) return {}
    const m = chat.messages.get(id)
    if (!m) {
      if (bool(body.reply_parameters?.allow_sending_without_reply ?? body.allow_sending_without_reply))
        return {}
      throw bad('message to be replied not found')
    }
    return { reply_to_message: m }
  }

  function keepFile(bytes, name, mime) {
    const unique = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
    const id = `F${randomBytes(18).toString('base64url')}`
    const dir = mime?.startsWith('image/') ? 'photos' : 'documents'
    files.set(id, {
      file_id: id,
      file_unique_id: unique,
      file_size: bytes.length,
      file_path: `${dir}/${unique}${path.extname(name ?? '') || '.bin'}`,
      bytes,
      name,
      mime,
    })
    return files.get(id)
  }
  function fileFrom(value, uploads, field) {
    const inner =
      typeof value === 'string' && value.startsWith('attach://')
        ? uploads.get(value.slice(9))
        : uploads.get(field)
    if (inner) return keepFile(inner.bytes, inner.name, inner.mime)
    if (typeof value !== 'string' || !value) throw bad(`there is no ${field} in the request`)
    if (files.has(value)) return files.get(value)
    if (/^https?:\/\//u.test(value))
      return { ...keepFile(Buffer.from(value), value.split('/').at(-1)), url: value }
    throw bad('wrong file identifier/HTTP URL specified')
  }

  const MEDIA = {
    sendphoto: ['photo', 'photo'],
    senddocument: ['document', 'document'],
    sendvideo: ['video', 'video'],
    sendaudio: ['audio', 'audio'],
    sendvoice: ['voice', 'voice'],
    sendanimation: ['animation', 'animation'],
    sendsticker: ['sticker', 'sticker'],
    sendvideonote: ['video_note', 'video'],
  }
  function mediaPart(field, f) {
    const base = { file_id: f.file_id, file_unique_id: f.file_unique_id, file_size: f.file_size }
    if (field === 'photo')
      return [
        { ...base, file_id: `${f.file_id}`, width: 90, height: 90 },
        { ...base, width: 1280, height: 1280 },
      ]
    if (field === 'sticker')
      return { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false }
    return {
      ...base,
      ...(f.name ? { file_name: f.name } : {}),
      mime_type: f.mime ?? 'application/octet-stream',
      ...(field === 'document' ? {} : { duration: 1 }),
      ...(field === 'video' || field === 'animation' ? { width: 640, height: 360 } : {}),
    }
  }

  function editTarget(body) {
    const chat = targetChat(body)
    const m = chat.messages.get(int(body.message_id))
    if (!m) throw bad('message to edit not found')
    if (m.from.id !== me.id) throw bad("message can't be edited")
    return { chat, m }
  }

  const SEND = /^(send(?!chataction)|copymessage|forwardmessage)/u

  async function call(methodName, body, req, uploads = new Map()) {
    const method = methodName.toLowerCase()
    if (SEND.test(method)) checkLimits(targetChat(body))
    if (method in MEDIA) {
      const [field, kind] = MEDIA[method]
      const chat = targetChat(body)
      const cap = formatted(body.caption, 'caption', body, { max: 1024 })
      const markup = checkMarkup(body.reply_markup)
      const f = fileFrom(body[field], uploads, field)
      if (field === 'photo' && f.file_size > 10 * 1024 * 1024) throw bad('too big for a photo')
      if (f.file_size > 50 * 1024 * 1024) throw new ApiError(413, 'Request Entity Too Large')
      const m = newMessage(chat, me, {
        ...replyPart(chat, body),
        [field]: mediaPart(field, f),
        ...(cap ? { caption: cap.text, caption_entities: cap.entities } : {}),
        ...(markup?.kind === 'inline' ? { reply_markup: markup.raw } : {}),
      })
      record(chat, kind, m, markup, {
        file: {
          name: f.name,
          mime: f.mime,
          size: f.file_size,
          sha256: createHash('sha256').update(f.bytes).digest('hex'),
          bytes: f.bytes,
          url: f.url,
        },
      })
      return m
    }
    switch (method) {
      case 'getme':
        return { ...me, first_name: text.name }
      case 'getupdates':
        return await getUpdates(body, req)
      case 'logout':
      case 'close':
        return true
      case 'setwebhook': {
        if (!body.url) {
          webhook = undefined
          if (bool(body.drop_pending_updates)) updates.length = 0
          return true
        }
        let url
        try {
          url = new URL(body.url)
        } catch {
          throw bad('bad webhook: invalid webhook URL specified')
        }
        const loop = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
        if (url.protocol !== 'https:' && !loop)
          throw bad('bad webhook: An HTTPS URL must be provided for webhook')
        if (!loop) throw bad('bad webhook: this fake delivers to loopback only')
        const secret = body.secret_token
        if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/u.test(secret))
          throw bad('secret token contains unallowed characters')
        if (Array.isArray(body.allowed_updates)) allowed = body.allowed_updates
        if (bool(body.drop_pending_updates)) updates.length = 0
        for (const u of updates) u.busy = false
        active.clear()
        webhook = {
          url: url.href,
          secret,
          max: Math.min(100, int(body.max_connections) ?? 40),
          deliveries: [],
        }
        poll?.end('conflict')
        setImmediate(pumpWebhook)
        return true
      }
      case 'deletewebhook':
        webhook = undefined
        if (bool(body.drop_pending_updates)) updates.length = 0
        return true
      case 'getwebhookinfo':
        return {
          url: webhook?.url ?? '',
          has_custom_certificate: false,
          pending_update_count: updates.length,
          ...(webhook ? { max_connections: webhook.max } : {}),
          ...(webhook?.lastError
            ? { last_error_date: webhook.lastError.date, last_error_message: webhook.lastError.message }
            : {}),
          ...(allowed ? { allowed_updates: allowed } : {}),
        }
      case 'sendmessage': {
        const chat = targetChat(body)
        const t = formatted(body.text, 'text', body, { max: 4096, required: true })
        const markup = checkMarkup(body.reply_markup)
        const m = newMessage(chat, me, {
          ...replyPart(chat, body),
          text: t.text,
          ...(t.entities.length ? { entities: t.entities } : {}),
          ...(markup?.kind === 'inline' ? { reply_markup: markup.raw } : {}),
        })
        record(chat, 'text', m, markup)
        return m
      }
      case 'sendlocation':
      case 'sendvenue': {
        const chat = targetChat(body)
        const [lat, lon] = [Number(body.latitude), Number(body.longitude)]
        if (!(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) throw bad('wrong location')
        const markup = checkMarkup(body.reply_markup)
        const location = { latitude: lat, longitude: lon }
        const m = newMessage(
          chat,
          me,
          method === 'sendvenue'
            ? { venue: { location, title: body.title, address: body.address }, location }
            : { location },
        )
        record(chat, method === 'sendvenue' ? 'venue' : 'location', m, markup, {
          location,
          title: body.title,
        })
        return m
      }
      case 'sendcontact': {
        const chat = targetChat(body)
        if (!body.phone_number || !body.first_name)
          throw bad('contact phone_number and first_name are required')
        const m = newMessage(chat, me, {
          contact: { phone_number: body.phone_number, first_name: body.first_name },
        })
        record(chat, 'contact', m, checkMarkup(body.reply_markup), { contact: m.contact })
        return m
      }
      case 'sendpoll': {
        const chat = targetChat(body)
        const list = (typeof body.options === 'string' ? JSON.parse(body.options) : (body.options ?? [])).map(
          (o) => o.text ?? o,
        )
        if (!body.question || list.length < 1) throw bad('poll must have at least 1 option')
        const m = newMessage(chat, me, {
          poll: {
            id: randomBytes(8).toString('hex'),
            question: body.question,
            options: list.map((t) => ({ text: t, voter_count: 0 })),
            total_voter_count: 0,
            is_closed: false,
            is_anonymous: body.is_anonymous !== false,
            type: body.type ?? 'regular',
            allows_multiple_answers: bool(body.allows_multiple_answers),
          },
        })
        record(chat, 'poll', m, undefined, { text: body.question, options: list })
        return m
      }
      case 'sendmediagroup': {
        const chat = targetChat(body)
        const media = typeof body.media === 'string' ? JSON.parse(body.media) : body.media
        if (!Array.isArray(media) || media.length < 2 || media.length > 10)
          throw bad('group of media must include 2-10 items')
        const group = randomBytes(6).toString('hex')
        const out = media.map((it) => {
          const f = fileFrom(it.media, uploads, it.type)
          const cap = formatted(it.caption, 'caption', it, { max: 1024 })
          return newMessage(chat, me, {
            media_group_id: group,
            [it.type]: mediaPart(it.type, f),
            ...(cap ? { caption: cap.text } : {}),
          })
        })
        record(
          chat,
          'media_group',
          {
            ...out[0],
            caption: out
              .map((m) => m.caption)
              .filter(Boolean)
              .join('\n'),
          },
          undefined,
          { count: out.length },
        )
        return out
      }
      case 'editmessagetext':
      case 'editmessagecaption':
      case 'editmessagereplymarkup': {
        const { chat, m } = editTarget(body)
        const markup = checkMarkup(body.reply_markup)
        if (markup && markup.kind !== 'inline') throw bad('inline keyboard expected')
        const next = { ...m }
        if (method === 'editmessagetext') {
          if (m.text === undefined) throw bad('there is no text in the message to edit')
          const t = formatted(body.text, 'text', body, { max: 4096, required: true })
          next.text = t.text
          next.entities = t.entities.length ? t.entities : undefined
        } else if (method === 'editmessagecaption') {
          const t = formatted(body.caption, 'caption', body, { max: 1024 })
          next.caption = t?.text
        }
        if (markup) next.reply_markup = markup.raw
        else delete next.reply_markup
        const same = (a) =>
          JSON.stringify([
            a.text,
            a.caption,
            a.entities?.filter((e) => !['url', 'phone_number', 'email'].includes(e.type)),
            a.reply_markup,
          ])
        if (same(m) === same(next))
          throw bad(
            'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
          )
        next.edit_date = now()
        for (const k of Object.keys(next)) if (next[k] === undefined) delete next[k]
        chat.messages.set(m.message_id, next)
        ledger.add(chat.info.id, {
          from: 'bot',
          kind: 'edit',
          id: m.message_id,
          text: next.text ?? next.caption ?? '',
          buttons: markup?.buttons ?? [],
          raw: next,
        })
        return next
      }
      case 'deletemessage':
      case 'deletemessages': {
        const chat = targetChat(body)
        const ids =
          method === 'deletemessages'
            ? typeof body.message_ids === 'string'
              ? JSON.parse(body.message_ids)
              : (body.message_ids ?? [])
            : [body.message_id]
        for (const id of ids) {
          if (!chat.messages.delete(int(id)) && method === 'deletemessage')
            throw bad('message to delete not found')
          ledger.add(chat.info.id, { from: 'bot', kind: 'delete', id: int(id), text: '' })
        }
        return true
      }
      case 'answercallbackquery': {
        const q = callbacks.get(String(body.callback_query_id))
        const expired = faultFor('expiredCallback', method, q?.chat)
        if (!q || expired || Date.now() - q.at > (options.callbackTtlMs ?? 15 * 60_000))
          throw bad('query is too old and response timeout expired or query ID is invalid')
        if (body.text && chars(String(body.text)) > 200) throw bad('MESSAGE_TOO_LONG')
        q.answered = true
        ledger.add(q.chat, {
          from: 'bot',
          kind: 'callback_answer',
          text: body.text ?? '',
          alert: bool(body.show_alert),
          data: q.data,
          tookMs: Date.now() - q.at,
        })
        return true
      }
      case 'sendchataction': {
        const chat = targetChat(body)
        ledger.add(chat.info.id, { from: 'bot', kind: 'chat_action', text: body.action })
        return true
      }
      case 'setmessagereaction': {
        const chat = targetChat(body)
        if (!chat.messages.has(int(body.message_id))) throw bad('message to react not found')
        ledger.add(chat.info.id, {
          from: 'bot',
          kind: 'reaction',
          id: int(body.message_id),
          text: (body.reaction ?? []).map?.((r) => r.emoji).join('') ?? '',
        })
        return true
      }
      case 'copymessage':
      case 'forwardmessage': {
        const chat = targetChat(body)
        const src = chats.get(String(body.from_chat_id))?.messages.get(int(body.message_id))
        if (!src)
          throw bad(method === 'copymessage' ? 'message to copy not found' : 'message to forward not found')
        const { message_id: _i, chat: _c, from: _f, date: _d, reply_markup: _r, ...content } = src
        const m = newMessage(chat, me, {
          ...content,
          ...(method === 'forwardmessage'
            ? { forward_origin: { type: 'user', sender_user: src.from, date: src.date } }
            : {}),
        })
        record(chat, 'text', m, undefined, { forwarded: method === 'forwardmessage' })
        return method === 'copymessage' ? { message_id: m.message_id } : m
      }
      case 'getfile': {
        const f = files.get(String(body.file_id))
        if (!f) throw bad('wrong file_id or the file is temporarily unavailable')
        if (f.file_size > 20 * 1024 * 1024) throw bad('file is too big')
        return {
          file_id: f.file_id,
          file_unique_id: f.file_unique_id,
          file_size: f.file_size,
          file_path: f.file_path,
        }
      }
      case 'getchat': {
        const c = targetChat(body)
        return { ...c.info, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} }
      }
      case 'getchatmember': {
        targetChat(body)
        const u = users.get(String(body.user_id))
        if (Number(body.user_id) === me.id) return { status: 'member', user: me }
        if (!u) throw bad('invalid user_id specified')
        return { status: u.chatStatus ?? 'member', user: fromOf(u) }
      }
      case 'getchatadministrators': {
        targetChat(body)
        return []
      }
      case 'getchatmembercount': {
        targetChat(body)
        return 2
      }
      case 'getuserprofilephotos':
        return { total_count: 0, photos: [] }
      case 'pinchatmessage':
      case 'unpinchatmessage':
      case 'unpinallchatmessages': {
        targetChat(body)
        return true
      }
      case 'leavechat': {
        targetChat(body).kicked = true
        return true
      }
      case 'setmycommands': {
        const list = typeof body.commands === 'string' ? JSON.parse(body.commands) : body.commands
        if (!Array.isArray(list) || list.length > 100) throw bad("can't parse commands")
        for (const c of list) {
          if (!/^\/?[a-z0-9_]{1,32}$/u.test(c.command)) throw bad('BOT_COMMAND_INVALID')
          if (!c.description || chars(c.description) > 256) throw bad('BOT_COMMAND_DESCRIPTION_INVALID')
        }
        commands.set(JSON.stringify([body.scope ?? { type: 'default' }, body.language_code ?? '']), list)
        return true
      }
      case 'getmycommands':
        return (
          commands.get(JSON.stringify([body.scope ?? { type: 'default' }, body.language_code ?? ''])) ?? []
        )
      case 'deletemycommands':
        commands.delete(JSON.stringify([body.scope ?? { type: 'default' }, body.language_code ?? '']))
        return true
      case 'setmydescription':
        text.description = body.description ?? ''
        return true
      case 'setmyshortdescription':
        text.short_description = body.short_description ?? ''
        return true
      case 'setmyname':
        text.name = body.name || me.first_name
        return true
      case 'getmydescription':
        return { description: text.description }
      case 'getmyshortdescription':
        return { short_description: text.short_description }
      case 'getmyname':
        return { name: text.name }
      case 'setchatmenubutton':
      case 'setmydefaultadministratorrights':
        return true
      case 'getchatmenubutton':
        return { type: 'commands' }
      default:
        throw new ApiError(404, 'Not Found')
    }
  }

  // ------------------------------------------------------------ faults

  /**
   * kinds: "429" {retryAfter, method?, userId?} · "5xx" {status} · "drop" {when: "before"|"after"} · "slow" {ms}
   *  · "conflict" (getUpdates 409) · "expiredCallback" · "outage" {ms} · "blocked" / "deactivated" {userId}
   *  · "kicked" {chatId} · "migrate" {chatId, to} · "duplicateUpdate" {userId} · "unauthorized"
   * All take times (default 1; Infinity stays). method is matched without case.
   */
  function injectFault(fault) {
    const f = typeof fault === 'string' ? { kind: fault } : { ...fault }
    switch (f.kind) {
      case 'outage':
        outageUntil = Date.now() + (f.ms ?? 1000)
        poll?.end('gone')
        for (const s of sockets) s.destroy()
        return f
      case 'blocked':
        addUser(f.userId).blocked = f.on ?? true
        return f
      case 'deactivated':
        addUser(f.userId).deactivated = f.on ?? true
        return f
      case 'kicked':
        chatOf(f.chatId).kicked = f.on ?? true
        return f
      case 'migrate': {
        chatOf(f.chatId).movedTo = f.to
        chatOf(f.to).known = true
        return f
      }
      case 'duplicateUpdate': {
        const u = lastUpdateOf.get(String(f.userId))
        if (!u) throw new Error(`no update of ${f.userId} to repeat`)
        updates.push({ update: u, chat: Number(f.userId), again: true })
        if (webhook) pumpWebhook()
        else poll?.wake()
        return f
      }
      case '429':
      case '5xx':
      case 'drop':
      case 'slow':
      case 'conflict':
      case 'expiredCallback':
      case 'unauthorized':
        f.left = f.times ?? 1
        faults.push(f)
        if (f.kind === 'conflict') poll?.end('conflict')
        return f
      default:
        throw new Error(`no such fault here: ${f.kind}`)
    }
  }
  function faultFor(kind, method, chatId) {
    const f = faults.find(
      (x) =>
        x.kind === kind &&
        x.left > 0 &&
        (!x.method || x.method.toLowerCase() === method) &&
        (x.userId === undefined || String(x.userId) === String(chatId)),
    )
    if (f) f.left -= 1
    return f
  }

  // ------------------------------------------------------------ HTTP

  const sockets = new Set()
  const server = createServer(
    (req, res) =>
      void handle(req, res).catch((e) => {
        if (!res.headersSent) res.writeHead(500, { 'content-type': 'application/json' })
        res.end(
          JSON.stringify({ ok: false, error_code: 500, description: `Internal Server Error: ${e.message}` }),
        )
      }),
  )
  server.on('connection', (s) => {
    sockets.add(s)
    s.on('close', () => sockets.delete(s))
  })
  server.keepAliveTimeout = 60_000

  async function handle(req, res) {
    if (Date.now() < outageUntil) return void req.socket.destroy()
    const url = new URL(req.url, 'http://x')
    if (url.pathname === '/_world') return door.handle(req, res, await readAll(req))
    const file = /^\/file\/bot([^/]+)\/(.+)$/u.exec(url.pathname)
    const json = (code, value) => {
      res.writeHead(code, { 'content-type': 'application/json' })
      res.end(JSON.stringify(value))
    }
    if (file) {
      const f =
        file[1] === token && [...files.values()].find((x) => x.file_path === decodeURIComponent(file[2]))
      if (!f) return json(404, { ok: false, error_code: 404, description: 'Not Found' })
      res.writeHead(200, {
        'content-type': f.mime ?? 'application/octet-stream',
        'content-length': f.bytes.length,
      })
      return void res.end(f.bytes)
    }
    const m = /^\/bot([^/]+)\/(?:test\/)?([A-Za-z]+)$/u.exec(url.pathname)
    if (!m || decodeURIComponent(m[1]) !== token) {
      await readAll(req).catch(() => {})
      return json(m ? 401 : 404, {
        ok: false,
        error_code: m ? 401 : 404,
        description: m ? 'Unauthorized' : 'Not Found',
      })
    }
    const raw = await readAll(req)
    const type = req.headers['content-type'] ?? ''
    const uploads = new Map()
    let body = Object.fromEntries(url.searchParams)
    try {
      if (type.includes('application/json'))
        Object.assign(body, raw.length ? JSON.parse(raw.toString('utf8')) : {})
      else if (type.includes('multipart/form-data')) {
        const form = await new Response(raw, { headers: { 'content-type': type } }).formData()
        for (const [k, v] of form) {
          if (typeof v === 'string') body[k] = v
          else
            uploads.set(k, {
              bytes: Buffer.from(await v.arrayBuffer()),
              name: v.name,
              mime: v.type || undefined,
            })
        }
        for (const k of ['reply_markup', 'reply_parameters', 'caption_entities', 'entities', 'media'])
          if (typeof body[k] === 'string' && /^[[{]/u.test(body[k])) body[k] = JSON.parse(body[k])
      } else if (raw.length)
        Object.assign(body, Object.fromEntries(new URLSearchParams(raw.toString('utf8'))))
    } catch {
      return json(400, { ok: false, error_code: 400, description: "Bad Request: can't parse JSON object" })
    }
    const method = m[2]
    const lower = method.toLowerCase()
    const entry = {
      at: Date.now(),
      method,
      chat_id: body.chat_id,
      text: body.text ?? body.caption,
      ok: false,
    }
    if (lower !== 'getupdates') callsLog.push(entry)
    const slow = faultFor('slow', lower, body.chat_id)
    if (slow) await sleep(slow.ms ?? 1000)
    const sends = SEND.test(lower) || lower.startsWith('edit')
    const drop = faults.find(
      (x) =>
        x.kind === 'drop' &&
        x.left > 0 &&
        (x.method ? x.method.toLowerCase() === lower : sends) &&
        (x.userId === undefined || String(x.userId) === String(body.chat_id)),
    )
    if (drop) drop.left -= 1
    try {
      if (drop && drop.when !== 'after') return void req.socket.destroy()
      if (faultFor('unauthorized', lower, body.chat_id)) throw new ApiError(401, 'Unauthorized')
      if (lower === 'getupdates' && faultFor('conflict', lower))
        throw new ApiError(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        )
      const five =
        faults.some((x) => x.kind === '5xx' && (x.method || sends)) && faultFor('5xx', lower, body.chat_id)
      if (five) throw new ApiError(five.status ?? 502, 'Bad Gateway')
      const flood = faults.find(
        (x) =>
          x.kind === '429' &&
          x.left > 0 &&
          (x.method ? x.method.toLowerCase() === lower : sends) &&
          (x.userId === undefined || String(x.userId) === String(body.chat_id)),
      )
      if (flood) {
        flood.left -= 1
        const s = flood.retryAfter ?? 1
        throw new ApiError(429, `Too Many Requests: retry after ${s}`, { retry_after: s })
      }
      const result = await call(method, body, req, uploads)
      entry.ok = true
      if (drop?.when === 'after') return void req.socket.destroy()
      json(200, { ok: true, result })
    } catch (e) {
      if (!(e instanceof ApiError)) throw e
      entry.error = `${e.code} ${e.message}`
      json(e.code, {
        ok: false,
        error_code: e.code,
        description: e.message,
        ...(e.parameters ? { parameters: e.parameters } : {}),
      })
    }
  }

  // ------------------------------------------------------------ what a person does

  const sized = (v) =>
    Buffer.isBuffer(v)
      ? v
      : v instanceof Uint8Array
        ? Buffer.from(v)
        : Buffer.from(
            String(v ?? 'x'),
            typeof v === 'string' && /^[A-Za-z0-9+/]+=*$/u.test(v) && v.length % 4 === 0 && v.length > 64
              ? 'base64'
              : 'utf8',
          )

  /**
   * action: "text" or one of
   *  {text, replyTo?} {tap: "label or data", row?} {contact: true | {phone_number, first_name, user_id?}} {location: {latitude, longitude}}
   *  {photo: Buffer, caption?} {document: {name, bytes, mime}} {voice: Buffer} {video: Buffer} {sticker: "emoji"} {edit: {id, text}} {block: true} {unblock: true}
   *  {join: true} {update: {...raw update fields}}
   * option chatId: write in a group instead of the private chat.
   */
  async function send(userId, action, { chatId } = {}) {
    const u = addUser(userId)
    const chat = chatOf(chatId ?? userId)
    const a = typeof action === 'string' ? { text: action } : action
    const from = fromOf(u)
    if (u.blocked && !a.unblock && chat.info.type === 'private')
      throw new Error('this person has blocked the bot; send {unblock: true} first')
    ledger.markSent(chat.info.id)
    const say = (kind, textOf, extra) =>
      ledger.add(chat.info.id, { from: 'user', kind, text: textOf, by: u.id, ...extra })
    if (a.block || a.unblock) {
      u.blocked = !!a.block
      const [was, is] = a.block ? ['member', 'kicked'] : ['kicked', 'member']
      say(a.block ? 'block' : 'unblock', '')
      return pushUpdate(
        'my_chat_member',
        {
          chat: chat.info,
          from,
          date: now(),
          old_chat_member: { user: me, status: was, ...(was === 'kicked' ? { until_date: 0 } : {}) },
          new_chat_member: { user: me, status: is, ...(is === 'kicked' ? { until_date: 0 } : {}) },
        },
        u.id,
      )
    }
    chat.known = true
    if (a.join) {
      say('join', '')
      return pushUpdate(
        'my_chat_member',
        {
          chat: chat.info,
          from,
          date: now(),
          old_chat_member: { user: me, status: 'left' },
          new_chat_member: { user: me, status: 'member' },
        },
        u.id,
      )
    }
    if (a.update) {
      say('update', JSON.stringify(a.update).slice(0, 120))
      const [kind] = Object.keys(a.update)
      return pushUpdate(kind, a.update[kind], u.id)
    }
    if (a.tap !== undefined) {
      const fits =
        typeof a.tap === 'string'
          ? (b) => b.text === a.tap || b.data === a.tap || b.callback_data === a.tap
          : toPredicate(a.tap instanceof RegExp ? (b) => a.tap.test(b.text) : a.tap)
      const key = chat.keyboard?.keyboard.find((b) => fits({ ...b, data: undefined }))
      const holders = [...chat.messages.values()]
        .filter((m) => m.from.id === me.id && m.reply_markup?.inline_keyboard)
        .reverse()
      const holder =
        a.message !== undefined
          ? holders.find((m) => m.message_id === a.message)
          : holders.find((m) => m.reply_markup.inline_keyboard.flat().some(fits))
      const btn = holder?.reply_markup.inline_keyboard.flat().find(fits)
      if (btn) {
        if (btn.callback_data === undefined) {
          say('open', btn.url ?? btn.web_app?.url ?? btn.copy_text?.text ?? '', { button: btn.text })
          return { opened: btn.url ?? btn.web_app?.url }
        }
        const id = String(randomInt(2 ** 40)) + String(randomInt(1e6))
        callbacks.set(id, { chat: chat.info.id, data: btn.callback_data, at: Date.now() })
        say('tap', btn.text, { data: btn.callback_data, id: holder.message_id })
        return pushUpdate(
          'callback_query',
          { id, from, message: holder, chat_instance: String(chat.info.id), data: btn.callback_data },
          u.id,
        )
      }
      if (key) {
        if (chat.keyboard.oneTime) chat.keyboard = undefined
        if (key.request_contact) return send(userId, { contact: true }, { chatId })
        if (key.request_location)
          return send(userId, { location: a.location ?? { latitude: -6.2, longitude: 106.8167 } }, { chatId })
        return send(userId, key.text, { chatId })
      }
      const seen = [
        ...(holders[0]?.reply_markup.inline_keyboard.flat() ?? []),
        ...(chat.keyboard?.keyboard ?? []),
      ].map((b) => b.text)
      throw new Error(`no button ${a.tap} in front of ${userId}; visible: ${seen.join(' | ') || '(none)'}`)
    }
    if (a.edit) {
      const m = chat.messages.get(a.edit.id)
      if (!m) throw new Error(`no message ${a.edit.id}`)
      Object.assign(m, { text: a.edit.text, edit_date: now(), entities: autoEntities(a.edit.text) })
      say('edit', a.edit.text, { id: m.message_id })
      return pushUpdate('edited_message', m, u.id)
    }
    let content
    let kind
    let shown = ''
    if (a.contact) {
      const c =
        a.contact === true ? { phone_number: u.phone, first_name: u.first_name, user_id: u.id } : a.contact
      ;[kind, shown, content] = ['contact', c.phone_number, { contact: c }]
    } else if (a.location)
      [kind, shown, content] = [
        'location',
        `${a.location.latitude},${a.location.longitude}`,
        { location: { horizontal_accuracy: 20, ...a.location } },
      ]
    else if (a.photo !== undefined) {
      const f = keepFile(sized(a.photo), 'foto.jpg', 'image/jpeg')
      ;[kind, shown, content] = [
        'photo',
        a.caption ?? '',
        { photo: mediaPart('photo', f), ...(a.caption ? { caption: a.caption } : {}) },
      ]
    } else if (a.document) {
      const f = keepFile(sized(a.document.bytes), a.document.name ?? 'berkas.bin', a.document.mime)
      ;[kind, shown, content] = [
        'document',
        a.document.name ?? '',
        { document: mediaPart('document', f), ...(a.caption ? { caption: a.caption } : {}) },
      ]
    } else if (a.voice !== undefined)
      [kind, content] = [
        'voice',
        { voice: mediaPart('voice', keepFile(sized(a.voice), 'v.oga', 'audio/ogg')) },
      ]
    else if (a.video !== undefined)
      [kind, content] = [
        'video',
        { video: mediaPart('video', keepFile(sized(a.video), 'v.mp4', 'video/mp4')) },
      ]
    else if (a.sticker)
      [kind, shown, content] = [
        'sticker',
        a.sticker,
        {
          sticker: {
            ...mediaPart('sticker', keepFile(Buffer.from('s'), 's.webp', 'image/webp')),
            emoji: a.sticker,
          },
        },
      ]
    else if (typeof a.text === 'string') {
      if (chars(a.text) > 4096 || !a.text.length)
        throw new Error('a Telegram client splits texts over 4096 characters and never sends an empty one')
      const e = autoEntities(a.text)
      ;[kind, shown, content] = ['text', a.text, { text: a.text, ...(e.length ? { entities: e } : {}) }]
    } else throw new Error(`unknown action ${JSON.stringify(a)}`)
    const reply = a.replyTo !== undefined ? chat.messages.get(a.replyTo) : undefined
    const m = newMessage(chat, from, {
      ...content,
      ...(reply ? { reply_to_message: reply } : {}),
      ...(a.forwarded ? { forward_origin: { type: 'hidden_user', sender_user_name: 'X', date: now() } } : {}),
    })
    say(kind, shown, { id: m.message_id })
    return pushUpdate('message', m, u.id)
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const root = `http://${host}:${server.address().port}`
  const world = {
    kind: 'telegram',
    engine: 'full',
    token,
    apiRoot: root,
    bot: me,
    env: { TELEGRAM_API_ROOT: root, TELEGRAM_BOT_TOKEN: token },
    ledger,
    addUser,
    addGroup,
    send,
    injectFault,
    clearFaults: () => {
      faults = []
      outageUntil = 0
      for (const u of users.values()) {
        u.blocked = false
        u.deactivated = false
      }
    },
    waitReply: (userId, predicate, timeout, opts) => ledger.waitReply(userId, predicate, timeout, opts),
    transcript: (userId) => ledger.transcript(userId),
    format: (userId) => ledger.format(userId),
    quiet: (...a) => ledger.quiet(...a),
    calls: () => callsLog,
    file: (id) => files.get(id)?.bytes,
    status: () => ({
      pending: updates.length,
      webhook: webhook && {
        url: webhook.url,
        lastError: webhook.lastError,
        deliveries: webhook.deliveries.length,
      },
      polling: !!poll,
      commands: [...commands.values()].flat(),
      unansweredCallbacks: [...callbacks.values()].filter((c) => !c.answered).length,
    }),
    async close() {
      closed = true
      poll?.end('gone')
      for (const s of sockets) s.destroy()
      await new Promise((r) => server.close(r))
    },
  }
  const door = controlDoor(world, options.controlToken)
  world.control = { url: `${root}/_world`, token: door.token }
  return world
}

// ---------------------------------------------------------------- crabline engine (text only)

async function startCrablineTelegram(options) {
  const { startTelegramServer } = await import('@openclaw/crabline')
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tgworld-'))
  const ledger = new Ledger()
  const calls = []
  const srv = await startTelegramServer({
    recorderPath: path.join(dir, 'telegram.jsonl'),
    port: options.port ?? 0,
    onEvent(e) {
      if (e.type !== 'api') return
      const method = e.path.split('/').at(-1)
      calls.push({
        at: Date.parse(e.at),
        method,
        ok: !!e.accepted,
        chat_id: e.body?.chat_id,
        text: e.body?.text,
      })
      if (!e.accepted || e.body?.chat_id === undefined) return
      const kind =
        method === 'sendMessage'
          ? 'text'
          : method === 'editMessageText'
            ? 'edit'
            : method === 'sendChatAction'
              ? 'chat_action'
              : method.replace(/^send/u, '').toLowerCase()
      const buttons =
        e.body.reply_markup?.inline_keyboard
          ?.flat()
          .map((b) => ({ text: b.text, data: b.callback_data, url: b.url })) ?? []
      ledger.add(e.body.chat_id, {
        from: 'bot',
        kind,
        text: e.body.text ?? e.body.caption ?? '',
        buttons,
        raw: e.body,
      })
    },
  })
  const m = srv.manifest
  return {
    kind: 'telegram',
    engine: 'crabline',
    token: m.botToken,
    apiRoot: m.endpoints.apiRoot,
    ledger,
    env: { TELEGRAM_API_ROOT: m.endpoints.apiRoot, TELEGRAM_BOT_TOKEN: m.botToken },
    addUser: () => {},
    async send(userId, action) {
      const t = typeof action === 'string' ? action : action.text
      if (typeof t !== 'string') throw new Error('the crabline engine carries text only')
      ledger.markSent(userId)
      ledger.add(userId, { from: 'user', kind: 'text', text: t })
      const r = await fetch(m.endpoints.adminInboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-crabline-admin-token': m.adminToken },
        body: JSON.stringify({ chatId: Number(userId), fromId: Number(userId), text: t }),
      })
      if (!r.ok) throw new Error(`crabline: ${r.status} ${await r.text()}`)
      return (await r.json()).update
    },
    injectFault() {
      throw new Error('the crabline engine has no fault injection')
    },
    clearFaults() {},
    waitReply: (...a) => ledger.waitReply(...a),
    transcript: (u) => ledger.transcript(u),
    format: (u) => ledger.format(u),
    quiet: (...a) => ledger.quiet(...a),
    calls: () => calls,
    status: () => ({}),
    async close() {
      await srv.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

// ---------------------------------------------------------------- as a program

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const world = await startTelegramWorld({ port: Number(process.env.PORT ?? 0), limits: process.env.LIMITS })
  console.log(JSON.stringify({ env: world.env, control: world.control }))
  world.ledger.onEvent = (e) =>
    console.error(`${e.user} ${e.from === 'user' ? '>' : '<'} ${e.kind} ${e.text}`)
  for (const s of ['SIGINT', 'SIGTERM']) process.once(s, () => world.close().then(() => process.exit(0)))
}
