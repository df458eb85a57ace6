import { createHmac } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createWebhookQueue, WAITS } from '../../src/db/webhooks/webhook-queue.ts'
import { isPublic } from '../../src/http/public-address.ts'
import { createWebhookSender } from '../../src/http/webhook-sender.ts'
import { loopbackCertificate } from '../worlds/certificate.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Letter {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

function receive(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    letters.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    const { status, headers, body } = answers.shift() ?? { status: 204 }
    response.writeHead(status, headers).end(body)
  })
}

let house: ApiHouse
let admin: string
let receiver: Server
let url: string
const letters: Letter[] = []
/** What the receiver answers next; it answers 204 when nothing is left. */
const answers: { status: number; headers?: Record<string, string>; body?: string }[] = []
beforeAll(async () => {
  house = await apiHouse()
  admin = (await house.key('admin')).key
  receiver = createServer(receive)
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
})
afterAll(async () => {
  receiver.closeAllConnections()
  receiver.close()
  await house.drop()
})
afterEach(async () => {
  vi.useRealTimers()
  letters.length = 0
  answers.length = 0
  await house.database.store.write([
    { sql: 'delete from webhook_deliveries', args: [] },
    { sql: 'delete from webhooks', args: [] },
  ])
})

const queue = () => createWebhookQueue(house.database.store, house.database.vault)
const send = (loopback = true) => createWebhookSender({ queue: queue(), loopback }).work()

async function hook(events: string[], region: string | null = null, to = url) {
  const fields = { name: 'SIDT', url: to, events: events as never, region }
  return house.office.webhooks.create(fields, { actor: 'test', at: Date.now() })
}
const log = async (id: string) => {
  const response = await house.call(admin, 'GET', `/webhooks/${id}/deliveries`)
  return ((await response.json()) as { items: { [field: string]: unknown }[] }).items
}
const decide = (number: string, action: string, body: object, version: number) =>
  house.call(admin, 'POST', `/registrations/${number}/${action}`, {
    body,
    headers: { 'if-match': `"${version}"` },
  })

/** As a receiver works it out. */
function signatureOf({ headers, body }: Letter, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

const owed = async ({ id }: { id: string }) => (await log(id)).length
const write = (sql: string) => house.database.store.write([{ sql, args: [] }])

describe('a webhook', () => {
  it('is told of what happened to a registration, signed, without anything personal', async () => {
    const { id, secret } = await hook(['registration.submitted', 'registration.verified'])
    const number = await house.register({ province: '35', regency: '35.10', nik: '3510014503850001' })
    await decide(number, 'assign', { assignee: 'me' }, 1)
    await decide(number, 'verify', {}, 2)
    expect(await send()).toBe(2)
    const [submitted, verified] = letters.map(({ body }) => JSON.parse(body))
    expect(submitted).toMatchObject({ type: 'registration.submitted', data: { number, status: 'submitted' } })
    expect(verified).toMatchObject({ type: 'registration.verified', data: { number, version: 3 } })
    expect(Object.keys(verified.data).sort()).toEqual([
      'class',
      'number',
      'province',
      'regency',
      'sector',
      'status',
      'version',
    ])
    for (const letter of letters) {
      const { headers } = letter
      expect(headers['webhook-signature']).toBe(signatureOf(letter, secret))
      expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60)
    }
    expect(await log(id)).toMatchObject([
      { event: 'registration.verified', state: 'delivered', outcome: '204', attempts: 1 },
      { event: 'registration.submitted', state: 'delivered' },
    ])
  })

  it('shows nothing of elsewhere once it is given to a region', async () => {
    const { id } = await hook(['registration.submitted'])
    await house.register({ province: '34', regency: '34.04' })
    const keeper = (await house.key('admin', '35')).key
    expect((await house.call(keeper, 'GET', `/webhooks/${id}/deliveries`)).status).toBe(404)
    const headers = { 'if-match': '"1"' }
    const given = await house.call(admin, 'PATCH', `/webhooks/${id}`, { body: { region: '35' }, headers })
    expect(given.status).toBe(200)
    const seen = await house.call(keeper, 'GET', `/webhooks/${id}/deliveries`)
    expect(await seen.json()).toEqual({ items: [], next: null })
    expect(await send()).toBe(0)
    await house.register({ province: '35', regency: '35.10' })
    expect(await owed({ id })).toBe(1)
  })

  it('is told of nothing that lies elsewhere, or that it did not ask for', async () => {
    const there = await hook(['registration.submitted'], '35.10,35.09')
    const province = await hook(['registration.submitted'], '35')
    const other = await hook(['registration.submitted'], '34.04')
    const unasked = await hook(['registration.rejected'])
    await house.register({ province: '35', regency: '35.10' })
    const cluster = await hook(['registration.verified'], `cluster:${await house.cluster('35.10')}`)
    const outside = await house.register({ province: '35', regency: '35.10' })
    await decide(outside, 'verify', {}, 1)
    expect(await Promise.all([there, province, other, unasked, cluster].map(owed))).toEqual([2, 2, 0, 0, 0])
  })

  it('is owed nothing for what was refused', async () => {
    const { id } = await hook(['registration.verified'])
    const number = await house.register()
    expect((await decide(number, 'verify', {}, 7)).status).toBe(412)
    expect(await log(id)).toEqual([])
  })

  it('is told again, ever later, until it answers', async () => {
    const { id } = await hook(['registration.submitted'])
    await house.register()
    answers.push({ status: 500 }, { status: 302, headers: { location: url } })
    let now = Date.now()
    for (const wait of [0, ...WAITS.slice(0, 2)]) {
      vi.setSystemTime((now += wait))
      await send()
      expect(await send()).toBe(0)
    }
    expect(letters).toHaveLength(3)
    expect(new Set(letters.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await log(id)).toMatchObject([{ state: 'delivered', attempts: 3, outcome: '204' }])
  })

  it('is told again after the process died in the middle', async () => {
    await hook(['registration.submitted'])
    await house.register()
    const [due] = await queue().take(10, Date.now())
    expect(await send()).toBe(0)
    vi.setSystemTime(Date.now() + 5 * 60_000 + 1)
    expect(await send()).toBe(1)
    expect(letters[0]!.headers['webhook-id']).toBe(due!.id)
  })

  it('is given up after the last attempt, switched off, and can be switched on and told again', async () => {
    const { id } = await hook(['registration.submitted'])
    await house.register()
    let now = Date.now()
    for (const wait of [0, ...WAITS]) {
      answers.push({ status: 503 })
      vi.setSystemTime((now += wait))
      await send()
    }
    const [given] = await log(id)
    expect(given).toMatchObject({ state: 'failed', attempts: WAITS.length + 1, outcome: '503' })
    const detail = await house.call(admin, 'GET', `/webhooks/${id}`)
    expect(await detail.json()).toMatchObject({ disabledReason: 'failing' })
    await house.register()
    expect(await log(id)).toHaveLength(1)
    const headers = { 'if-match': detail.headers.get('etag')! }
    const on = await house.call(admin, 'PATCH', `/webhooks/${id}`, { body: { enabled: true }, headers })
    expect(await on.json()).toMatchObject({ disabledAt: null })
    const path = `/webhooks/${id}/deliveries/${String(given!['id'])}/replay`
    expect((await house.call(admin, 'POST', path, { body: {} })).status).toBe(202)
    await send()
    expect(await log(id)).toMatchObject([{ state: 'delivered', id: given!['id'] }])
  })

  it('that says it is gone is told nothing more', async () => {
    const { id } = await hook(['registration.submitted'])
    await house.register()
    answers.push({ status: 410 })
    await send()
    const detail = await house.call(admin, 'GET', `/webhooks/${id}`)
    expect(await detail.json()).toMatchObject({ disabledReason: 'gone' })
  })

  it('that answers at great length is heard to the end of its patience only', async () => {
    const { id } = await hook(['registration.submitted'])
    await house.register()
    answers.push({ status: 200, body: 'x'.repeat(1_000_000) })
    await send()
    expect((await log(id))[0]).toMatchObject({ attempts: 1 })
  })

  it('is told of trainings: sign-ups, the queue, who was there', async () => {
    const { id } = await hook(
      ['session.opened', 'training.signed', 'training.cancelled', 'training.attended'],
      '35',
    )
    await write(`insert into training_sessions
      (id, training, starts_at, ends_at, time_zone, province, regency, quota, closes_at, check_in_code, created_at)
      values ('s1', 'exporter-1', 1, 2, 'Asia/Jakarta', '35', '35.10', 20, 1, 'code', 1)`)
    await write(`insert into signups (session_id, contact_id, state, channel, queued_at, updated_at)
      values ('s1', 'c1', 'signed', 'web', 1, 1)`)
    await write(`update signups set state = 'attended', updated_at = 2 where session_id = 's1'`)
    const told = (await log(id)).map(({ event, data }) => [event, data])
    expect(told).toEqual([
      [
        'training.attended',
        expect.objectContaining({ session: 's1', training: 'exporter-1', registration: null }),
      ],
      ['training.signed', expect.objectContaining({ regency: '35.10' })],
      ['session.opened', expect.objectContaining({ session: 's1', status: 'open' })],
    ])
    expect(JSON.stringify(told)).not.toContain('c1')
  })
})

describe('addresses', () => {
  it.each([
    'http://dinas.example.id/hook',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://[64:ff9b::a00:1]/',
    'https://user:word@dinas.example.id/',
    'ftp://dinas.example.id/',
    'file:///etc/passwd',
  ])('that are not public are refused: %s', async (address) => {
    const body = { name: 'SIDT', url: address, events: ['registration.verified'], region: null }
    const response = await house.call(admin, 'POST', '/webhooks', { body })
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ field: 'url' }] }])
  })

  it('are checked again where the connection is made', async () => {
    for (const to of ['https://localhost:1/hook', url]) {
      const { id } = await hook(['registration.submitted'], null, to)
      await house.register()
      await send(false)
      expect((await log(id))[0]).toMatchObject({ state: 'pending', outcome: 'not a public address' })
    }
    expect(letters).toEqual([])
  })

  it('are told over TLS only to whoever has a certificate that holds', async () => {
    const { key, cert } = loopbackCertificate()
    const secure = createSecureServer({ key, cert }, receive)
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    const { port } = secure.address() as AddressInfo
    const { id, secret } = await hook(['registration.submitted'], null, `https://localhost:${port}/hook`)
    await house.register()
    await send()
    expect((await log(id))[0]).toMatchObject({ state: 'pending', outcome: 'not reached' })
    expect(letters).toEqual([])

    // Its authority becomes one that this process trusts, as those of the system are.
    const trusted = getCACertificates('default')
    setDefaultCACertificates([...trusted, cert])
    const number = await house.register()
    await send()
    setDefaultCACertificates(trusted)
    expect((await log(id))[0]).toMatchObject({ state: 'delivered', outcome: '204', data: { number } })
    expect(letters).toHaveLength(1)
    expect(letters[0]!.headers['webhook-signature']).toBe(signatureOf(letters[0]!, secret))
    secure.closeAllConnections()
    secure.close()
  })

  it('of the internet are public, those of networks within are not', () => {
    for (const address of ['8.8.8.8', '103.10.64.1', '2606:4700::1111']) expect(isPublic(address)).toBe(true)
    for (const address of [
      '0.0.0.0',
      '100.64.0.1',
      '172.31.255.255',
      '192.168.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'ff02::1',
      '2002:a00:1::',
      '::ffff:8.8.8.8',
      'localhost',
    ])
      expect([address, isPublic(address)]).toEqual([address, false])
  })
})

it('keeps the secret sealed, and shows it once', async () => {
  const body = {
    name: 'SIDT',
    url: 'https://dinas.example.id/hook',
    events: ['registration.verified'],
    region: null,
  }
  const made = await house.call(admin, 'POST', '/webhooks', { body })
  const { id, secret } = (await made.json()) as { id: string; secret: string }
  expect(secret).toMatch(/^whsec_.{44}$/)
  const shown = await (await house.call(admin, 'GET', `/webhooks/${id}`)).text()
  const { rows } = await house.database.store.read({ sql: 'select * from webhooks', args: [] })
  for (const text of [shown, JSON.stringify(rows)]) expect(text).not.toContain(secret)
})
