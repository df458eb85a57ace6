import { randomBytes } from 'node:crypto'
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  Curve,
  derivePairingCodeKey,
  hkdf,
  jidDecode,
} from '@whiskeysockets/baileys'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { seconds, until } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { bytesIn, child, node, SERVER } from './nodes.ts'
import { confirmPairing, within } from './pairing.ts'
import type { PairingResult } from './pairing.ts'
import { stanzaId } from './parties.ts'
import type { State } from './state.ts'

/** The keys that a bot and its owner's phone agree on by a code. */
export interface CodeExchange {
  readonly jid: string
  /** The bot's ephemeral key under the code. */
  readonly wrapped: Buffer
  readonly ref: Buffer
  shared: Buffer
  finish: (secret: Buffer) => void
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
