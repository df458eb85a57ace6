import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { fixture, letter, openSession, postJson } from './fixture.ts'
import { readEvents } from './read-events.ts'

const hello = { type: 'text', text: 'halo' }

describe('POST /chat/session', () => {
  it('gives a newcomer a cookie that only this site and no script can use', async () => {
    const { app } = await fixture()
    const cookie = (await app.request('/chat/session', { method: 'POST' })).headers.get('set-cookie')!
    expect(cookie).toMatch(/^naik_kelas_chat=[\w-]{22};/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect(cookie).not.toContain('Secure')
  })

  it('sends the cookie over https only where the public address is https', async () => {
    const { app } = await fixture({ publicUrl: 'https://bot.example' })
    const headers = { host: 'bot.example' }
    const response = await app.request('/chat/session', { method: 'POST', headers })
    expect(response.headers.get('set-cookie')).toContain('Secure')
  })

  it('knows a returning visitor', async () => {
    const { app } = await fixture()
    const first = await app.request('/chat/session', { method: 'POST' })
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!
    const second = await app.request('/chat/session', { method: 'POST', headers: { cookie } })
    expect(await second.json()).toEqual(await first.json())
    expect(second.headers.get('set-cookie')!.split(';')[0]).toBe(cookie)
  })

  it('forgets a visitor who asks for it', async () => {
    const { app } = await fixture()
    const response = await app.request('/chat/session', { method: 'DELETE' })
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0')
  })
})

describe('POST /chat/messages', () => {
  it('hands a message to the conversation and answers when it has taken effect', async () => {
    const { app, received } = await fixture()
    const cookie = await openSession(app)
    const id = randomUUID()
    const response = await postJson(app, '/chat/messages', { id, input: hello, locale: 'en' }, { cookie })
    expect(response.status).toBe(202)
    expect(received).toMatchObject([{ channel: 'web', input: hello, locale: 'en' }])
    expect(received[0]!.address).toMatch(/^web:[0-9a-f]{32}$/)
  })

  it('names a message that comes twice the same, and that of another visitor differently', async () => {
    const { app, received } = await fixture()
    const [cookie, other] = [await openSession(app), await openSession(app)]
    const id = randomUUID()
    for (const who of [cookie, cookie, other]) {
      await postJson(app, '/chat/messages', { id, input: hello }, { cookie: who })
    }
    const ids = received.map(({ externalId }) => externalId)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })

  it.each([
    ['a tapped choice', { type: 'choice', flow: 'registration', step: 'consent', value: 'agree' }],
    ['a choice with a marked value', { type: 'choice', flow: 'go', step: 'home', value: '~back' }],
    ['a place', { type: 'location', latitude: -7.98, longitude: 112.63 }],
  ])('takes %s', async (_, input) => {
    const { app, received } = await fixture()
    const cookie = await openSession(app)
    expect((await postJson(app, '/chat/messages', { id: randomUUID(), input }, { cookie })).status).toBe(202)
    expect(received[0]!.input).toEqual(input)
  })

  it.each([
    ['an empty text', { id: randomUUID(), input: { type: 'text', text: '  ' } }],
    ['a text that is too long', { id: randomUUID(), input: { type: 'text', text: 'x'.repeat(4001) } }],
    [
      'a phone number that nobody vouches for',
      { id: randomUUID(), input: { type: 'phone', phone: '1', own: true } },
    ],
    ['a place off the earth', { id: randomUUID(), input: { type: 'location', latitude: 91, longitude: 0 } }],
    ['an id of its own making', { id: 'one', input: hello }],
    ['nothing', {}],
  ])('refuses %s', async (_, body) => {
    const { app, received } = await fixture()
    const cookie = await openSession(app)
    const response = await postJson(app, '/chat/messages', body, { cookie })
    expect(response.status).toBe(400)
    expect(((await response.json()) as { errors: unknown[] }).errors).not.toHaveLength(0)
    expect(received).toHaveLength(0)
  })

  it('refuses what is not JSON, too large, without a cookie or from another site', async () => {
    const { app, received } = await fixture()
    const cookie = await openSession(app)
    const body = { id: randomUUID(), input: hello }
    const text = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { cookie, 'content-type': 'text/plain' },
    }
    expect((await app.request('/chat/messages', text)).status).toBe(415)
    const large = { ...body, more: 'x'.repeat(70_000) }
    expect((await postJson(app, '/chat/messages', large, { cookie })).status).toBe(413)
    expect((await postJson(app, '/chat/messages', body)).status).toBe(401)
    const foreign = { cookie, 'sec-fetch-site': 'cross-site' }
    expect((await postJson(app, '/chat/messages', body, foreign)).status).toBe(403)
    expect(received).toHaveLength(0)
  })

  it('falls back to the language of the browser', async () => {
    const { app, received } = await fixture()
    const cookie = await openSession(app)
    const headers = { cookie, 'accept-language': 'fr-FR, su;q=0.9, en;q=0.8' }
    await postJson(app, '/chat/messages', { id: randomUUID(), input: hello }, headers)
    expect(received[0]!.locale).toBe('su')
  })

  it('lets nobody flood a conversation', async () => {
    const { app } = await fixture()
    const cookie = await openSession(app)
    const send = () => postJson(app, '/chat/messages', { id: randomUUID(), input: hello }, { cookie })
    const responses = await Promise.all(Array.from({ length: 45 }, send))
    const refused = responses.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(5)
    expect(refused[0]!.headers.get('retry-after')).toBe('1')
  })

  it('asks to come back while the server stops', async () => {
    const { app, webChat } = await fixture()
    const cookie = await openSession(app)
    await webChat.stop()
    const response = await postJson(app, '/chat/messages', { id: randomUUID(), input: hello }, { cookie })
    expect(response.status).toBe(503)
  })
})

describe('POST /chat/files', () => {
  const PDF = Buffer.from('%PDF-1.7\nsurat\n%%EOF\n')
  const name = 'surat komitmen.pdf'

  function send(
    app: Awaited<ReturnType<typeof fixture>>['app'],
    headers: Record<string, string>,
    { id = randomUUID() as string, body = PDF }: { id?: string; body?: Buffer<ArrayBuffer> } = {},
  ) {
    return app.request(`/chat/files?${new URLSearchParams({ id, name, locale: 'en' })}`, {
      method: 'POST',
      body,
      headers,
    })
  }

  it('hands a file to the conversation under an id that no other visitor can name', async () => {
    const { app, received } = await fixture()
    const [cookie, other] = [await openSession(app), await openSession(app)]
    const id = randomUUID()
    for (const who of [cookie, cookie, other])
      expect((await send(app, { cookie: who }, { id })).status).toBe(202)
    expect(received[0]).toMatchObject({ channel: 'web', locale: 'en' })
    expect(received[0]!.input).toMatchObject({ type: 'file', file: { mime: 'application/pdf', name } })
    const ids = received.map(({ externalId }) => externalId)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })

  it('says why it takes no other kind, none that is larger than 5 MB, and none without an id', async () => {
    const { app, received } = await fixture()
    const cookie = await openSession(app)
    const zip = await send(app, { cookie }, { body: Buffer.from('PK') })
    expect([zip.status, ((await zip.json()) as { detail: string }).detail]).toEqual([
      415,
      'Send a photo (JPEG or PNG) or a PDF.',
    ])
    const large = await send(
      app,
      { cookie },
      { body: Buffer.concat([PDF, Buffer.alloc(5 * 1_048_576), PDF]) },
    )
    expect(large.status).toBe(413)
    expect((await send(app, { cookie }, { id: 'mine' })).status).toBe(400)
    expect(received).toEqual([])
  })

  it('needs a conversation of this site', async () => {
    const { app } = await fixture()
    expect((await send(app, {})).status).toBe(401)
    const cookie = await openSession(app)
    expect((await send(app, { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  it('asks to wait when too many files wait, or come at once', async () => {
    const { app } = await fixture()
    const cookie = await openSession(app)
    const statuses: number[] = []
    for (let number = 0; number < 4; number += 1) statuses.push((await send(app, { cookie })).status)
    expect(statuses).toEqual([202, 202, 202, 429])
  })
})

describe('GET /chat/events', () => {
  it('sends the letters that the page lacks, and then each new one', async () => {
    const { app, webChat, letters } = await fixture()
    letters.push(letter(1), letter(2), letter(3))
    const cookie = await openSession(app)
    const events = readEvents(
      await app.request('/chat/events', { headers: { cookie, 'last-event-id': letter(1).id } }),
    )
    expect(await events.next(2)).toEqual(
      [2, 3].map((number) => ({ id: letter(number).id, data: letter(number).message })),
    )
    expect(await events.next(1)).toEqual([{ event: 'ready', data: 1 }])
    await webChat.send({ ...letter(4), address: await addressOf(app, cookie), attempt: 1 })
    expect(await events.next(1)).toEqual([{ id: letter(4).id, data: letter(4).message }])
    await events.close()
    expect(webChat.listeners()).toBe(0)
  })

  it('takes the last id in the address too, as a page that was loaded anew sends it', async () => {
    const { app, letters } = await fixture()
    letters.push(letter(1), letter(2))
    const cookie = await openSession(app)
    const events = readEvents(
      await app.request(`/chat/events?after=${letter(1).id}`, { headers: { cookie } }),
    )
    expect(await events.next(1)).toMatchObject([{ id: letter(2).id }])
    await events.close()
  })

  it('shows a letter once that is sent while older ones are fetched', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { app, webChat } = await fixture({ mailbox: () => held.then(() => [letter(1), letter(2)]) })
    const cookie = await openSession(app)
    const events = readEvents(await app.request('/chat/events', { headers: { cookie } }))
    const address = await addressOf(app, cookie)
    for (const number of [2, 3]) await webChat.send({ ...letter(number), address, attempt: 1 })
    release()
    expect((await events.next(4)).map(({ id, event }) => id ?? event)).toEqual([
      letter(1).id,
      letter(2).id,
      letter(3).id,
      'ready',
    ])
    await events.close()
  })

  it('tells of typing, and ends when the server stops', async () => {
    const { app, webChat } = await fixture()
    const cookie = await openSession(app)
    const events = readEvents(await app.request('/chat/events', { headers: { cookie } }))
    await events.next(1)
    await webChat.typing!(await addressOf(app, cookie))
    expect(await events.next(1)).toEqual([{ event: 'typing', data: 1 }])
    await webChat.stop()
    expect(await events.ended()).toBe(true)
  })

  it('ends when the letters cannot be fetched, so that the page tries again', async () => {
    const { app } = await fixture({ mailbox: () => Promise.reject(new Error('no database')) })
    const cookie = await openSession(app)
    const events = readEvents(await app.request('/chat/events', { headers: { cookie } }))
    expect(await events.ended()).toBe(true)
  })

  it('gives one visitor a few streams at most', async () => {
    const { app } = await fixture()
    const cookie = await openSession(app)
    const open = () => app.request('/chat/events', { headers: { cookie } })
    const streams = await Promise.all(Array.from({ length: 9 }, open))
    expect(streams.map(({ status }) => status)).toEqual([...Array<number>(8).fill(200), 429])
    await Promise.all(streams.map(({ body }) => body!.cancel()))
    expect((await open()).status).toBe(200)
  })

  it('needs a conversation', async () => {
    const { app } = await fixture()
    expect((await app.request('/chat/events')).status).toBe(401)
  })
})

/** Sends a message to learn the address behind a cookie. */
async function addressOf(app: Parameters<typeof openSession>[0], cookie: string): Promise<Address> {
  const response = await app.request('/chat/session', { method: 'POST', headers: { cookie } })
  const { conversation } = (await response.json()) as { conversation: string }
  const { createHash } = await import('node:crypto')
  const address = createHash('sha256').update(cookie.split('=')[1]!).digest('hex').slice(0, 32)
  expect(address.startsWith(conversation)).toBe(true)
  return `web:${address}`
}
