import { randomInt } from 'node:crypto'
import { BufferJSON, Curve, generateSignalPubKey, initAuthCreds, proto } from '@whiskeysockets/baileys'
import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { seconds } from '../loopback.ts'
import { deviceJid, deviceLid, newDevice } from './parties.ts'
import type { Device, State } from './state.ts'

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
export function deviceIdentity({ account }: State, device: Device) {
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

/** A protobuf message as bytes. */
export const encode = <T>(type: { encode(value: T): { finish(): Uint8Array } }, value: T): Buffer =>
  Buffer.from(type.encode(value).finish())
