import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const DAY = 86_400_000

/**
 * A throw-away self-signed certificate for 127.0.0.1, made without openssl. Baileys moves media over https
 * only, so the media host needs TLS and the bot needs NODE_EXTRA_CA_CERTS.
 */
export function loopbackCertificate(): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(objectId('1.2.840.10045.4.3.2'))
  const content = certificateContent(algorithm, publicKey.export({ type: 'spki', format: 'der' }))
  const signature = sign('sha256', content, { key: privateKey, dsaEncoding: 'der' })
  const der = sequence(content, algorithm, element(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/gu) ?? []
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function certificateContent(algorithm: Buffer, publicKey: Buffer): Buffer {
  // OpenSSL finds an authority by its name: two worlds in one process must not share it
  const subject = `local world ${randomBytes(6).toString('hex')}`
  const name = sequence(element(0x31, sequence(objectId('2.5.4.3'), element(0x0c, Buffer.from(subject)))))
  const serial = randomBytes(8)
  serial[0] = (serial.readUInt8(0) & 0x7f) | 0x01
  const names = sequence(element(0x87, Buffer.from([127, 0, 0, 1])), element(0x82, Buffer.from('localhost')))
  const isAuthority = sequence(element(0x01, Buffer.from([0xff])))
  return sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, serial),
    algorithm,
    name,
    sequence(time(Date.now() - 400 * DAY), time(Date.now() + 4000 * DAY)),
    name,
    publicKey,
    element(0xa3, sequence(extension('2.5.29.19', true, isAuthority), extension('2.5.29.17', false, names))),
  )
}

const extension = (id: string, critical: boolean, value: Buffer) =>
  sequence(objectId(id), ...(critical ? [element(0x01, Buffer.from([0xff]))] : []), element(0x04, value))

const time = (at: number) =>
  element(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-:T]/gu, '')}Z`))

const sequence = (...parts: Buffer[]) => element(0x30, ...parts)

/** DER: tag, length, content. */
function element(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const out = [first * 40 + second]
  for (const number of rest) {
    const part = [number & 0x7f]
    for (let left = number >> 7; left > 0; left >>= 7) part.unshift((left & 0x7f) | 0x80)
    out.push(...part)
  }
  return element(0x06, Buffer.from(out))
}
