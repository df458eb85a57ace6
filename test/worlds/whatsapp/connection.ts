import { Curve, decodeBinaryNode, encodeBinaryNode, proto } from '@whiskeysockets/baileys'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { WebSocket } from 'ws'
import { certificateChain } from './certificates.ts'
import { handleMessage } from './inbound.ts'
import { logIn } from './login.ts'
import { children } from './nodes.ts'
import { framed, Frames, Noise, serverHello } from './noise.ts'
import type { Cipher } from './noise.ts'
import { offerPairing } from './pairing.ts'
import { answerQuery } from './queries.ts'
import { handleAck, handleReceipt } from './receipts.ts'
import { complain, partyAt } from './parties.ts'
import type { Device, State } from './state.ts'

const KEPT_STANZAS = 5000

/** One WebSocket of the bot: the handshake, then stanzas one after the other. */
export class Connection {
  readonly state: State
  readonly socket: WebSocket
  /** Logged in: stanzas may be pushed. */
  ready = false
  device: Device | undefined
  presence: string | undefined
  mutedUntil = 0
  /** The bot's public noise key, known after the handshake. */
  noiseKey: Buffer = Buffer.alloc(0)
  /** Waits for the bot to confirm that it is linked. */
  awaitingPaired: { readonly id: string; confirm(answer: BinaryNode): void } | undefined
  readonly #frames = new Frames()
  readonly #noise = new Noise()
  #ephemeral: Uint8Array | undefined
  #line: { fromClient: Cipher; fromServer: Cipher } | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(state: State, socket: WebSocket) {
    this.state = state
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      this.#work = this.#work.then(() => this.#take(data)).catch((error: unknown) => this.#fail(error))
    })
    socket.on('close', () => this.#gone())
    socket.on('error', () => socket.terminate())
  }

  get muted(): boolean {
    return Date.now() < this.mutedUntil
  }

  write(stanza: BinaryNode): void {
    if (this.#line && !this.muted) this.#send(this.#line.fromServer.seal(encodeBinaryNode(stanza)))
  }

  /** Says goodbye and closes. */
  end(stanza: BinaryNode): void {
    this.write(stanza)
    this.#gone()
    setTimeout(() => this.socket.close(), 30)
  }

  #gone(): void {
    this.ready = false
    if (this.state.connection === this) this.state.connection = undefined
    if (this.state.pairing?.connection === this && this.socket.readyState >= WebSocket.CLOSING)
      this.state.pairing = undefined
  }

  #fail(error: unknown): void {
    if (this.state.closed) return
    complain(this.state, 'protocol', error)
    this.socket.terminate()
  }

  #send(data: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(framed(data))
  }

  async #take(data: Buffer): Promise<void> {
    for (const frame of this.#frames.take(data)) {
      if (this.#line) await this.#stanza(this.#line.fromClient.open(frame))
      else if (this.#ephemeral) await this.#finish(proto.HandshakeMessage.decode(frame).clientFinish)
      else await this.#greet(proto.HandshakeMessage.decode(frame).clientHello)
    }
  }

  async #greet(hello: proto.HandshakeMessage.IClientHello | null | undefined): Promise<void> {
    if (!hello?.ephemeral) throw new Error('a handshake without a hello')
    const answer = serverHello(this.#noise, hello.ephemeral, await certificateChain())
    this.#ephemeral = answer.private
    this.#send(answer.message)
  }

  async #finish(finish: proto.HandshakeMessage.IClientFinish | null | undefined): Promise<void> {
    if (!finish?.static || !finish.payload || !this.#ephemeral) throw new Error('a handshake without an end')
    this.noiseKey = this.#noise.open(finish.static)
    this.#noise.mixKey(Curve.sharedKey(this.#ephemeral, this.noiseKey))
    const payload = proto.ClientPayload.decode(this.#noise.open(finish.payload))
    this.#line = this.#noise.split()
    if (payload.devicePairingData) offerPairing(this, payload.devicePairingData)
    else await logIn(this, payload)
  }

  async #stanza(bytes: Buffer): Promise<void> {
    const stanza = await decodeBinaryNode(bytes)
    if (this.muted) return
    const { stanzas } = this.state
    stanzas.push({ at: Date.now(), tag: stanza.tag, attrs: stanza.attrs, child: children(stanza)[0]?.tag })
    if (stanzas.length > KEPT_STANZAS) stanzas.shift()
    await this.#handle(stanza)
  }

  async #handle(stanza: BinaryNode): Promise<void> {
    switch (stanza.tag) {
      case 'iq':
        return answerQuery(this, stanza)
      case 'message':
        return handleMessage(this, stanza)
      case 'receipt':
        return handleReceipt(this, stanza)
      case 'ack':
        return handleAck(this, stanza)
      case 'presence':
        this.presence = stanza.attrs.type ?? this.presence
        return
      case 'chatstate': {
        const person = partyAt(this.state, stanza.attrs.to)
        const text = children(stanza)[0]?.tag ?? ''
        if (person) this.state.ledger.add(person.pn, { from: 'bot', kind: 'typing', text })
      }
    }
  }
}
