// A throw-away self-signed certificate for 127.0.0.1, without openssl: Baileys uploads media
// over https only, so the fake media host needs TLS and the bot NODE_EXTRA_CA_CERTS.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const len = (n) =>
  n < 0x80 ? Buffer.from([n]) : n < 0x100 ? Buffer.from([0x81, n]) : Buffer.from([0x82, n >> 8, n & 0xff])
const tlv = (tag, ...parts) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), len(body.length), body])
}
const seq = (...p) => tlv(0x30, ...p)
const oid = (s) => {
  const [a, b, ...rest] = s.split('.').map(Number)
  const out = [a * 40 + b]
  for (let n of rest) {
    const part = [n & 0x7f]
    while ((n = Math.floor(n / 128))) part.unshift((n & 0x7f) | 0x80)
    out.push(...part)
  }
  return tlv(0x06, Buffer.from(out))
}
const utc = (d) => tlv(0x17, Buffer.from(`${d.toISOString().slice(2, 19).replace(/[-:T]/gu, '')}Z`))

export function loopbackCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = seq(tlv(0x31, seq(oid('2.5.4.3'), tlv(0x0c, Buffer.from('rig loopback')))))
  const alg = seq(oid('1.2.840.10045.4.3.2'))
  const serial = randomBytes(8)
  serial[0] = (serial[0] & 0x7f) | 0x01
  const ext = (id, critical, value) =>
    seq(oid(id), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value))
  const names = seq(tlv(0x87, Buffer.from([127, 0, 0, 1])), tlv(0x82, Buffer.from('localhost')))
  const day = 86_400_000
  const tbs = seq(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    alg,
    name,
    seq(utc(new Date(Date.now() - 400 * day)), utc(new Date(Date.now() + 4000 * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      seq(ext('2.5.29.19', true, seq(tlv(0x01, Buffer.from([0xff])))), ext('2.5.29.17', false, names)),
    ),
  )
  const signature = sign('sha256', tbs, { key: privateKey, dsaEncoding: 'der' })
  const der = seq(tbs, alg, tlv(0x03, Buffer.from([0]), signature))
  const cert = `-----BEGIN CERTIFICATE-----\n${der
    .toString('base64')
    .match(/.{1,64}/gu)
    .join('\n')}\n-----END CERTIFICATE-----\n`
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
}
