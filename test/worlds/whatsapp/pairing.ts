import { randomBytes } from 'node:crypto'
import { Curve, hmacSign, proto } from '@whiskeysockets/baileys'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { seconds } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { deviceIdentity, encode } from './identity.ts'
import { bytesIn, child, node, SERVER, streamError } from './nodes.ts'
import type { CodeExchange } from './pairing-code.ts'
import { complain, deviceJid, deviceLid, newDevice, stanzaId } from './parties.ts'
import type { Device, State } from './state.ts'

/** A bot that shows its owner a QR or a code. */
export interface Pairing {
  readonly connection: Connection
  readonly identity: Buffer
  readonly registrationId: number
  readonly refs: readonly string[]
  code: CodeExchange | undefined
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

/** Tells the bot that it is linked and, once it agrees, to start again (515). */
export async function confirmPairing(pairing: Pairing, secret: Buffer): Promise<PairingResult> {
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

const base64 = (text: string) => Buffer.from(text, 'base64')

/** Gives up on a promise after a while. */
export function within<T>(ms: number, promise: Promise<T>, complaint: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(complaint)), ms)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
