// Shared by both worlds: the ledger (who said what, in order), waiting for replies,
// and a tiny loopback control door so that a world can also be driven from another process.
import { randomBytes } from 'node:crypto'

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms))

export function toPredicate(p) {
  if (p === undefined || p === null) return () => true
  if (typeof p === 'function') return p
  if (p instanceof RegExp) return (e) => p.test(e.text ?? '')
  return (e) => (e.text ?? '').includes(String(p))
}

/** Which bot events count as "a reply" when the caller does not say. */
const REPLY_KINDS = new Set([
  'text',
  'image',
  'photo',
  'document',
  'video',
  'audio',
  'voice',
  'sticker',
  'animation',
  'media_group',
  'location',
  'venue',
  'contact',
  'poll',
  'interactive',
  'edit',
  'unknown',
])

export class Ledger {
  #users = new Map()
  #waiters = new Set()
  #n = 0
  onEvent

  of(userId) {
    const k = String(userId)
    let u = this.#users.get(k)
    if (!u) this.#users.set(k, (u = { events: [], cursor: 0 }))
    return u
  }

  users() {
    return [...this.#users.keys()]
  }

  add(userId, e) {
    const entry = { n: ++this.#n, at: Date.now(), user: String(userId), ...e }
    this.of(userId).events.push(entry)
    this.onEvent?.(entry)
    for (const w of [...this.#waiters]) if (w.user === String(userId)) w.check()
    return entry
  }

  /** replies before this point are no longer looked at by waitReply */
  markSent(userId) {
    const u = this.of(userId)
    u.cursor = u.events.length
  }

  transcript(userId) {
    return [...this.of(userId).events]
  }

  /**
   * Next unseen event from the bot that fits. A match moves the cursor past it, so
   * two waits in a row give two different replies. `kinds` widens or narrows what counts.
   */
  waitReply(userId, predicate, timeoutMs = 10_000, { kinds, from } = {}) {
    const fits = toPredicate(predicate)
    const allowed = kinds ? new Set([kinds].flat()) : REPLY_KINDS
    const u = this.of(userId)
    if (from !== undefined) u.cursor = from
    return new Promise((resolve, reject) => {
      const waiter = {
        user: String(userId),
        check: () => {
          for (let i = u.cursor; i < u.events.length; i++) {
            const e = u.events[i]
            if (e.from !== 'bot' || !allowed.has(e.kind) || !fits(e)) continue
            u.cursor = i + 1
            done()
            resolve(e)
            return true
          }
          return false
        },
      }
      const timer = setTimeout(() => {
        done()
        const seen = u.events
          .slice(-6)
          .map((e) => `  ${e.from} ${e.kind}: ${String(e.text ?? '').slice(0, 160)}`)
        const err = new Error(
          `no fitting reply for ${userId} within ${timeoutMs} ms; last events:\n${seen.join('\n') || '  (none)'}`,
        )
        err.code = 'WORLD_TIMEOUT'
        reject(err)
      }, timeoutMs)
      const done = () => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
      }
      if (!waiter.check()) this.#waiters.add(waiter)
    })
  }

  /** Resolves once nothing has come from the bot for quietMs. */
  async quiet(userId, quietMs = 400, timeoutMs = 10_000) {
    const until = Date.now() + timeoutMs
    const u = this.of(userId)
    for (;;) {
      const last = u.events.findLast((e) => e.from === 'bot')
      const idle = Date.now() - Math.max(last?.at ?? 0, u.quietFrom ?? 0)
      if (last && idle >= quietMs) return u.events
      if (Date.now() > until) return u.events
      await sleep(Math.min(quietMs, 50))
    }
  }

  format(userId) {
    const t0 = this.of(userId).events[0]?.at ?? 0
    return this.of(userId)
      .events.map((e) => {
        const who = e.from === 'user' ? '>' : '<'
        const extra = e.buttons?.length ? ` [${e.buttons.map((b) => b.text).join(' | ')}]` : ''
        return `${String(e.at - t0).padStart(6)} ${who} ${e.kind}: ${e.text ?? ''}${extra}`
      })
      .join('\n')
  }
}

/** POST /_world {"op":"send","args":[...]} with the x-world-token header; answers {"ok":true,"result":...}. */
export function controlDoor(world, token = randomBytes(18).toString('hex')) {
  const ops = new Set([
    'send',
    'waitReply',
    'transcript',
    'injectFault',
    'clearFaults',
    'format',
    'status',
    'close',
    'addUser',
    'scanQr',
    'enterPairingCode',
    'calls',
    'quiet',
  ])
  return {
    token,
    async handle(req, res, body) {
      const answer = (code, value) => {
        res.writeHead(code, { 'content-type': 'application/json' })
        res.end(
          JSON.stringify(value, (_k, v) =>
            v?.type === 'Buffer' || v instanceof Uint8Array ? { bytes: (v.data ?? v).length } : v,
          ),
        )
      }
      if (req.headers['x-world-token'] !== token) return answer(401, { ok: false, error: 'token' })
      try {
        const { op, args = [] } = JSON.parse(body.toString('utf8') || '{}')
        if (!ops.has(op) || typeof world[op] !== 'function')
          return answer(400, { ok: false, error: `no op ${op}` })
        // a predicate cannot travel over HTTP: "/re/flags" is read as a regular expression
        if (op === 'waitReply' && typeof args[1] === 'string') {
          const m = /^\/(.*)\/([a-z]*)$/su.exec(args[1])
          if (m) args[1] = new RegExp(m[1], m[2])
        }
        answer(200, { ok: true, result: (await world[op](...args)) ?? null })
      } catch (e) {
        answer(500, { ok: false, error: e.message })
      }
    },
  }
}

export function readAll(req, max = 60 * 1024 * 1024) {
  return new Promise((resolve, reject) => {
    const parts = []
    let size = 0
    req.on('data', (c) => {
      size += c.length
      if (size > max) {
        reject(Object.assign(new Error('too large'), { code: 413 }))
        req.destroy()
      } else parts.push(c)
    })
    req.on('end', () => resolve(Buffer.concat(parts)))
    req.on('error', reject)
  })
}
