// A local WhatsApp: one linked bot device, any number of people, the WhatsApp Web wire protocol
// (Noise XX, binary nodes, Signal sessions) over a loopback WebSocket. The bot under test is any
// Baileys 7 program whose `waWebSocketUrl` can be set from the environment.
//
//   engine "full" (default)  this file, built on the public exports of @whiskeysockets/baileys
//   engine "crabline"        @openclaw/crabline's server: text only, an independent second opinion
//
// See README.md for the contract and for what is faithful and what is not.
import { createServer } from 'node:http'
import { createServer as createTls } from 'node:https'
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { WebSocket, WebSocketServer } from 'ws'
import {
  addTransactionCapability,
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  aesEncryptGCM,
  BufferJSON,
  Curve,
  decodeBinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  derivePairingCodeKey,
  encodeBigEndian,
  encodeBinaryNode,
  encodeWAMessage,
  generateSignalPubKey,
  getMediaKeys,
  hkdf,
  hmacSign,
  initAuthCreds,
  jidDecode,
  KEY_BUNDLE_TYPE,
  NOISE_MODE,
  NOISE_WA_HEADER,
  normalizeMessageContent,
  proto,
  sha256,
  signedKeyPair,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from '@whiskeysockets/baileys'
import { Ledger, controlDoor, readAll, sleep, toPredicate } from './world-common.mjs'
import { loopbackCertificate } from './tls-loopback.mjs'

const S = 's.whatsapp.net'
const EMPTY = Buffer.alloc(0)
const now = () => Math.floor(Date.now() / 1000)
const kids = (n) => (Array.isArray(n?.content) ? n.content : [])
const kid = (n, tag) => kids(n).find((c) => c.tag === tag)
const bytesOf = (n) =>
  n?.content instanceof Uint8Array
    ? Buffer.from(n.content)
    : typeof n?.content === 'string'
      ? Buffer.from(n.content)
      : undefined
const uint = (n) => [...(bytesOf(n) ?? [])].reduce((a, b) => a * 256 + b, 0)
const digits = (v) => String(v).replace(/\D/gu, '')
const LIBSIGNAL_NOISE =
  /^(Closing (open )?session|Closing stale|Opening session|Session already|Removing old closed session|Decrypted message with closed session|Failed to decrypt message with any known session|Session error:|V1 session storage|Unhandled bucket|Duplicate PreKeyMessage|Migrating session)/u
/**
 * libsignal (npm) prints whole sessions, private keys included, with console.info and console.error.
 * This keeps them off the screen here; a production bot has to do the same.
 */
export function quietLibsignal() {
  for (const m of ['info', 'log', 'warn', 'error']) {
    const was = console[m]
    if (was.quietLibsignal) continue
    console[m] = Object.assign(
      (...a) => (typeof a[0] === 'string' && LIBSIGNAL_NOISE.test(a[0]) ? undefined : was(...a)),
      { quietLibsignal: true },
    )
  }
}
const silent = {
  level: 'silent',
  child: () => silent,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
}

// ---------------------------------------------------------------- Noise XX, both roles

class Noise {
  constructor() {
    const start = Buffer.from(NOISE_MODE)
    this.h = start.length === 32 ? start : sha256(start)
    this.salt = this.h
    this.key = this.h
    this.n = 0
    this.mixHash(NOISE_WA_HEADER)
  }
  mixHash(d) {
    this.h = sha256(Buffer.concat([this.h, Buffer.from(d)]))
  }
  #iv(n) {
    const iv = Buffer.alloc(12)
    iv.writeUInt32BE(n, 8)
    return iv
  }
  seal(p) {
    const c = aesEncryptGCM(Buffer.from(p), this.key, this.#iv(this.n++), this.h)
    this.mixHash(c)
    return c
  }
  open(c) {
    const p = aesDecryptGCM(Buffer.from(c), this.key, this.#iv(this.n++), this.h)
    this.mixHash(c)
    return p
  }
  #expand(d) {
    const k = Buffer.from(hkdf(Buffer.from(d), 64, { salt: this.salt, info: '' }))
    return [k.subarray(0, 32), k.subarray(32)]
  }
  mixKey(d) {
    ;[this.salt, this.key] = this.#expand(d)
    this.n = 0
  }
  /** the client writes with the first half, the server with the second */
  split() {
    const [a, b] = this.#expand(EMPTY)
    const side = (key) => {
      let n = 0
      return {
        seal: (p) => aesEncryptGCM(Buffer.from(p), key, this.#iv(n++), EMPTY),
        open: (c) => aesDecryptGCM(Buffer.from(c), key, this.#iv(n++), EMPTY),
      }
    }
    return { fromClient: side(a), fromServer: side(b) }
  }
}

const framed = (d) =>
  Buffer.concat([Buffer.from([(d.length >>> 16) & 255, (d.length >>> 8) & 255, d.length & 255]), d])
const handshake = (o) =>
  Buffer.from(proto.HandshakeMessage.encode(proto.HandshakeMessage.fromObject(o)).finish())

/**
 * Baileys checks that the server's certificate chain was signed by WhatsApp. crabline carries a chain;
 * it is read from crabline's own handshake here, as any client would.
 */
async function certificateChain() {
  const { startWhatsAppServer } = await import('@openclaw/crabline')
  const dir = mkdtempSync(path.join(os.tmpdir(), 'waworld-'))
  const srv = await startWhatsAppServer({ recorderPath: path.join(dir, 'x.jsonl') })
  try {
    const ws = new WebSocket(srv.manifest.endpoints.baileysWebSocketUrl)
    await new Promise((ok, no) => ws.once('open', ok).once('error', no))
    const noise = new Noise()
    const e = Curve.generateKeyPair()
    noise.mixHash(e.public)
    const answer = new Promise((ok, no) =>
      ws.once('message', ok).once('close', () => no(new Error('crabline closed the handshake'))),
    )
    ws.send(Buffer.concat([NOISE_WA_HEADER, framed(handshake({ clientHello: { ephemeral: e.public } }))]))
    const { serverHello: hello } = proto.HandshakeMessage.decode(Buffer.from(await answer).subarray(3))
    noise.mixHash(hello.ephemeral)
    noise.mixKey(Curve.sharedKey(e.private, hello.ephemeral))
    const st = noise.open(hello.static)
    noise.mixKey(Curve.sharedKey(e.private, st))
    const chain = noise.open(hello.payload)
    ws.terminate()
    return chain
  } finally {
    await srv.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

// ---------------------------------------------------------------- a phone's Signal half

function memoryKeys() {
  const data = new Map()
  return {
    async get(type, ids) {
      return Object.fromEntries(
        ids.map((id) => [id, data.get(`${type}.${id}`)]).filter(([, v]) => v !== undefined),
      )
    },
    async set(all) {
      for (const [type, entries] of Object.entries(all))
        for (const [id, v] of Object.entries(entries ?? {}))
          v === null || v === undefined ? data.delete(`${type}.${id}`) : data.set(`${type}.${id}`, v)
    },
  }
}

class Phone {
  constructor() {
    this.reset()
  }
  /** a new phone, or WhatsApp installed again */
  reset() {
    this.repo?.close?.()
    this.creds = initAuthCreds()
    this.store = memoryKeys()
    this.nextPreKey = 1
    this.repo = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      {
        creds: this.creds,
        keys: addTransactionCapability(this.store, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 1 }),
      },
      silent,
      async () => [],
    )
  }
  async bundle(jid) {
    const id = this.nextPreKey++
    const pair = Curve.generateKeyPair()
    await this.store.set({ 'pre-key': { [id]: pair } })
    return {
      tag: 'user',
      attrs: { jid },
      content: [
        { tag: 'registration', attrs: {}, content: encodeBigEndian(this.creds.registrationId) },
        { tag: 'type', attrs: {}, content: KEY_BUNDLE_TYPE },
        { tag: 'identity', attrs: {}, content: this.creds.signedIdentityKey.public },
        xmppSignedPreKey(this.creds.signedPreKey),
        xmppPreKey(pair, id),
      ],
    }
  }
  async encrypt(device, label, message, fresh = false) {
    if (fresh || !(await this.repo.validateSession(label)).exists) {
      const preKey = device.preKeys.shift()
      await this.repo.injectE2ESession({
        jid: label,
        session: {
          registrationId: device.registrationId,
          identityKey: generateSignalPubKey(device.identity),
          signedPreKey: {
            keyId: device.signedPreKey.keyId,
            publicKey: generateSignalPubKey(device.signedPreKey.publicKey),
            signature: device.signedPreKey.signature,
          },
          ...(preKey
            ? { preKey: { keyId: preKey.keyId, publicKey: generateSignalPubKey(preKey.publicKey) } }
            : {}),
        },
      })
    }
    return this.repo.encryptMessage({ jid: label, data: encodeWAMessage(message) })
  }
  async decrypt(label, enc) {
    const plain = await this.repo.decryptMessage({
      jid: label,
      type: enc.attrs.type,
      ciphertext: Buffer.from(enc.content),
    })
    return proto.Message.decode(unpadRandomMax16(plain))
  }
}

// ---------------------------------------------------------------- the world

export async function startWhatsAppWorld(options = {}) {
  if (options.engine === 'crabline') return startCrablineWhatsApp(options)
  if (!options.noisy) quietLibsignal()
  const host = '127.0.0.1'
  const dir = mkdtempSync(path.join(os.tmpdir(), 'waworld-'))
  const chain = await certificateChain()
  const lidFor = (pn) =>
    String(
      (BigInt(`0x${createHash('sha256').update(`lid${pn}`).digest('hex').slice(0, 12)}`) %
        900_000_000_000_000n) +
        100_000_000_000_000n,
    )
  const ownPn = digits(options.phone ?? '6281100000001')
  const account = {
    pn: ownPn,
    lid: lidFor(ownPn),
    phone: new Phone(),
    nextDevice: 1,
    name: options.businessName ?? 'Toko Uji',
  }
  const ledger = new Ledger()
  const devices = new Map()
  const people = new Map()
  const byLid = new Map([[account.lid, account]])
  const groups = new Map()
  const media = new Map()
  const stanzas = []
  const problems = []
  const sends = []
  const sent = new Map()
  const received = new Map()
  let faults = []
  let queue = []
  let session
  let pairing
  let refuseUntil = 0
  let refuseHttp = false
  let closed = false
  let nextIq = 1
  const receiptsOf = { delivered: true, read: false, ...options.receipts }
  const keepStanzas = options.keepStanzas ?? 5000

  const note = (kind, detail) => {
    problems.push({ at: Date.now(), kind, detail })
    options.onProblem?.({ kind, detail })
  }

  function addUser(userId, profile = {}) {
    const pn = digits(userId)
    let p = people.get(pn)
    if (!p) {
      p = {
        pn,
        lid: lidFor(pn),
        name: `User${pn.slice(-4)}`,
        addressing: options.addressing ?? 'lid',
        phone: new Phone(),
        chain: Promise.resolve(),
        blocked: false,
        onWhatsApp: true,
        wroteFirst: false,
      }
      people.set(pn, p)
      byLid.set(p.lid, p)
    }
    Object.assign(p, profile)
    return p
  }
  function addGroup(groupId, { subject = 'Grup', members = [] } = {}) {
    const id = digits(groupId)
    const g = { id, subject, members: new Set(members.map(digits)) }
    groups.set(id, g)
    for (const m of members) addUser(m)
    return g
  }
  const personOf = (jid) => {
    const d = jidDecode(jid)
    if (!d) return undefined
    return d.server === 'lid' ? byLid.get(d.user) : d.user === account.pn ? account : people.get(d.user)
  }
  const linked = () => [...devices.values()].findLast((d) => !d.loggedOut)
  const labelOf = (device) => `${account.pn}:${device.id}@${S}`

  // ------------------------------------------------------------ stanzas to people's outgoing queue

  /** one encrypted stanza per message, kept until the bot says it has it, as the real server does */
  async function post(person, message, { id, groupId, status, fresh = false, corrupt = false, retry } = {}) {
    const device = linked()
    if (!device)
      throw new Error(
        'no linked bot device: pair it first (scanQr / enterPairingCode) or use registeredCreds()',
      )
    for (let i = 0; i < 600 && !device.signedPreKey; i++) await sleep(50)
    if (!device.signedPreKey) throw new Error('the bot never uploaded its prekeys')
    const out = await person.phone.encrypt(device, labelOf(device), message, fresh)
    let { ciphertext } = out
    if (corrupt) {
      ciphertext = Buffer.from(ciphertext)
      ciphertext[ciphertext.length - 1] ^= 0xff
    }
    const lid = person.addressing !== 'pn'
    const mode = { addressing_mode: lid ? 'lid' : 'pn' }
    const self = lid ? `${person.lid}@lid` : `${person.pn}@${S}`
    const alt =
      person.addressing === 'hidden' ? {} : lid ? { pn: `${person.pn}@${S}` } : { lid: `${person.lid}@lid` }
    const attrs =
      groupId || status
        ? {
            from: status ? 'status@broadcast' : `${groupId}@g.us`,
            participant: self,
            ...mode,
            ...(alt.pn ? { participant_pn: alt.pn } : {}),
            ...(alt.lid ? { participant_lid: alt.lid } : {}),
          }
        : {
            from: self,
            ...mode,
            ...(alt.pn ? { sender_pn: alt.pn } : {}),
            ...(alt.lid ? { sender_lid: alt.lid } : {}),
          }
    const content = normalizeMessageContent(message) ?? {}
    const type = Object.keys(content).some((k) =>
      /^(image|video|audio|document|sticker|location|liveLocation|contact)/u.test(k),
    )
      ? 'media'
      : content.pollUpdateMessage
        ? 'poll'
        : content.reactionMessage
          ? 'reaction'
          : 'text'
    const stanza = {
      tag: 'message',
      attrs: { ...attrs, id, t: String(now()), notify: person.name, type },
      content: [
        {
          tag: 'enc',
          attrs: {
            v: '2',
            type: out.type,
            ...(retry ? { count: String(retry) } : {}),
            ...(type === 'media' ? { mediatype: Object.keys(content)[0]?.replace(/Message$/u, '') } : {}),
          },
          content: ciphertext,
        },
      ],
    }
    received.set(id, { person, message, groupId, status, at: Date.now(), retries: 0 })
    const item = { id, device: device.id, stanza, at: Date.now() }
    queue.push(item)
    if (device.preKeys.length < 20 && session?.ready)
      void session.node({
        tag: 'notification',
        attrs: { from: S, type: 'encrypt', id: `pk${nextIq++}`, t: String(now()) },
        content: [{ tag: 'count', attrs: { value: String(device.preKeys.length) } }],
      })
    if (session?.ready && session.device?.id === device.id) await session.node(stanza)
    return item
  }

  // ------------------------------------------------------------ media

  async function putMedia(bytes, type) {
    const mediaKey = randomBytes(32)
    const k = await getMediaKeys(mediaKey, type)
    const c = createCipheriv('aes-256-cbc', k.cipherKey, k.iv)
    const enc = Buffer.concat([c.update(bytes), c.final()])
    const file = Buffer.concat([
      enc,
      createHmac('sha256', k.macKey).update(k.iv).update(enc).digest().subarray(0, 10),
    ])
    const p = `/v/t62.7119-24/${randomBytes(12).toString('hex')}.enc`
    media.set(p, file)
    return {
      url: `https://${mediaHost}${p}`,
      directPath: p,
      mediaKey,
      fileEncSha256: sha256(file),
      fileSha256: sha256(bytes),
      fileLength: bytes.length,
      mediaKeyTimestamp: now(),
    }
  }
  async function getMedia(m, type) {
    const p = m.directPath ?? new URL(m.url).pathname
    const file = media.get(p)
    if (!file) return undefined
    const k = await getMediaKeys(Buffer.from(m.mediaKey), type)
    const d = createDecipheriv('aes-256-cbc', k.cipherKey, k.iv)
    return Buffer.concat([d.update(file.subarray(0, -10)), d.final()])
  }

  // ------------------------------------------------------------ reading what the bot says

  const textOfInteractive = (m) => {
    const b = m.buttonsMessage
    if (b)
      return {
        text: [b.text ?? b.contentText, b.footerText].filter(Boolean).join('\n'),
        buttons: (b.buttons ?? []).map((x) => ({ text: x.buttonText?.displayText, data: x.buttonId })),
      }
    const l = m.listMessage
    if (l)
      return {
        text: [l.title, l.description].filter(Boolean).join('\n'),
        buttons: (l.sections ?? [])
          .flatMap((s) => s.rows ?? [])
          .map((r) => ({ text: r.title, data: r.rowId })),
      }
    const t = m.templateMessage?.hydratedTemplate ?? m.templateMessage?.hydratedFourRowTemplate
    if (t)
      return {
        text: t.hydratedContentText ?? '',
        buttons: (t.hydratedButtons ?? []).map((x) => ({
          text: x.quickReplyButton?.displayText ?? x.urlButton?.displayText,
          data: x.quickReplyButton?.id,
        })),
      }
    const i = m.interactiveMessage
    if (i)
      return {
        text: i.body?.text ?? '',
        buttons: (i.nativeFlowMessage?.buttons ?? []).map((x) => {
          try {
            const j = JSON.parse(x.buttonParamsJson ?? '{}')
            return { text: j.display_text ?? j.title, data: j.id }
          } catch {
            return { text: x.name }
          }
        }),
      }
    return undefined
  }

  async function readable(message) {
    const m = normalizeMessageContent(message) ?? {}
    if (m.conversation) return { kind: 'text', text: m.conversation }
    if (m.extendedTextMessage)
      return {
        kind: 'text',
        text: m.extendedTextMessage.text ?? '',
        quoted: m.extendedTextMessage.contextInfo?.stanzaId,
      }
    for (const [field, kind, type] of [
      ['imageMessage', 'image', 'image'],
      ['documentMessage', 'document', 'document'],
      ['videoMessage', 'video', 'video'],
      ['audioMessage', 'audio', 'audio'],
      ['stickerMessage', 'sticker', 'sticker'],
    ]) {
      const x = m[field]
      if (!x) continue
      const bytes = await getMedia(x, type).catch(() => undefined)
      return {
        kind,
        text: x.caption ?? '',
        file: {
          name: x.fileName ?? undefined,
          mime: x.mimetype,
          size: Number(x.fileLength ?? 0),
          bytes,
          ok: !!bytes && sha256(bytes).equals(Buffer.from(x.fileSha256 ?? '')),
          ptt: x.ptt ?? undefined,
        },
      }
    }
    if (m.locationMessage)
      return {
        kind: 'location',
        text: [m.locationMessage.name, m.locationMessage.address].filter(Boolean).join(', '),
        location: {
          latitude: m.locationMessage.degreesLatitude,
          longitude: m.locationMessage.degreesLongitude,
        },
      }
    if (m.contactMessage)
      return { kind: 'contact', text: m.contactMessage.displayName ?? '', vcard: m.contactMessage.vcard }
    if (m.contactsArrayMessage)
      return {
        kind: 'contact',
        text: m.contactsArrayMessage.displayName ?? '',
        vcard: m.contactsArrayMessage.contacts?.map((c) => c.vcard).join('\n'),
      }
    const poll = m.pollCreationMessage ?? m.pollCreationMessageV2 ?? m.pollCreationMessageV3
    if (poll)
      return {
        kind: 'poll',
        text: poll.name ?? '',
        options: (poll.options ?? []).map((o) => o.optionName),
        selectable: poll.selectableOptionsCount ?? 0,
        secret:
          message.messageContextInfo?.messageSecret && Buffer.from(message.messageContextInfo.messageSecret),
      }
    if (m.reactionMessage)
      return { kind: 'reaction', text: m.reactionMessage.text ?? '', of: m.reactionMessage.key?.id }
    const pm = m.protocolMessage
    if (pm) {
      const T = proto.Message.ProtocolMessage.Type
      if (pm.type === T.MESSAGE_EDIT)
        return { kind: 'edit', of: pm.key?.id, text: (await readable(pm.editedMessage ?? {})).text }
      if (pm.type === T.REVOKE) return { kind: 'delete', of: pm.key?.id, text: '' }
      return { kind: 'protocol', text: String(pm.type) }
    }
    const i = textOfInteractive(m)
    // people on an unofficial client's chat do not get these drawn on their phones
    if (i) return { kind: 'interactive', rendered: !!options.renderInteractive, ...i }
    return { kind: 'unknown', text: '', fields: Object.keys(m) }
  }

  // ------------------------------------------------------------ one connection

  class Session {
    constructor(ws) {
      this.ws = ws
      this.noise = new Noise()
      this.stage = 'hello'
      this.buf = EMPTY
      this.first = true
      this.ready = false
      this.work = Promise.resolve()
      ws.on('message', (d) => {
        const data = Buffer.isBuffer(d) ? d : Buffer.concat([d].flat().map((x) => Buffer.from(x)))
        this.work = this.work
          .then(() => this.take(data))
          .catch((e) => {
            if (closed) return
            note('protocol', e.message)
            ws.terminate()
          })
      })
      ws.on('close', () => this.gone())
      ws.on('error', () => ws.terminate())
    }
    gone() {
      if (session === this) session = undefined
      if (pairing?.session === this) pairing = undefined
      this.ready = false
    }
    async take(data) {
      this.buf = this.buf.length ? Buffer.concat([this.buf, data]) : data
      if (this.first) {
        let skip = NOISE_WA_HEADER.length
        if (this.buf.subarray(0, 2).toString() === 'ED')
          skip += 7 + ((this.buf[4] << 16) | this.buf.readUInt16BE(5))
        this.buf = this.buf.subarray(skip)
        this.first = false
      }
      while (this.buf.length >= 3) {
        const size = (this.buf[0] << 16) | (this.buf[1] << 8) | this.buf[2]
        if (this.buf.length < size + 3) return
        const frame = this.buf.subarray(3, size + 3)
        this.buf = this.buf.subarray(size + 3)
        await this.frame(frame)
      }
    }
    raw(d) {
      if (this.ws.readyState === WebSocket.OPEN) this.ws.send(framed(d))
    }
    async node(n) {
      if (this.mute && Date.now() < this.mute) return
      this.raw(this.wire.fromServer.seal(encodeBinaryNode(n)))
    }
    async frame(f) {
      if (this.stage === 'hello') {
        const { clientHello } = proto.HandshakeMessage.decode(f)
        this.e = Curve.generateKeyPair()
        const st = Curve.generateKeyPair()
        const n = this.noise
        n.mixHash(clientHello.ephemeral)
        n.mixHash(this.e.public)
        n.mixKey(Curve.sharedKey(this.e.private, clientHello.ephemeral))
        const encStatic = n.seal(st.public)
        n.mixKey(Curve.sharedKey(st.private, clientHello.ephemeral))
        this.raw(
          handshake({ serverHello: { ephemeral: this.e.public, static: encStatic, payload: n.seal(chain) } }),
        )
        this.stage = 'finish'
        return
      }
      if (this.stage === 'finish') {
        const { clientFinish } = proto.HandshakeMessage.decode(f)
        this.clientNoise = this.noise.open(clientFinish.static)
        this.noise.mixKey(Curve.sharedKey(this.e.private, this.clientNoise))
        const payload = proto.ClientPayload.decode(this.noise.open(clientFinish.payload))
        this.wire = this.noise.split()
        this.stage = 'open'
        return payload.devicePairingData ? this.askToPair(payload) : this.login(payload)
      }
      const n = await decodeBinaryNode(this.wire.fromClient.open(f))
      if (this.mute && Date.now() < this.mute) return
      stanzas.push({ at: Date.now(), tag: n.tag, attrs: n.attrs, child: kids(n)[0]?.tag })
      if (stanzas.length > keepStanzas) stanzas.shift()
      await this.handle(n)
    }

    // ---- linking
    async askToPair(payload) {
      const d = payload.devicePairingData
      pairing = {
        session: this,
        noise: this.clientNoise,
        identity: Buffer.from(d.eIdent),
        registrationId: uint({ content: d.eRegid }),
        signedPreKey: {
          keyId: uint({ content: d.eSkeyId }),
          publicKey: Buffer.from(d.eSkeyVal),
          signature: Buffer.from(d.eSkeySig),
        },
        refs: Array.from({ length: 6 }, () => `2@${randomBytes(24).toString('base64')}`),
        platform: payload.webInfo ? 'web' : 'android',
      }
      await this.node({
        tag: 'iq',
        attrs: { from: S, type: 'set', id: `pd${nextIq++}`, xmlns: 'md' },
        content: [
          {
            tag: 'pair-device',
            attrs: {},
            content: pairing.refs.map((r) => ({ tag: 'ref', attrs: {}, content: Buffer.from(r) })),
          },
        ],
      })
    }
    async finishPairing(advSecret) {
      const device = newDevice({
        noise: pairing.noise,
        identity: pairing.identity,
        registrationId: pairing.registrationId,
        signedPreKey: undefined,
        pairedSkey: pairing.signedPreKey,
      })
      const me = account.phone.creds.signedIdentityKey
      const details = Buffer.from(
        proto.ADVDeviceIdentity.encode({
          rawId: randomInt(1e9),
          timestamp: now(),
          keyIndex: device.id,
          accountType: 0,
          deviceType: 0,
        }).finish(),
      )
      const accountSignature = Curve.sign(
        me.private,
        Buffer.concat([Buffer.from([6, 0]), details, pairing.identity]),
      )
      const signed = Buffer.from(
        proto.ADVSignedDeviceIdentity.encode({
          details,
          accountSignatureKey: me.public,
          accountSignature,
        }).finish(),
      )
      const wrapped = Buffer.from(
        proto.ADVSignedDeviceIdentityHMAC.encode({
          details: signed,
          hmac: hmacSign(signed, advSecret),
        }).finish(),
      )
      const id = `ps${nextIq++}`
      const done = new Promise((ok, no) => {
        this.onPaired = { id, ok, details, device }
        setTimeout(() => no(new Error('the bot did not confirm the pairing within 10 s')), 10_000).unref()
        this.ws.once('close', () =>
          setTimeout(
            () => no(new Error('the bot closed the connection instead of confirming the pairing')),
            50,
          ),
        )
      })
      await this.node({
        tag: 'iq',
        attrs: { from: S, type: 'set', id, t: String(now()) },
        content: [
          {
            tag: 'pair-success',
            attrs: {},
            content: [
              { tag: 'device-identity', attrs: {}, content: wrapped },
              { tag: 'biz', attrs: { name: account.name } },
              { tag: 'device', attrs: { jid: labelOf(device), lid: `${account.lid}:${device.id}@lid` } },
              { tag: 'platform', attrs: { name: 'smba' } },
            ],
          },
        ],
      })
      await done
      pairing = undefined
      await this.node({ tag: 'stream:error', attrs: { code: '515' } })
      setTimeout(() => this.ws.close(), 50)
      return { jid: labelOf(device), lid: `${account.lid}:${device.id}@lid` }
    }

    // ---- coming online
    async login(payload) {
      const device = devices.get(Number(payload.device ?? 0))
      const refuse = faults.find((f) => f.kind === 'loginFailure' && f.left > 0)
      if (refuse) refuse.left -= 1
      const known =
        device &&
        !device.loggedOut &&
        String(payload.username) === account.pn &&
        this.clientNoise.equals(device.noise)
      if (!known || refuse) {
        await this.node({ tag: 'failure', attrs: { reason: String(refuse?.code ?? 401), location: 'rig' } })
        setTimeout(() => this.ws.close(), 20)
        return
      }
      if (session && session !== this)
        await session.end({
          tag: 'stream:error',
          attrs: {},
          content: [{ tag: 'conflict', attrs: { type: 'replaced' } }],
        })
      session = this
      this.device = device
      device.logins += 1
      const waiting = queue.filter((q) => q.device === device.id)
      await this.node({
        tag: 'success',
        attrs: {
          t: String(now()),
          lid: `${account.lid}:${device.id}@lid`,
          creation: String(now()),
          props: '27',
          location: 'rig',
        },
      })
      this.ready = true
      if (waiting.length)
        await this.node({
          tag: 'ib',
          attrs: { from: S },
          content: [
            {
              tag: 'offline_preview',
              attrs: {
                count: String(waiting.length),
                message: String(waiting.length),
                notification: '0',
                receipt: '0',
                appdata: '0',
              },
            },
          ],
        })
      for (const q of waiting) await this.node({ ...q.stanza, attrs: { ...q.stanza.attrs, offline: '0' } })
      await this.node({
        tag: 'ib',
        attrs: { from: S },
        content: [{ tag: 'offline', attrs: { count: String(waiting.length) } }],
      })
      for (const w of [...onlineWaiters]) w(device)
      if (device.needsHistory) {
        device.needsHistory = false
        device.syncing = options.historySync !== false
        void this.history(device).catch((e) => note('history', e.message))
      }
    }
    /** what the owner's phone sends right after linking; without it Baileys holds events back for 20 s */
    async history(device) {
      for (let i = 0; i < 600 && !device.signedPreKey; i++) await sleep(50)
      if (session !== this || !device.signedPreKey || options.historySync === false) return
      const { deflateSync } = await import('node:zlib')
      const payload = deflateSync(
        proto.HistorySync.encode({
          syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
          conversations: [],
          chunkOrder: 1,
          progress: 100,
        }).finish(),
      )
      const message = {
        protocolMessage: {
          type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
          historySyncNotification: {
            syncType: proto.Message.HistorySyncType?.INITIAL_BOOTSTRAP ?? 0,
            chunkOrder: 1,
            progress: 100,
            initialHistBootstrapInlinePayload: payload,
            fileLength: payload.length,
          },
        },
      }
      const out = await account.phone.encrypt(device, labelOf(device), message)
      device.historyId = newId()
      await this.node({
        tag: 'message',
        attrs: {
          from: `${account.pn}@${S}`,
          id: device.historyId,
          t: String(now()),
          type: 'text',
          category: 'peer',
          peer_recipient_lid: `${account.lid}@lid`,
        },
        content: [{ tag: 'enc', attrs: { v: '2', type: out.type }, content: out.ciphertext }],
      })
    }
    async end(n) {
      if (n) await this.node(n)
      this.ready = false
      if (session === this) session = undefined
      setTimeout(() => this.ws.close(), 30)
    }

    // ---- everything the bot sends
    async handle(n) {
      if (n.tag === 'iq') return this.iq(n)
      if (n.tag === 'message') return this.message(n)
      if (n.tag === 'receipt') return this.receipt(n)
      if (n.tag === 'ack') {
        if (n.attrs.class === 'message') {
          if (n.attrs.id === this.device?.historyId) this.device.settled = true
          if (n.attrs.error) note('nack', `the bot refused message ${n.attrs.id} with ${n.attrs.error}`)
          queue = queue.filter((q) => q.id !== n.attrs.id)
        }
        return
      }
      if (n.tag === 'chatstate') {
        const p = personOf(n.attrs.to)
        if (p && p !== account) ledger.add(p.pn, { from: 'bot', kind: 'typing', text: kids(n)[0]?.tag ?? '' })
        return
      }
      if (n.tag === 'presence') {
        if (n.attrs.type) this.presence = n.attrs.type
        return
      }
    }
    async receipt(n) {
      const ids = [n.attrs.id, ...kids(kids(n).find((c) => c.tag === 'list')).map((i) => i.attrs.id)]
      // called in the same tick: the moment to kill a bot that has said "got it" but not yet acted on it
      world.onReceipt?.({ id: n.attrs.id, type: n.attrs.type })
      await this.node({
        tag: 'ack',
        attrs: {
          class: 'receipt',
          id: n.attrs.id,
          from: n.attrs.to,
          ...(n.attrs.type ? { type: n.attrs.type } : {}),
        },
      })
      if (n.attrs.type === 'retry') return this.retry(n)
      for (const id of ids) {
        queue = queue.filter((q) => q.id !== id)
        if (id === this.device?.historyId) this.device.settled = true
        const r = received.get(id)
        if (!r) continue
        r.deliveredAt ??= Date.now()
        if (n.attrs.type === 'read') {
          r.readAt = Date.now()
          ledger.add(r.groupId ?? r.person.pn, { from: 'bot', kind: 'read', id, text: '' })
        }
      }
    }
    /** the bot could not open a message: its sender encrypts it again, as phones do */
    async retry(n) {
      const id = n.attrs.id
      const r = received.get(id)
      const count = Number(kid(n, 'retry')?.attrs.count ?? 1)
      note('retry', `the bot asked for message ${id} again (${count})`)
      if (!r) return
      queue = queue.filter((q) => q.id !== id)
      r.retries = count
      if (count > 5) return
      const keys = kid(n, 'keys')
      if (keys) {
        const skey = kid(keys, 'skey')
        const key = kid(keys, 'key')
        const d = this.device
        d.identity = bytesOf(kid(keys, 'identity'))
        d.signedPreKey = {
          keyId: uint(kid(skey, 'id')),
          publicKey: bytesOf(kid(skey, 'value')),
          signature: bytesOf(kid(skey, 'signature')),
        }
        if (key) d.preKeys.unshift({ keyId: uint(kid(key, 'id')), publicKey: bytesOf(kid(key, 'value')) })
      }
      r.person.chain = r.person.chain
        .then(() =>
          post(r.person, r.message, { id, groupId: r.groupId, status: r.status, fresh: true, retry: count }),
        )
        .catch((e) => note('retry', e.message))
    }

    async message(n) {
      const { id, to } = n.attrs
      const entry = { at: Date.now(), id, to }
      const nack = faults.find((f) => f.kind === 'nack' && f.left > 0)
      const mute = faults.find((f) => f.kind === 'noAck' && f.left > 0)
      if (nack) nack.left -= 1
      else if (mute) mute.left -= 1
      const slow = faults.find((f) => f.kind === 'slowAck' && f.left > 0)
      if (slow) {
        slow.left -= 1
        await sleep(slow.ms ?? 1000)
      }
      if (nack) {
        // an answer inside Baileys' 100 ms event buffer is folded into the bot's own `append` upsert instead of messages.update
        await sleep(nack.ms ?? 150)
        await this.node({
          tag: 'ack',
          attrs: { class: 'message', id, from: to, t: String(now()), error: String(nack.code ?? 463) },
        })
        entry.nack = nack.code ?? 463
        sends.push(entry)
        return
      }
      const encs = []
      const walk = (x, jid) => {
        const who = x.tag === 'to' ? x.attrs.jid : jid
        if (x.tag === 'enc' && x.content instanceof Uint8Array) encs.push({ jid: who, enc: x })
        for (const c of kids(x)) walk(c, who)
      }
      walk(n, to)
      const server = jidDecode(to)?.server
      const group =
        server === 'g.us' ? (groups.get(jidDecode(to).user) ?? addGroup(jidDecode(to).user)) : undefined
      const target = group ? undefined : personOf(to)
      const label = labelOf(this.device)
      let message
      let failure
      for (const { jid, enc } of encs) {
        if (enc.attrs.type === 'skmsg') continue
        const p = personOf(jid)
        if (!p) continue
        try {
          const m = await p.phone.decrypt(label, enc)
          if (group && m.senderKeyDistributionMessage)
            await p.phone.repo.processSenderKeyDistributionMessage({
              authorJid: label,
              item: m.senderKeyDistributionMessage,
            })
          if (p === target) message = m
        } catch (e) {
          if (p === target || group) failure = e
          else note('own-phone', `could not open the copy for the owner's phone: ${e.message}`)
        }
      }
      const sk = encs.find((e) => e.enc.attrs.type === 'skmsg')
      if (group && sk) {
        for (const pn of group.members) {
          try {
            const plain = await people.get(pn).phone.repo.decryptGroupMessage({
              group: to,
              authorJid: label,
              msg: Buffer.from(sk.enc.content),
            })
            message = proto.Message.decode(unpadRandomMax16(plain))
            break
          } catch (e) {
            failure = e
          }
        }
      }
      if (!mute) await this.node({ tag: 'ack', attrs: { class: 'message', id, from: to, t: String(now()) } })
      if (!message) {
        if (!target && !group) {
          if (to !== `${account.pn}@${S}` && personOf(to) !== account)
            note('stranger', `message ${id} to ${to}, whom this world does not know`)
        } else {
          note('undecryptable', `${id} to ${to}: ${failure?.message ?? 'no ciphertext for this phone'}`)
          if (target && failure) await this.askAgain(target, id, to, 1)
        }
        return
      }
      const r = await readable(message)
      const key = group ? group.id : target.pn
      const again = sent.get(id)
      sends.push({
        ...entry,
        user: key,
        kind: r.kind,
        text: r.text,
        again: !!again,
        cold: !!target && !target.wroteFirst,
      })
      if (again) {
        again.resent = (again.resent ?? 0) + 1
        ledger.add(key, { from: 'bot', kind: 'resend', id, text: r.text })
        return
      }
      if (target?.blocked) {
        sent.set(id, { entry: undefined, message, target, to })
        return
      }
      const e = ledger.add(key, { from: 'bot', id, addressing: server, buttons: [], ...r, raw: message })
      sent.set(id, { entry: e, message, target, to, addressing: server })
      if (target && !mute) {
        if (receiptsOf.delivered)
          setTimeout(
            () =>
              void this.node({ tag: 'receipt', attrs: { from: to, id, t: String(now()) } }).catch(() => {}),
            receiptsOf.delayMs ?? 20,
          )
        if (receiptsOf.read)
          setTimeout(
            () =>
              void this.node({
                tag: 'receipt',
                attrs: { from: to, id, t: String(now()), type: 'read' },
              }).catch(() => {}),
            (receiptsOf.delayMs ?? 20) + 30,
          )
      }
    }
    async askAgain(person, id, to, count) {
      await this.node({
        tag: 'receipt',
        attrs: { from: to, id, type: 'retry', t: String(now()) },
        content: [
          { tag: 'retry', attrs: { count: String(count), id, t: String(now()), v: '1' } },
          { tag: 'registration', attrs: {}, content: encodeBigEndian(person.phone.creds.registrationId) },
        ],
      })
    }

    // ---- queries
    async iq(n) {
      const child = kids(n)[0]
      const { xmlns, type, id } = n.attrs
      const answer = (content, attrs = {}) =>
        this.node({
          tag: 'iq',
          attrs: { from: n.attrs.to ?? S, id, type: 'result', t: String(now()), ...attrs },
          ...(content ? { content } : {}),
        })
      const error = (code, text) =>
        answer([{ tag: 'error', attrs: { code: String(code), text } }], { type: 'error' })
      if (type === 'result' || type === 'error') {
        if (this.onPaired && id === this.onPaired.id) {
          const ident = kid(kid(n, 'pair-device-sign'), 'device-identity')
          const acc = ident && proto.ADVSignedDeviceIdentity.decode(ident.content)
          const me = account.phone.creds.signedIdentityKey.public
          const ok =
            acc &&
            Curve.verify(
              this.onPaired.device.identity,
              Buffer.concat([Buffer.from([6, 1]), this.onPaired.details, this.onPaired.device.identity, me]),
              Buffer.from(acc.deviceSignature),
            )
          if (!ok) note('pairing', 'the device signature does not verify')
          this.onPaired.ok()
        }
        return
      }
      const hold = faults.find((f) => f.kind === 'iqTimeout' && f.left > 0 && (!f.xmlns || f.xmlns === xmlns))
      if (hold) {
        hold.left -= 1
        return
      }
      switch (xmlns) {
        case 'encrypt': {
          if (!this.device) return answer()
          if (child?.tag === 'count')
            return answer([{ tag: 'count', attrs: { value: String(this.device.preKeys.length) } }])
          if (child?.tag === 'digest') return answer([{ tag: 'digest', attrs: {} }])
          if (child?.tag === 'rotate') {
            const sk = kid(child, 'skey')
            this.device.signedPreKey = {
              keyId: uint(kid(sk, 'id')),
              publicKey: bytesOf(kid(sk, 'value')),
              signature: bytesOf(kid(sk, 'signature')),
            }
            return answer()
          }
          if (child?.tag === 'key') {
            const list = []
            for (const u of kids(child)) {
              const p = personOf(u.attrs.jid)
              list.push(
                p
                  ? await p.phone.bundle(u.attrs.jid)
                  : {
                      tag: 'user',
                      attrs: { jid: u.attrs.jid },
                      content: [{ tag: 'error', attrs: { code: '404', text: 'item-not-found' } }],
                    },
              )
            }
            return answer([{ tag: 'list', attrs: {}, content: list }])
          }
          if (type === 'set' && kid(n, 'list')) {
            const sk = kid(n, 'skey')
            this.device.registrationId = uint(kid(n, 'registration'))
            this.device.identity = bytesOf(kid(n, 'identity'))
            this.device.signedPreKey = {
              keyId: uint(kid(sk, 'id')),
              publicKey: bytesOf(kid(sk, 'value')),
              signature: bytesOf(kid(sk, 'signature')),
            }
            for (const k of kids(kid(n, 'list')))
              this.device.preKeys.push({ keyId: uint(kid(k, 'id')), publicKey: bytesOf(kid(k, 'value')) })
            return answer()
          }
          return answer()
        }
        case 'usync': {
          const usync = kid(n, 'usync')
          const wants = new Set(kids(kid(usync, 'query')).map((q) => q.tag))
          const users = kids(kid(usync, 'list')).map((u) => {
            const phone = bytesOf(kid(u, 'contact'))?.toString()
            const pnAsked = phone ? digits(phone) : undefined
            const p = pnAsked
              ? pnAsked === account.pn
                ? account
                : people.get(pnAsked)
              : personOf(u.attrs.jid)
            const jid = u.attrs.jid ?? `${pnAsked}@${S}`
            if (!p || p.onWhatsApp === false)
              return {
                tag: 'user',
                attrs: { jid },
                content: wants.has('contact') ? [{ tag: 'contact', attrs: { type: 'out' } }] : [],
              }
            const list = [{ tag: 'device', attrs: { id: '0' } }]
            if (p === account)
              for (const d of devices.values())
                if (!d.loggedOut)
                  list.push({ tag: 'device', attrs: { id: String(d.id), 'key-index': String(d.id) } })
            const byLidJid = jid.endsWith('@lid')
            return {
              tag: 'user',
              attrs: { jid },
              content: [
                ...(wants.has('contact') ? [{ tag: 'contact', attrs: { type: 'in' } }] : []),
                ...(wants.has('devices')
                  ? [
                      {
                        tag: 'devices',
                        attrs: {},
                        content: [{ tag: 'device-list', attrs: {}, content: list }],
                      },
                    ]
                  : []),
                ...(wants.has('lid') && !byLidJid ? [{ tag: 'lid', attrs: { val: `${p.lid}@lid` } }] : []),
              ],
            }
          })
          return answer([
            {
              tag: 'usync',
              attrs: {
                sid: usync.attrs.sid,
                index: '0',
                last: 'true',
                mode: usync.attrs.mode ?? 'query',
                context: usync.attrs.context ?? 'message',
              },
              content: [
                { tag: 'result', attrs: {} },
                { tag: 'list', attrs: {}, content: users },
              ],
            },
          ])
        }
        case 'w:m':
          return answer([
            {
              tag: 'media_conn',
              attrs: { auth: 'rig', ttl: '3600', auth_ttl: '3600' },
              content: [{ tag: 'host', attrs: { hostname: mediaHost, maxContentLengthBytes: '104857600' } }],
            },
          ])
        case 'privacy':
          if (type === 'get')
            return answer([
              {
                tag: 'privacy',
                attrs: {},
                content: [
                  ['readreceipts', 'all'],
                  ['profile', 'all'],
                  ['last', 'all'],
                  ['online', 'all'],
                ].map(([name, value]) => ({ tag: 'category', attrs: { name, value } })),
              },
            ])
          return answer()
        case 'blocklist':
          return answer([{ tag: 'list', attrs: {}, content: [] }])
        case 'abt':
          return answer([{ tag: 'props', attrs: { hash: 'rig', refresh: '86400' }, content: [] }])
        case 'w:profile:picture':
          return error(404, 'item-not-found')
        case 'w:sync:app:state':
          return answer([
            {
              tag: 'sync',
              attrs: {},
              content: kids(kid(n, 'sync')).map((c) => ({
                tag: 'collection',
                attrs: { name: c.attrs.name, version: c.attrs.version ?? '0', type: 'result' },
              })),
            },
          ])
        case 'w:g2': {
          if (child?.tag === 'participating')
            return answer([
              { tag: 'groups', attrs: {}, content: [...groups.values()].map((g) => this.groupNode(g)) },
            ])
          const g = groups.get(jidDecode(n.attrs.to)?.user ?? '')
          if (type === 'get' && g) return answer([this.groupNode(g)])
          return error(404, 'item-not-found')
        }
        case 'w:mex':
          return answer([{ tag: 'result', attrs: {}, content: Buffer.from(JSON.stringify({ data: {} })) }])
        case 'md': {
          if (child?.tag === 'remove-companion-device') {
            if (this.device) this.device.loggedOut = true
            await answer()
            return this.end({
              tag: 'stream:error',
              attrs: { code: '401' },
              content: [{ tag: 'conflict', attrs: { type: 'device_removed' } }],
            })
          }
          if (child?.tag === 'link_code_companion_reg') return this.linkCode(child, answer)
          return answer()
        }
        default:
          return answer()
      }
    }
    groupNode(g) {
      return {
        tag: 'group',
        attrs: {
          id: g.id,
          subject: g.subject,
          s_t: String(now()),
          creation: String(now()),
          addressing_mode: 'lid',
        },
        content: [
          ...[...g.members]
            .map((pn) => people.get(pn))
            .map((p) => ({
              tag: 'participant',
              attrs: { jid: `${p.lid}@lid`, phone_number: `${p.pn}@${S}` },
            })),
          { tag: 'participant', attrs: { jid: `${account.lid}@lid`, phone_number: `${account.pn}@${S}` } },
        ],
      }
    }
    async linkCode(node, answer) {
      if (!pairing) return answer()
      if (node.attrs.stage === 'companion_hello') {
        pairing.code = {
          jid: node.attrs.jid,
          wrapped: bytesOf(kid(node, 'link_code_pairing_wrapped_companion_ephemeral_pub')),
          ref: randomBytes(32),
        }
        pairing.onCode?.()
        return answer([
          {
            tag: 'link_code_companion_reg',
            attrs: { stage: 'companion_hello' },
            content: [{ tag: 'link_code_pairing_ref', attrs: {}, content: pairing.code.ref }],
          },
        ])
      }
      if (node.attrs.stage === 'companion_finish') {
        const w = bytesOf(kid(node, 'link_code_pairing_wrapped_key_bundle'))
        const { shared, onFinish } = pairing.code
        const key = Buffer.from(
          hkdf(shared, 32, { salt: w.subarray(0, 32), info: 'link_code_pairing_key_bundle_encryption_key' }),
        )
        const plain = aesDecryptGCM(w.subarray(44), key, w.subarray(32, 44), EMPTY)
        const companion = plain.subarray(0, 32)
        const identityShared = Curve.sharedKey(account.phone.creds.signedIdentityKey.private, companion)
        const secret = Buffer.from(
          hkdf(Buffer.concat([shared, identityShared, plain.subarray(64)]), 32, { info: 'adv_secret' }),
        )
        await answer()
        onFinish(secret)
        return
      }
      return answer()
    }
  }

  // ------------------------------------------------------------ the owner's phone

  const onlineWaiters = new Set()
  function newDevice(d) {
    // linking again replaces the earlier link of this bot, which is how an owner gets out of a logout
    const id = account.nextDevice++
    const device = {
      id,
      preKeys: [],
      logins: 0,
      loggedOut: false,
      needsHistory: true,
      signedPreKey: undefined,
      ...d,
    }
    devices.set(id, device)
    return device
  }
  const until = async (fn, ms, what) => {
    const end = Date.now() + ms
    for (;;) {
      const v = fn()
      if (v) return v
      if (Date.now() > end) throw new Error(`timed out waiting for ${what}`)
      await sleep(20)
    }
  }
  /** the owner scans the QR the bot shows (the exact string from Baileys' connection.update) */
  async function scanQr(qr) {
    const parts = String(qr).split('#').at(-1).split(',')
    const ref = parts[0]
    const adv = parts[3]
    if (!pairing) throw new Error('the bot is not waiting to be linked')
    if (!pairing.refs.includes(ref)) throw new Error('this QR is stale: it belongs to another connection')
    if (
      Buffer.from(parts[1], 'base64').compare(pairing.noise) ||
      Buffer.from(parts[2], 'base64').compare(pairing.identity)
    )
      throw new Error('this QR belongs to another bot')
    return pairing.session.finishPairing(Buffer.from(adv, 'base64'))
  }
  /** the owner types the 8-character code into "Link with phone number" */
  async function enterPairingCode(code) {
    const clean = String(code)
      .replace(/[^0-9A-Za-z]/gu, '')
      .toUpperCase()
    await until(() => pairing?.code, 10_000, 'the bot to ask for a pairing code')
    const p = pairing
    if (jidDecode(p.code.jid)?.user !== account.pn)
      throw new Error(`the bot asked for ${p.code.jid}, but this phone is ${account.pn}`)
    const w = p.code.wrapped
    const companion = aesDecryptCTR(
      w.subarray(48, 80),
      await derivePairingCodeKey(clean, w.subarray(0, 32)),
      w.subarray(32, 48),
    )
    const eph = Curve.generateKeyPair()
    const salt = randomBytes(32)
    const iv = randomBytes(16)
    const wrapped = Buffer.concat([
      salt,
      iv,
      aesEncryptCTR(eph.public, await derivePairingCodeKey(clean, salt), iv),
    ])
    p.code.shared = Curve.sharedKey(eph.private, companion)
    const secret = new Promise((ok, no) => {
      p.code.onFinish = ok
      setTimeout(
        () => no(new Error('the bot did not finish the code exchange (wrong code?)')),
        10_000,
      ).unref()
    })
    await p.session.node({
      tag: 'notification',
      attrs: { from: S, type: 'link_code_companion_reg', id: `lc${nextIq++}`, t: String(now()) },
      content: [
        {
          tag: 'link_code_companion_reg',
          attrs: { stage: 'primary_hello' },
          content: [
            { tag: 'link_code_pairing_wrapped_primary_ephemeral_pub', attrs: {}, content: wrapped },
            { tag: 'primary_identity_pub', attrs: {}, content: account.phone.creds.signedIdentityKey.public },
            { tag: 'link_code_pairing_ref', attrs: {}, content: p.code.ref },
          ],
        },
      ],
    })
    return p.session.finishPairing(await secret)
  }
  /**
   * Credentials of a bot that was linked earlier, as Baileys' `creds` (JSON with BufferJSON). For
   * harnesses that cannot reach the bot's QR; the pairing paths above test more.
   */
  function registeredCreds() {
    const creds = initAuthCreds()
    const device = newDevice({
      noise: Buffer.from(creds.noiseKey.public),
      identity: Buffer.from(creds.signedIdentityKey.public),
      registrationId: creds.registrationId,
      needsHistory: false,
    })
    const me = account.phone.creds.signedIdentityKey
    const details = Buffer.from(
      proto.ADVDeviceIdentity.encode({
        rawId: randomInt(1e9),
        timestamp: now(),
        keyIndex: device.id,
        accountType: 0,
        deviceType: 0,
      }).finish(),
    )
    const accountSignature = Curve.sign(
      me.private,
      Buffer.concat([Buffer.from([6, 0]), details, creds.signedIdentityKey.public]),
    )
    const deviceSignature = Curve.sign(
      creds.signedIdentityKey.private,
      Buffer.concat([Buffer.from([6, 1]), details, creds.signedIdentityKey.public, me.public]),
    )
    Object.assign(creds, {
      registered: true,
      accountSyncCounter: 1,
      platform: 'smba',
      me: { id: labelOf(device), name: account.name, lid: `${account.lid}:${device.id}@lid` },
      account: { details, accountSignatureKey: me.public, accountSignature, deviceSignature },
      signalIdentities: [
        {
          identifier: { name: `${account.lid}:${device.id}@lid`, deviceId: 0 },
          identifierKey: generateSignalPubKey(me.public),
        },
      ],
    })
    return { creds, json: JSON.stringify(creds, BufferJSON.replacer) }
  }
  /** online, prekeys there and, after linking, the phone's first sync taken */
  const waitOnline = async (ms = 20_000) => {
    await until(() => session?.ready && session.device?.signedPreKey, ms, 'the bot to come online')
    if (session?.device?.syncing) {
      await until(() => session?.device?.settled, 5000, 'the first sync').catch(() => {})
      await sleep(150)
      if (session?.device) session.device.syncing = false
    }
    return { device: session?.device?.id }
  }

  // ------------------------------------------------------------ what a person does

  const newId = () => `3A${randomBytes(9).toString('hex').toUpperCase()}`
  const asBytes = (v) =>
    Buffer.isBuffer(v) ? v : v instanceof Uint8Array ? Buffer.from(v) : Buffer.from(String(v ?? 'x'))

  /**
   * action: "text" or one of
   *  {text, quote?} {tap: "label"} {contact: true | {name, phone}} {location: {latitude, longitude, name?}} {live: {…}}
   *  {image|photo: Buffer, caption?} {document: {name, bytes, mime, caption?}} {voice: Buffer} {video: Buffer} {sticker: Buffer}
   *  {edit: {id, text}} {delete: id} {react: {id, emoji}} {vote: ["option"]} {viewOnce: Buffer} {ephemeral: "text"}
   *  {buttonReply: {id, text}} {listReply: {id, title}} {order: {...}} {typing: true} {call: true} {block: true} {unblock: true} {proto: {...}}
   * options: {groupId} write in a group, {status: true} as a status update, {id} choose the message id.
   */
  async function send(userId, action, opts = {}) {
    const p = addUser(userId)
    const a = typeof action === 'string' ? { text: action } : action
    const groupId = opts.groupId ? digits(opts.groupId) : undefined
    if (groupId) (groups.get(groupId) ?? addGroup(groupId, { members: [p.pn] })).members.add(p.pn)
    const key = groupId ?? p.pn
    const say = (kind, text, extra) => ledger.add(key, { from: 'user', by: p.pn, kind, text, ...extra })
    ledger.markSent(key)
    if (!groupId && !opts.status) p.wroteFirst = true
    if (a.block || a.unblock) {
      p.blocked = !!a.block
      say(a.block ? 'block' : 'unblock', '')
      return {}
    }
    if (a.typing) {
      await session?.node({
        tag: 'chatstate',
        attrs: { from: p.addressing === 'pn' ? `${p.pn}@${S}` : `${p.lid}@lid` },
        content: [{ tag: 'composing', attrs: {} }],
      })
      return {}
    }
    if (a.call) {
      say('call', '')
      const from = p.addressing === 'pn' ? `${p.pn}@${S}` : `${p.lid}@lid`
      await session?.node({
        tag: 'call',
        attrs: { from, id: `c${nextIq++}`, t: String(now()), notify: p.name },
        content: [
          {
            tag: 'offer',
            attrs: {
              'call-id': randomBytes(16).toString('hex').toUpperCase(),
              'call-creator': from,
              caller_pn: `${p.pn}@${S}`,
            },
            content: [{ tag: 'audio', attrs: { enc: 'opus', rate: '16000' } }],
          },
        ],
      })
      return {}
    }
    if (a.tap !== undefined) return tap(p, a, opts)
    const id = opts.id ?? newId()
    const me = p.addressing === 'pn' ? `${account.pn}@${S}` : `${account.lid}@lid`
    const chatSeenByUser = groupId ? `${groupId}@g.us` : me
    const T = proto.Message.ProtocolMessage.Type
    let kind
    let text = ''
    let m
    if (typeof a.text === 'string') {
      ;[kind, text] = ['text', a.text]
      const q = a.quote && sent.get(a.quote)
      m = q
        ? {
            extendedTextMessage: {
              text,
              contextInfo: { stanzaId: a.quote, participant: me, quotedMessage: q.message },
            },
          }
        : { conversation: text }
    } else if (a.ephemeral)
      [kind, text, m] = [
        'text',
        a.ephemeral,
        {
          ephemeralMessage: {
            message: { extendedTextMessage: { text: a.ephemeral, contextInfo: { expiration: 604800 } } },
          },
        },
      ]
    else if (a.contact) {
      const c = a.contact === true ? { name: p.name, phone: p.pn } : a.contact
      ;[kind, text] = ['contact', digits(c.phone)]
      m = {
        contactMessage: {
          displayName: c.name,
          vcard: `BEGIN:VCARD\nVERSION:3.0\nN:;${c.name};;;\nFN:${c.name}\nTEL;type=CELL;waid=${digits(c.phone)}:+${digits(c.phone)}\nEND:VCARD`,
        },
      }
    } else if (a.location || a.live) {
      const l = a.location ?? a.live
      ;[kind, text] = ['location', `${l.latitude},${l.longitude}`]
      m = a.live
        ? {
            liveLocationMessage: {
              degreesLatitude: l.latitude,
              degreesLongitude: l.longitude,
              sequenceNumber: 1,
            },
          }
        : {
            locationMessage: {
              degreesLatitude: l.latitude,
              degreesLongitude: l.longitude,
              name: l.name,
              address: l.address,
            },
          }
    } else if (a.image !== undefined || a.photo !== undefined || a.viewOnce !== undefined) {
      const bytes = asBytes(a.image ?? a.photo ?? a.viewOnce)
      ;[kind, text] = ['image', a.caption ?? '']
      const imageMessage = {
        ...(await putMedia(bytes, 'image')),
        mimetype: 'image/jpeg',
        ...(a.caption ? { caption: a.caption } : {}),
        width: 800,
        height: 600,
        ...(a.viewOnce !== undefined ? { viewOnce: true } : {}),
      }
      m = a.viewOnce !== undefined ? { viewOnceMessageV2: { message: { imageMessage } } } : { imageMessage }
    } else if (a.document) {
      const d = {
        ...(await putMedia(asBytes(a.document.bytes), 'document')),
        mimetype: a.document.mime ?? 'application/octet-stream',
        fileName: a.document.name ?? 'berkas',
        title: a.document.name ?? 'berkas',
      }
      ;[kind, text] = ['document', a.document.name ?? '']
      m = a.document.caption
        ? {
            documentWithCaptionMessage: {
              message: { documentMessage: { ...d, caption: a.document.caption } },
            },
          }
        : { documentMessage: d }
    } else if (a.voice !== undefined)
      [kind, m] = [
        'audio',
        {
          audioMessage: {
            ...(await putMedia(asBytes(a.voice), 'audio')),
            mimetype: 'audio/ogg; codecs=opus',
            ptt: true,
            seconds: 3,
          },
        },
      ]
    else if (a.video !== undefined)
      [kind, m] = [
        'video',
        {
          videoMessage: { ...(await putMedia(asBytes(a.video), 'video')), mimetype: 'video/mp4', seconds: 3 },
        },
      ]
    else if (a.sticker !== undefined)
      [kind, m] = [
        'sticker',
        { stickerMessage: { ...(await putMedia(asBytes(a.sticker), 'sticker')), mimetype: 'image/webp' } },
      ]
    else if (a.edit) {
      ;[kind, text] = ['edit', a.edit.text]
      m = {
        protocolMessage: {
          type: T.MESSAGE_EDIT,
          key: { remoteJid: chatSeenByUser, fromMe: true, id: a.edit.id },
          editedMessage: { conversation: text },
          timestampMs: Date.now(),
        },
      }
    } else if (a.delete)
      [kind, m] = [
        'delete',
        {
          protocolMessage: { type: T.REVOKE, key: { remoteJid: chatSeenByUser, fromMe: true, id: a.delete } },
        },
      ]
    else if (a.react)
      [kind, text, m] = [
        'reaction',
        a.react.emoji,
        {
          reactionMessage: {
            key: { remoteJid: chatSeenByUser, fromMe: false, id: a.react.id },
            text: a.react.emoji,
            senderTimestampMs: Date.now(),
          },
        },
      ]
    else if (a.vote) return vote(p, a.vote, opts)
    else if (a.buttonReply)
      [kind, text, m] = [
        'text',
        a.buttonReply.text,
        {
          buttonsResponseMessage: {
            selectedButtonId: a.buttonReply.id,
            selectedDisplayText: a.buttonReply.text,
            type: 1,
          },
        },
      ]
    else if (a.listReply)
      [kind, text, m] = [
        'text',
        a.listReply.title,
        {
          listResponseMessage: {
            title: a.listReply.title,
            listType: 1,
            singleSelectReply: { selectedRowId: a.listReply.id },
          },
        },
      ]
    else if (a.order)
      [kind, m] = [
        'order',
        {
          orderMessage: {
            orderId: '1',
            itemCount: 1,
            status: 1,
            surface: 1,
            message: '',
            orderTitle: account.name,
            sellerJid: `${account.pn}@${S}`,
            token: 'x',
            totalAmount1000: 1000,
            totalCurrencyCode: 'IDR',
            ...a.order,
          },
        },
      ]
    else if (a.proto) [kind, m] = ['raw', a.proto]
    else throw new Error(`unknown action ${JSON.stringify(a)}`)
    say(kind, text, { id })
    const job = p.chain.then(() =>
      post(p, proto.Message.fromObject(m), { id, groupId, status: opts.status, corrupt: opts.corrupt }),
    )
    p.chain = job.catch(() => {})
    await job
    return { id }
  }

  /**
   * A person cannot tap what their phone does not draw. A numbered line ("1. Pesan", "1) Pesan", "*1* Pesan")
   * is answered with its number, a poll with a vote, and only with renderInteractive a real button is pressed.
   */
  async function tap(p, a, opts) {
    const want = toPredicate(a.tap)
    const shown = ledger
      .of(opts.groupId ? digits(opts.groupId) : p.pn)
      .events.filter(
        (e) =>
          e.from === 'bot' && ['text', 'edit', 'poll', 'interactive', 'image', 'document'].includes(e.kind),
      )
      .reverse()
    for (const e of shown.slice(0, 3)) {
      if (e.kind === 'poll' && e.options.some((o) => want({ text: o })))
        return vote(p, [e.options.find((o) => want({ text: o }))], opts)
      if (e.kind === 'interactive') {
        const b = e.rendered && e.buttons.find((x) => want({ text: x.text }) || x.data === a.tap)
        if (b) return send(p.pn, { buttonReply: { id: b.data, text: b.text } }, opts)
        continue
      }
      for (const line of e.text.split('\n')) {
        const m = /^[\s*_~•-]*(\d{1,2})(?:\uFE0F?\u20E3)?[\s*_~]*[.):\]\s-]+\s*(.+?)\s*$/u.exec(line)
        if (m && want({ text: m[2].replace(/[*_~`]/gu, '') })) return send(p.pn, m[1], opts)
      }
    }
    throw new Error(
      `nothing to tap for ${a.tap}; the last thing ${p.pn} saw: ${shown[0] ? `${shown[0].kind}${shown[0].rendered === false ? ' (not drawn on a phone)' : ''}: ${shown[0].text.slice(0, 300)}` : '(nothing)'}`,
    )
  }
  async function vote(p, optionNames, opts) {
    const e = ledger.of(p.pn).events.findLast((x) => x.from === 'bot' && x.kind === 'poll')
    if (!e?.secret) throw new Error('no poll with a secret to vote in')
    const s = sent.get(e.id)
    const lid = jidDecode(s.to).server === 'lid'
    const creator = lid ? `${account.lid}@lid` : `${account.pn}@${S}`
    const voter = lid ? `${p.lid}@lid` : `${p.pn}@${S}`
    const key = hmacSign(
      Buffer.concat([
        Buffer.from(e.id),
        Buffer.from(creator),
        Buffer.from(voter),
        Buffer.from('Poll Vote'),
        Buffer.from([1]),
      ]),
      hmacSign(e.secret, new Uint8Array(32)),
    )
    const iv = randomBytes(12)
    const enc = aesEncryptGCM(
      Buffer.from(
        proto.Message.PollVoteMessage.encode({
          selectedOptions: optionNames.map((o) => sha256(Buffer.from(o))),
        }).finish(),
      ),
      key,
      iv,
      Buffer.from(`${e.id}\0${voter}`),
    )
    return send(
      p.pn,
      {
        proto: {
          pollUpdateMessage: {
            pollCreationMessageKey: { remoteJid: creator, fromMe: false, id: e.id },
            vote: { encPayload: enc, encIv: iv },
            senderTimestampMs: Date.now(),
          },
        },
      },
      opts,
    )
  }

  // ------------------------------------------------------------ faults

  /**
   * kinds: "drop" (TCP cut) · "close" · "restart" (515) · "loggedOut" (401, link removed) · "replaced" (440) · "banned" (403)
   *  · "unavailable" (503) · "badSession" (500) · "refuse" {ms, http?} (no connections; http: answered with 503 instead of cut)
   *  · "silence" {ms} (half-open) · "loginFailure" {code, times}
   *  · "noAck" {times} · "nack" {code: 463|479, times, ms} · "slowAck" {ms, times} · "iqTimeout" {xmlns?, times} · "mediaDown" {times} (uploads fail)
   *  · "duplicate" {userId} (last message again, same id) · "undecryptable" {userId, text} (arrives broken; the retry is good)
   *  · "retryReceipt" {userId} (their phone could not open the bot's last message) · "identityChange" {userId} (new phone)
   *  · "restricted" (account reach-out time lock notice)
   */
  async function injectFault(fault) {
    const f = typeof fault === 'string' ? { kind: fault } : { ...fault }
    const stream = (attrs, content) =>
      session?.end({ tag: 'stream:error', attrs, ...(content ? { content } : {}) })
    switch (f.kind) {
      case 'drop':
        session?.ws.terminate()
        return f
      case 'close':
        session?.ws.close(1011)
        return f
      case 'restart':
        await stream({ code: '515' })
        return f
      case 'badSession':
        await stream({ code: '500' })
        return f
      case 'unavailable':
        await stream({ code: '503' })
        return f
      case 'replaced':
        await stream({}, [{ tag: 'conflict', attrs: { type: 'replaced' } }])
        return f
      case 'loggedOut':
        for (const d of devices.values()) d.loggedOut = true
        queue = []
        await stream({ code: '401' }, [{ tag: 'conflict', attrs: { type: 'device_removed' } }])
        return f
      case 'banned':
        faults.push({ kind: 'loginFailure', code: 403, left: f.times ?? Infinity })
        await session?.end({ tag: 'failure', attrs: { reason: '403', location: 'rig' } })
        return f
      case 'refuse':
        refuseUntil = Date.now() + (f.ms ?? 3000)
        refuseHttp = !!f.http
        session?.ws.terminate()
        return f
      case 'silence':
        if (session) session.mute = Date.now() + (f.ms ?? 60_000)
        return f
      case 'noAck':
      case 'nack':
      case 'slowAck':
      case 'iqTimeout':
      case 'loginFailure':
      case 'mediaDown':
        f.left = f.times ?? 1
        faults.push(f)
        return f
      case 'duplicate': {
        const [id, r] = [...received].findLast(([, x]) => x.person.pn === digits(f.userId)) ?? []
        if (!r) throw new Error(`nothing from ${f.userId} to repeat`)
        await post(r.person, r.message, { id, groupId: r.groupId })
        return f
      }
      case 'undecryptable':
        return { ...f, ...(await send(f.userId, f.text ?? 'pesan rusak', { corrupt: true })) }
      case 'retryReceipt': {
        const [id, s] = [...sent].findLast(([, x]) => x.target?.pn === digits(f.userId)) ?? []
        if (!s) throw new Error(`the bot has sent ${f.userId} nothing yet`)
        await session?.askAgain(s.target, id, s.to, f.count ?? 1)
        return { ...f, id }
      }
      case 'identityChange':
        addUser(f.userId).phone.reset()
        return f
      case 'restricted':
        await session?.node({
          tag: 'notification',
          attrs: { from: S, type: 'mex', id: `mx${nextIq++}`, t: String(now()) },
          content: [
            {
              tag: 'update',
              attrs: { op_name: 'NotificationUserReachoutTimelockUpdate' },
              content: Buffer.from(
                JSON.stringify({
                  data: {
                    xwa2_notify_account_reachout_timelock: {
                      is_active: f.on ?? true,
                      time_enforcement_ends: String(now() + 3600),
                      enforcement_type: 'DEFAULT',
                    },
                  },
                }),
              ),
            },
          ],
        })
        return f
      default:
        throw new Error(`no such fault here: ${f.kind}`)
    }
  }

  /** how the bot behaved as a sender: bursts, strangers, repeats */
  function safety() {
    const real = sends.filter((s) => !s.nack && !s.again && s.user)
    const peak = (ms) => {
      let best = 0
      for (let i = 0, j = 0; j < real.length; j++) {
        while (real[j].at - real[i].at > ms) i++
        best = Math.max(best, j - i + 1)
      }
      return best
    }
    return {
      messages: real.length,
      people: new Set(real.map((s) => s.user)).size,
      peakPerSecond: peak(1000),
      peakPerMinute: peak(60_000),
      toStrangers: real.filter((s) => s.cold).length,
      resends: sends.filter((s) => s.again).length,
    }
  }

  // ------------------------------------------------------------ listening

  const server = createServer((req, res) => {
    if (req.url === '/_world') return void readAll(req).then((b) => door.handle(req, res, b))
    res.writeHead(404).end()
  })
  const wss = new WebSocketServer({ noServer: true, maxPayload: 32 * 1024 * 1024 })
  server.on('upgrade', (req, socket, head) => {
    if (closed || (Date.now() < refuseUntil && !refuseHttp)) return void socket.destroy()
    if (Date.now() < refuseUntil)
      return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
    if (!req.url.startsWith('/ws/chat'))
      return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    wss.handleUpgrade(req, socket, head, (ws) => new Session(ws))
  })
  const tls = loopbackCertificate()
  const mediaServer = createTls({ cert: tls.cert, key: tls.key }, (req, res) => {
    const url = new URL(req.url, 'https://x')
    if (req.method === 'POST') {
      const down = faults.find((f) => f.kind === 'mediaDown' && f.left > 0)
      if (down) {
        down.left -= 1
        req.resume()
        return void res.writeHead(503).end()
      }
      return void readAll(req, 120 * 1024 * 1024).then((b) => {
        const p = `/v/t62.up/${randomBytes(12).toString('hex')}.enc`
        media.set(p, b)
        res.writeHead(200, { 'content-type': 'application/json' })
        res.end(JSON.stringify({ url: `https://${mediaHost}${p}`, direct_path: p }))
      })
    }
    const f = media.get(url.pathname)
    if (!f) return void res.writeHead(404).end()
    res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': f.length })
    res.end(f)
  })
  const caFile = path.join(dir, 'ca.pem')
  writeFileSync(caFile, tls.cert)
  await new Promise((ok, no) => mediaServer.once('error', no).listen(0, host, ok))
  const mediaHost = `${host}:${mediaServer.address().port}`
  await new Promise((ok, no) => server.once('error', no).listen(options.port ?? 0, host, ok))
  const base = `127.0.0.1:${server.address().port}`

  const world = {
    kind: 'whatsapp',
    engine: 'full',
    phone: ownPn,
    url: `ws://${base}/ws/chat`,
    env: {
      WHATSAPP: 'baileys',
      WHATSAPP_WEB_SOCKET_URL: `ws://${base}/ws/chat`,
      NODE_EXTRA_CA_CERTS: caFile,
    },
    ledger,
    addUser,
    addGroup,
    send,
    injectFault,
    scanQr,
    enterPairingCode,
    registeredCreds,
    waitOnline,
    safety,
    dir,
    clearFaults: () => {
      faults = []
      refuseUntil = 0
      if (session) session.mute = 0
      for (const p of people.values()) p.blocked = false
    },
    waitReply: (userId, predicate, timeout, o) => ledger.waitReply(digits(userId), predicate, timeout, o),
    transcript: (userId) => ledger.transcript(digits(userId)),
    format: (userId) => ledger.format(digits(userId)),
    quiet: (userId, ...a) => ledger.quiet(digits(userId), ...a),
    calls: () => stanzas,
    received: (id) =>
      received.get(id) && {
        deliveredAt: received.get(id).deliveredAt,
        readAt: received.get(id).readAt,
        retries: received.get(id).retries,
      },
    lidOf: (userId) => addUser(userId).lid,
    status: () => ({
      online: !!session?.ready,
      waitingToPair: !!pairing,
      devices: [...devices.values()].map((d) => ({
        id: d.id,
        logins: d.logins,
        loggedOut: d.loggedOut,
        preKeys: d.preKeys.length,
      })),
      undelivered: queue.length,
      presence: session?.presence,
      problems,
    }),
    async close() {
      closed = true
      for (const ws of wss.clients) ws.terminate()
      for (const p of people.values()) p.phone.repo.close?.()
      account.phone.repo.close?.()
      server.closeAllConnections?.()
      mediaServer.closeAllConnections?.()
      await Promise.all([new Promise((r) => server.close(r)), new Promise((r) => mediaServer.close(r))])
      rmSync(dir, { recursive: true, force: true })
    },
  }
  const door = controlDoor(world, options.controlToken)
  world.control = { url: `http://${base}/_world`, token: door.token }
  return world
}

// ---------------------------------------------------------------- crabline engine (text only)

async function startCrablineWhatsApp(options) {
  const { startWhatsAppServer } = await import('@openclaw/crabline')
  const dir = mkdtempSync(path.join(os.tmpdir(), 'waworld-'))
  const ledger = new Ledger()
  const stanzas = []
  const selfPn = digits(options.phone ?? '6281100000001')
  const srv = await startWhatsAppServer({
    recorderPath: path.join(dir, 'whatsapp.jsonl'),
    port: options.port ?? 0,
    selfJid: `${selfPn}@${S}`,
    onEvent(e) {
      stanzas.push({ at: Date.parse(e.at), type: e.type, tag: e.body?.tag, accepted: e.accepted })
      if (e.type === 'api' && e.accepted && e.body?.key?.remoteJid)
        ledger.add(digits(e.body.key.remoteJid.split('@')[0]), {
          from: 'bot',
          kind: 'text',
          id: e.body.key.id,
          text: e.body.message?.conversation ?? '',
          raw: e.body,
        })
      else if (e.type === 'api' && e.accepted && e.body?.to && e.body?.text)
        ledger.add(digits(e.body.to), { from: 'bot', kind: 'text', text: e.body.text.body, via: 'cloud' })
    },
  })
  const m = srv.manifest
  return {
    kind: 'whatsapp',
    engine: 'crabline',
    phone: selfPn,
    url: m.endpoints.baileysWebSocketUrl,
    ledger,
    manifest: m,
    env: { WHATSAPP: 'baileys', WHATSAPP_WEB_SOCKET_URL: m.endpoints.baileysWebSocketUrl, ...m.env },
    addUser: () => {},
    /** crabline does not pair: the bot needs creds that look linked already */
    registeredCreds() {
      const creds = initAuthCreds()
      Object.assign(creds, {
        registered: true,
        accountSyncCounter: 1,
        platform: 'smba',
        me: { id: `${selfPn}:1@${S}`, name: 'Toko Uji', lid: `${selfPn}:1@lid` },
      })
      return { creds, json: JSON.stringify(creds, BufferJSON.replacer) }
    },
    async send(userId, action) {
      const a = typeof action === 'string' ? { text: action } : action
      const pn = digits(userId)
      if (typeof a.text !== 'string' && !a.voice)
        throw new Error('the crabline engine carries text and voice only')
      ledger.markSent(pn)
      ledger.add(pn, { from: 'user', kind: a.voice ? 'audio' : 'text', text: a.text ?? '' })
      const jid = `${pn}@${S}`
      const r = await fetch(m.endpoints.adminInboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-crabline-admin-token': m.adminToken },
        body: JSON.stringify({
          chatJid: jid,
          senderJid: jid,
          pushName: `User${pn.slice(-4)}`,
          ...(a.voice
            ? {
                audio: {
                  contentBase64: Buffer.from(a.voice).toString('base64'),
                  mimeType: 'audio/ogg',
                  ptt: true,
                },
              }
            : { text: a.text }),
        }),
      })
      const body = await r.json()
      if (!r.ok) throw new Error(`crabline: ${r.status} ${JSON.stringify(body)}`)
      return { id: body.message.key.id, delivery: body.delivery }
    },
    injectFault() {
      throw new Error('the crabline engine has no fault injection')
    },
    clearFaults() {},
    waitReply: (u, ...a) => ledger.waitReply(digits(u), ...a),
    transcript: (u) => ledger.transcript(digits(u)),
    format: (u) => ledger.format(digits(u)),
    quiet: (u, ...a) => ledger.quiet(digits(u), ...a),
    calls: () => stanzas,
    status: () => ({}),
    async close() {
      await srv.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

// ---------------------------------------------------------------- as a program

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const world = await startWhatsAppWorld({ port: Number(process.env.PORT ?? 0), phone: process.env.WA_PHONE })
  console.log(JSON.stringify({ env: world.env, phone: world.phone, control: world.control }))
  world.ledger.onEvent = (e) =>
    console.error(`${e.user} ${e.from === 'user' ? '>' : '<'} ${e.kind} ${e.text}`)
  for (const s of ['SIGINT', 'SIGTERM']) process.once(s, () => world.close().then(() => process.exit(0)))
}
