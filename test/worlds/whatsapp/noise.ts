import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from '@whiskeysockets/baileys'

const NOTHING = Buffer.alloc(0)

/** One direction of an opened line. */
export interface Cipher {
  seal(plain: Uint8Array): Buffer
  open(sealed: Uint8Array): Buffer
}

/** The Noise XX handshake, as either side. */
export class Noise {
  #hash: Buffer
  #salt: Buffer
  #key: Buffer
  #count = 0

  constructor() {
    const start = Buffer.from(NOISE_MODE)
    this.#hash = start.length === 32 ? start : sha256(start)
    this.#salt = this.#hash
    this.#key = this.#hash
    this.mixHash(NOISE_WA_HEADER)
  }

  mixHash(data: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, data]))
  }

  mixKey(data: Uint8Array): void {
    ;[this.#salt, this.#key] = this.#expand(data)
    this.#count = 0
  }

  seal(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, vector(this.#count++), this.#hash)
    this.mixHash(sealed)
    return sealed
  }

  open(sealed: Uint8Array): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, vector(this.#count++), this.#hash)
    this.mixHash(sealed)
    return plain
  }

  /** The line after the handshake: the client writes with the first half, the server with the second. */
  split(): { fromClient: Cipher; fromServer: Cipher } {
    const [client, server] = this.#expand(NOTHING)
    return { fromClient: cipher(client), fromServer: cipher(server) }
  }

  #expand(data: Uint8Array): [Buffer, Buffer] {
    const keys = Buffer.from(hkdf(data, 64, { salt: this.#salt, info: '' }))
    return [keys.subarray(0, 32), keys.subarray(32)]
  }
}

function cipher(key: Buffer): Cipher {
  let count = 0
  return {
    seal: (plain) => aesEncryptGCM(plain, key, vector(count++), NOTHING),
    open: (sealed) => aesDecryptGCM(sealed, key, vector(count++), NOTHING),
  }
}

function vector(count: number): Buffer {
  const iv = Buffer.alloc(12)
  iv.writeUInt32BE(count, 8)
  return iv
}

/** The server's half of the handshake: the answer to a client's hello. */
export function serverHello(noise: Noise, clientEphemeral: Uint8Array, chain: Uint8Array) {
  const ephemeral = Curve.generateKeyPair()
  const fixed = Curve.generateKeyPair()
  noise.mixHash(clientEphemeral)
  noise.mixHash(ephemeral.public)
  noise.mixKey(Curve.sharedKey(ephemeral.private, clientEphemeral))
  const sealed = noise.seal(fixed.public)
  noise.mixKey(Curve.sharedKey(fixed.private, clientEphemeral))
  const hello = { ephemeral: ephemeral.public, static: sealed, payload: noise.seal(chain) }
  return { private: ephemeral.private, message: handshakeMessage({ serverHello: hello }) }
}

export const handshakeMessage = (content: proto.IHandshakeMessage): Buffer =>
  Buffer.from(proto.HandshakeMessage.encode(proto.HandshakeMessage.fromObject(content)).finish())

/** Three bytes of length, then the data. */
export function framed(data: Uint8Array): Buffer {
  const head = Buffer.alloc(3)
  head.writeUIntBE(data.length, 0, 3)
  return Buffer.concat([head, data])
}

/** Cuts what arrives into frames; the first one follows the client's greeting. */
export class Frames {
  #buffer = NOTHING
  #greeted = false

  take(data: Buffer): Buffer[] {
    const frames: Buffer[] = []
    this.#buffer = Buffer.concat([this.#buffer, data])
    if (!this.#greeted) {
      const routing = this.#buffer.subarray(0, 2).toString() === 'ED' ? 7 + this.#buffer.readUIntBE(4, 3) : 0
      this.#buffer = this.#buffer.subarray(routing + NOISE_WA_HEADER.length)
      this.#greeted = true
    }
    while (this.#buffer.length >= 3) {
      const end = 3 + this.#buffer.readUIntBE(0, 3)
      if (this.#buffer.length < end) break
      frames.push(this.#buffer.subarray(3, end))
      this.#buffer = this.#buffer.subarray(end)
    }
    return frames
  }
}
