import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'

const VERSION = 1
const NONCE = 12
const TAG = 16
const NONCES = 1024

/** What a text begins with that `sealText` made. */
export const SEALED = 'sealed:'

/** Texts that are sealed where they are written: for a file that is a thread which has more time than the one of turns. */
export interface Secrets {
  readonly texts: readonly string[]
  readonly key: KeyObject
}

/** Keeps personal data unreadable without the data key. */
export interface Vault {
  /** Version byte, nonce, tag, AES-256-GCM ciphertext. Never the same twice. */
  seal(text: string): Buffer
  sealBytes(bytes: Uint8Array): Buffer
  /** What `sealAll` seals, in this thread or another. */
  secrets(texts: readonly string[]): Secrets
  /** Throws when the bytes were changed or sealed under another key. */
  open(sealed: Uint8Array | ArrayBuffer): string
  openBytes(sealed: Uint8Array | ArrayBuffer): Buffer
  /** What `seal` seals, as a text, for columns that hold texts. */
  sealText(text: string): string
  /** What `sealText` sealed. What was written before its column was sealed is given as it is. */
  openText(stored: string): string
  /** The same for the same text, and nothing without the key: for look-ups and duplicates. 43 characters. */
  blindIndex(text: string): string
}

/** `key` is 32 bytes; sealing and indexing each use a key of their own, derived from it (HKDF-SHA256). */
export function createVault(key: Uint8Array): Vault {
  if (key.length !== 32) throw new Error(`The data key must be 32 bytes, not ${key.length}.`)
  const sealing = derived(key, 'naik-kelas seal 1')
  const indexing = derived(key, 'naik-kelas blind index 1')

  function opening(sealed: Uint8Array | ArrayBuffer) {
    const bytes = sealed instanceof ArrayBuffer ? new Uint8Array(sealed) : sealed
    if (bytes[0] !== VERSION || bytes.length < 1 + NONCE + TAG) throw new Error('These bytes are not sealed.')
    const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(1, 1 + NONCE))
    decipher.setAuthTag(bytes.subarray(1 + NONCE, 1 + NONCE + TAG))
    return { decipher, body: bytes.subarray(1 + NONCE + TAG) }
  }

  function open(sealed: Uint8Array | ArrayBuffer): string {
    const { decipher, body } = opening(sealed)
    const text = decipher.update(body, undefined, 'utf8')
    return text + decipher.final('utf8')
  }

  return {
    seal: (text) => sealedText(text, sealing),
    sealBytes: (bytes) => sealed(sealing, (cipher) => cipher.update(bytes)),
    secrets: (texts) => ({ texts, key: sealing }),
    open,
    openBytes(sealed) {
      const { decipher, body } = opening(sealed)
      return Buffer.concat([decipher.update(body), decipher.final()])
    },
    sealText: (text) => SEALED + sealedText(text, sealing).toString('base64'),
    openText: (stored) =>
      stored.startsWith(SEALED) ? open(Buffer.from(stored.slice(SEALED.length), 'base64')) : stored,
    blindIndex: (text) => createHmac('sha256', indexing).update(text).digest('base64url'),
  }
}

/** Bytes that a text has once it is sealed. */
export const sealedLength = (text: string): number => 1 + NONCE + TAG + Buffer.byteLength(text)

/** Each text sealed, one behind the other. */
export const sealAll = ({ texts, key }: Secrets): Buffer =>
  Buffer.concat(texts.map((text) => sealedText(text, key)))

const sealedText = (text: string, key: KeyObject): Buffer =>
  sealed(key, (cipher) => cipher.update(text, 'utf8'))

const nonces = Buffer.alloc(NONCE * NONCES)
let used = NONCES

function nonce(): Buffer {
  if (used === NONCES) {
    randomFillSync(nonces)
    used = 0
  }
  return nonces.subarray(used * NONCE, ++used * NONCE)
}

function sealed(key: KeyObject, encrypt: (cipher: CipherGCM) => Buffer): Buffer {
  const iv = nonce()
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const body = encrypt(cipher)
  cipher.final()
  const whole = Buffer.allocUnsafe(1 + NONCE + TAG + body.length)
  whole[0] = VERSION
  whole.set(iv, 1)
  whole.set(cipher.getAuthTag(), 1 + NONCE)
  whole.set(body, 1 + NONCE + TAG)
  return whole
}

function derived(key: Uint8Array, purpose: string) {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, 32)))
}
