import { randomBytes, randomInt } from 'node:crypto'
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  BufferJSON,
  Curve,
  derivePairingCodeKey,
  generateSignalPubKey,
  hkdf,
  hmacSign,
  initAuthCreds,
  jidDecode,
  proto,
} from '@whiskeysockets/baileys'
import type { AuthenticationCreds, BinaryNode } from '@whiskeysockets/baileys'
import { seconds, until } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { bytesIn, child, node, SERVER, streamError } from './nodes.ts'
import { complain, deviceJid, deviceLid, newDevice, stanzaId } from './state.ts'
import type { Device, State } from './state.ts'

/** A bot that shows its owner a QR or a code. */
export interface Pairing {
  readonly connection: Connection
  readonly identity: Buffer
  readonly registrationId: number
  readonly refs: readonly string[]
  code: CodeExchange | undefined
}

interface CodeExchange {
  readonly jid: string
  /** The bot's ephemeral key under the code. */
  readonly wrapped: Buffer
  readonly ref: Buffer
  shared: Buffer
  finish: (secret: Buffer) => void
}

/** The addresses a linked bot has. */
export interface PairingResult {
  readonly jid: string
  readonly lid: string
}

/** Asks a bot without a link to show itself to its owner. */
export function offerPairing(
  connection: Connection,
  data: proto.ClientPayload.IDevicePairingRegistrationData,
): void {
  const { state } = connection
  const refs = Array.from({ length: 6 }, () => `2@${randomBytes(24).toString('base64')}`)
  const identity = Buffer.from(data.eIdent ?? [])
  const registrationId = Buffer.from(data.eRegid ?? []).readUInt32BE()
  state.pairing = { connection, identity, registrationId, refs, code: undefined }
  const attrs = { from: SERVER, type: 'set', id: stanzaId(state, 'pd'), xmlns: 'md' }
  const list = refs.map((ref) => node('ref', {}, Buffer.from(ref)))
  connection.write(node('iq', attrs, [node('pair-device', {}, list)]))
}

/** The owner scans the QR string that the bot shows, exactly as Baileys gives it. */
export async function scanQr(state: State, qr: string): Promise<PairingResult> {
  const { pairing } = state
  if (!pairing) throw new Error('the bot is not waiting to be linked')
  const [ref = '', noise = '', identity = '', secret = ''] = qr.split('#').at(-1)?.split(',') ?? []
  if (!pairing.refs.includes(ref)) throw new Error('this QR is stale: it belongs to another connection')
  if (!base64(noise).equals(pairing.connection.noiseKey) || !base64(identity).equals(pairing.identity))
    throw new Error('this QR belongs to another bot')
  return confirmPairing(pairing, base64(secret))
}

/** The owner types the code that the bot shows into "Link with phone number". */
export async function enterPairingCode(state: State, code: string): Promise<PairingResult> {
  const exchange = await until(() => state.pairing?.code, 10_000, 'the bot to ask for a pairing code')
  const { pairing } = state
  if (!pairing) throw new Error('the bot is not waiting to be linked')
  if (jidDecode(exchange.jid)?.user !== state.account.pn)
    throw new Error(`the bot asked for ${exchange.jid}, but this phone is ${state.account.pn}`)
  const clean = code.replace(/[^0-9A-Za-z]/gu, '').toUpperCase()
  const { wrapped } = exchange
  const opening = await derivePairingCodeKey(clean, wrapped.subarray(0, 32))
  const companion = aesDecryptCTR(wrapped.subarray(48, 80), opening, wrapped.subarray(32, 48))
  const own = Curve.generateKeyPair()
  const [salt, iv] = [randomBytes(32), randomBytes(16)]
  const sealed = aesEncryptCTR(own.public, await derivePairingCodeKey(clean, salt), iv)
  exchange.shared = Curve.sharedKey(own.private, companion)
  const secret = new Promise<Buffer>((resolve) => (exchange.finish = resolve))
  const attrs = {
    from: SERVER,
    type: 'link_code_companion_reg',
    id: stanzaId(state, 'lc'),
    t: String(seconds()),
  }
  pairing.connection.write(
    node('notification', attrs, [
      node('link_code_companion_reg', { stage: 'primary_hello' }, [
        node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, Buffer.concat([salt, iv, sealed])),
        node('primary_identity_pub', {}, state.account.phone.creds.signedIdentityKey.public),
        node('link_code_pairing_ref', {}, exchange.ref),
      ]),
    ]),
  )
  return confirmPairing(
    pairing,
    await within(10_000, secret, 'the bot did not finish the code exchange (wrong code?)'),
  )
}

/** The bot's part of linking by code. Gives the answer's content. */
export function advanceCode({ state }: Connection, request: BinaryNode): BinaryNode[] | undefined {
  const { pairing } = state
  if (!pairing) return undefined
  if (request.attrs.stage === 'companion_hello') {
    const wrapped = bytesIn(child(request, 'link_code_pairing_wrapped_companion_ephemeral_pub'))
    const ref = randomBytes(32)
    pairing.code = {
      jid: request.attrs.jid ?? '',
      wrapped,
      ref,
      shared: Buffer.alloc(0),
      finish: () => undefined,
    }
    const answer = [node('link_code_pairing_ref', {}, ref)]
    return [node('link_code_companion_reg', { stage: 'companion_hello' }, answer)]
  }
  if (request.attrs.stage === 'companion_finish' && pairing.code) {
    const bundle = bytesIn(child(request, 'link_code_pairing_wrapped_key_bundle'))
    setImmediate(pairing.code.finish, advSecret(state, pairing.code.shared, bundle))
  }
  return undefined
}

function advSecret({ account }: State, shared: Buffer, bundle: Buffer): Buffer {
  const info = 'link_code_pairing_key_bundle_encryption_key'
  const key = hkdf(shared, 32, { salt: bundle.subarray(0, 32), info })
  const plain = aesDecryptGCM(bundle.subarray(44), Buffer.from(key), bundle.subarray(32, 44), Buffer.alloc(0))
  const identity = Curve.sharedKey(account.phone.creds.signedIdentityKey.private, plain.subarray(0, 32))
  return Buffer.from(hkdf(Buffer.concat([shared, identity, plain.subarray(64)]), 32, { info: 'adv_secret' }))
}

/** Tells the bot that it is linked and, once it agrees, to start again (515). */
async function confirmPairing(pairing: Pairing, secret: Buffer): Promise<PairingResult> {
  const { connection, identity, registrationId } = pairing
  const { state } = connection
  const device = newDevice(state, { noise: connection.noiseKey, identity, registrationId, sync: 'due' })
  const { details, accountSignatureKey, accountSignature } = deviceIdentity(state, device)
  const signed = encode(proto.ADVSignedDeviceIdentity, { details, accountSignatureKey, accountSignature })
  const wrapped = encode(proto.ADVSignedDeviceIdentityHMAC, {
    details: signed,
    hmac: hmacSign(signed, secret),
  })
  const id = stanzaId(state, 'ps')
  const result = { jid: deviceJid(state, device), lid: deviceLid(state, device) }
  const confirmed = new Promise<BinaryNode>((resolve, reject) => {
    connection.awaitingPaired = { id, confirm: resolve }
    connection.socket.once('close', () =>
      reject(new Error('the bot closed the connection instead of confirming')),
    )
  })
  connection.write(
    node('iq', { from: SERVER, type: 'set', id, t: String(seconds()) }, [
      node('pair-success', {}, [
        node('device-identity', {}, wrapped),
        node('biz', { name: state.account.name }),
        node('device', result),
        node('platform', { name: 'smba' }),
      ]),
    ]),
  )
  checkSignature(
    state,
    device,
    details,
    await within(10_000, confirmed, 'the bot did not confirm the pairing'),
  )
  state.pairing = undefined
  connection.end(streamError('515'))
  return result
}

function checkSignature(state: State, device: Device, details: Buffer, confirmation: BinaryNode): void {
  const answer = bytesIn(child(child(confirmation, 'pair-device-sign'), 'device-identity'))
  const { deviceSignature } = proto.ADVSignedDeviceIdentity.decode(answer)
  const owner = state.account.phone.creds.signedIdentityKey.public
  const claim = Buffer.concat([Buffer.from([6, 1]), details, device.identity, owner])
  if (!Curve.verify(device.identity, claim, deviceSignature ?? Buffer.alloc(64)))
    complain(state, 'pairing', 'the device signature does not verify')
}

/** Creds of an already linked device, for bots whose QR cannot be reached; the real pairing tests more. */
export function registeredCreds(state: State): { creds: AuthenticationCreds; json: string } {
  const creds = initAuthCreds()
  const { account } = state
  const identity = Buffer.from(creds.signedIdentityKey.public)
  const noise = Buffer.from(creds.noiseKey.public)
  const device = newDevice(state, { noise, identity, registrationId: creds.registrationId, sync: 'done' })
  const signed = deviceIdentity(state, device)
  const claim = Buffer.concat([Buffer.from([6, 1]), signed.details, identity, signed.accountSignatureKey])
  const deviceSignature = Curve.sign(creds.signedIdentityKey.private, claim)
  const lid = deviceLid(state, device)
  Object.assign(creds, {
    registered: true,
    accountSyncCounter: 1,
    platform: 'smba',
    me: { id: deviceJid(state, device), name: account.name, lid },
    account: { ...signed, deviceSignature },
    signalIdentities: [
      {
        identifier: { name: lid, deviceId: 0 },
        identifierKey: generateSignalPubKey(signed.accountSignatureKey),
      },
    ],
  })
  return { creds, json: JSON.stringify(creds, BufferJSON.replacer) }
}

/** The owner's signature under a device. */
function deviceIdentity({ account }: State, device: Device) {
  const owner = account.phone.creds.signedIdentityKey
  const about = {
    rawId: randomInt(1e9),
    timestamp: seconds(),
    keyIndex: device.id,
    accountType: 0,
    deviceType: 0,
  }
  const details = encode(proto.ADVDeviceIdentity, about)
  const claim = Buffer.concat([Buffer.from([6, 0]), details, device.identity])
  const accountSignature = Buffer.from(Curve.sign(owner.private, claim))
  return { details, accountSignatureKey: Buffer.from(owner.public), accountSignature }
}

const base64 = (text: string) => Buffer.from(text, 'base64')

const encode = <T>(type: { encode(value: T): { finish(): Uint8Array } }, value: T): Buffer =>
  Buffer.from(type.encode(value).finish())

function within<T>(ms: number, promise: Promise<T>, complaint: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(complaint)), ms)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
