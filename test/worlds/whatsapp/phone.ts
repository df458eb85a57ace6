import {
  addTransactionCapability,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeBigEndian,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  KEY_BUNDLE_TYPE,
  proto,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from '@whiskeysockets/baileys'
import type { AuthenticationCreds, BinaryNode, SignalKeyStore } from '@whiskeysockets/baileys'
import { bytesIn, node } from './nodes.ts'
import { silent } from './silence.ts'
import type { Device } from './state.ts'

type Repository = ReturnType<typeof DEFAULT_CONNECTION_CONFIG.makeSignalRepository>

/** The Signal half of a person's phone: its keys, and its conversation with the bot's device. */
export class Phone {
  creds: AuthenticationCreds
  repository: Repository
  #store: SignalKeyStore
  #nextPreKey = 1

  constructor() {
    this.creds = initAuthCreds()
    this.#store = memoryStore()
    this.repository = repositoryFor(this.creds, this.#store)
  }

  /** A new phone, or WhatsApp installed again. */
  reset(): void {
    this.close()
    this.creds = initAuthCreds()
    this.#store = memoryStore()
    this.#nextPreKey = 1
    this.repository = repositoryFor(this.creds, this.#store)
  }

  close(): void {
    this.repository.close?.()
  }

  /** Keys with which the bot can write to this phone. */
  async bundle(jid: string): Promise<BinaryNode> {
    const id = this.#nextPreKey++
    const pair = Curve.generateKeyPair()
    await this.#store.set({ 'pre-key': { [id]: pair } })
    return node('user', { jid }, [
      node('registration', {}, encodeBigEndian(this.creds.registrationId)),
      node('type', {}, KEY_BUNDLE_TYPE),
      node('identity', {}, this.creds.signedIdentityKey.public),
      xmppSignedPreKey(this.creds.signedPreKey),
      xmppPreKey(pair, id),
    ])
  }

  /** Encrypts for the bot's device, opening a conversation with it first when there is none (or it must be fresh). */
  async encrypt(device: Device, label: string, message: proto.IMessage, fresh = false) {
    if (fresh || !(await this.repository.validateSession(label)).exists) await this.#open(device, label)
    return this.repository.encryptMessage({ jid: label, data: encodeWAMessage(message) })
  }

  async decrypt(label: string, sealed: BinaryNode): Promise<proto.Message> {
    const type = sealed.attrs.type === 'pkmsg' ? 'pkmsg' : 'msg'
    const plain = await this.repository.decryptMessage({ jid: label, type, ciphertext: bytesIn(sealed) })
    return proto.Message.decode(unpadRandomMax16(plain))
  }

  async #open(device: Device, label: string): Promise<void> {
    if (!device.signedPreKey) throw new Error('the bot has uploaded no keys')
    const preKey = device.preKeys.shift()
    const signed = device.signedPreKey
    const session = {
      registrationId: device.registrationId,
      identityKey: generateSignalPubKey(device.identity),
      signedPreKey: { ...signed, publicKey: generateSignalPubKey(signed.publicKey) },
      ...(preKey && { preKey: { keyId: preKey.keyId, publicKey: generateSignalPubKey(preKey.publicKey) } }),
    }
    await this.repository.injectE2ESession({ jid: label, session })
  }
}

function repositoryFor(creds: AuthenticationCreds, store: SignalKeyStore): Repository {
  const keys = addTransactionCapability(store, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 1 })
  return DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, silent, async () => [])
}

/** A Signal key store that forgets with the process. */
export function memoryStore(): SignalKeyStore {
  const values = new Map<string, unknown>()
  return {
    async get(type, ids) {
      const found = ids.map((id) => [id, values.get(`${type} ${id}`)] as const)
      return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as Awaited<
        ReturnType<SignalKeyStore['get']>
      > as never
    },
    async set(data) {
      for (const [type, entries] of Object.entries(data))
        for (const [id, value] of Object.entries(entries ?? {})) {
          if (value === null || value === undefined) values.delete(`${type} ${id}`)
          else values.set(`${type} ${id}`, value)
        }
    },
  }
}
