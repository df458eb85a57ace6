import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Incoming, Inlet } from '../../src/bot/channel.ts'
import { SendError } from '../../src/bot/send-error.ts'
import { createWebChat } from '../../src/bot/web-chat.ts'
import { createUploads, type Uploads } from '../../src/db/pirt/uploads.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'

let database: TestDatabase
let uploads: Uploads
beforeAll(async () => {
  database = await openFileDatabase()
  uploads = createUploads(database.store, database.vault)
})
afterAll(() => database.drop())

const PDF = Buffer.from('%PDF-1.7\nsurat\n%%EOF\n')
const address = 'web:0123'
const said = { address, externalId: 'x', input: { type: 'text', text: 'halo' }, locale: 'id' } as const
const outgoing = { id: 'A1', address, message: { text: 'halo' }, attempt: 1 } as const

describe('the web chat as a channel', () => {
  it('hands on what a visitor says, and resolves when it has taken effect', async () => {
    const done = Promise.withResolvers<void>()
    const received: Incoming[] = []
    const chat = createWebChat({ uploads, now: () => 1000 })
    await chat.start(inlet((incoming) => (received.push(incoming), done.promise)))
    let taken = false
    const receiving = chat.receive(said).then(() => (taken = true))
    await Promise.resolve()
    expect(taken).toBe(false)
    done.resolve()
    await receiving
    expect(received).toEqual([{ ...said, channel: 'web', sentAt: 1000 }])
  })

  it('passes on that a message could not be taken, so that the page sends it again', async () => {
    const chat = createWebChat({ uploads })
    await chat.start(inlet(() => Promise.reject(new Error('no database'))))
    await expect(chat.receive(said)).rejects.toThrow('no database')
  })

  it('has sent a letter once it lies in the mailbox, whether a page is open or not', async () => {
    const chat = createWebChat({ uploads })
    const letter = vi.fn()
    expect(await chat.send(outgoing)).toEqual({ externalId: 'A1' })
    const stop = chat.listen(address, { letter, typing() {}, close() {} })
    await chat.send(outgoing)
    stop()
    await chat.send(outgoing)
    expect(letter).toHaveBeenCalledTimes(1)
    expect(chat.listeners()).toBe(0)
  })

  it('tells every page of one visitor, and none of another', async () => {
    const chat = createWebChat({ uploads })
    const [one, two, other] = [vi.fn(), vi.fn(), vi.fn()]
    for (const letter of [one, two]) chat.listen(address, { letter, typing() {}, close() {} })
    chat.listen('web:9999', { letter: other, typing() {}, close() {} })
    await chat.send(outgoing)
    expect([one, two, other].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0])
    expect([chat.listeners(), chat.listeners(address)]).toEqual([3, 2])
  })

  it('refuses an address of another channel', async () => {
    await expect(createWebChat({ uploads }).send({ ...outgoing, address: 'telegram:1' })).rejects.toThrow(
      SendError,
    )
  })

  it('finishes the turns in hand and closes the pages when it stops', async () => {
    const done = Promise.withResolvers<void>()
    const chat = createWebChat({ uploads })
    await chat.start(inlet(() => done.promise))
    const close = vi.fn()
    chat.listen(address, { letter() {}, typing() {}, close })
    const receiving = chat.receive(said)
    const stopping = chat.stop()
    expect(chat.state().state).toBe('stopped')
    await expect(chat.receive(said)).rejects.toThrow('stopped')
    expect(close).not.toHaveBeenCalled()
    done.resolve()
    await Promise.all([receiving, stopping])
    expect(close).toHaveBeenCalledTimes(1)
  })

  describe('with a file', () => {
    const sent = { address, externalId: 'f1', bytes: PDF, name: 'surat.pdf', locale: 'id' } as const

    it('keeps it sealed, names it to the conversation by what it holds, and gives it back until it is dropped', async () => {
      const { chat, received } = await opened()
      expect(await chat.receiveFile(sent)).toBe('taken')
      const file = {
        kind: 'document',
        id: 'f1',
        mime: 'application/pdf',
        size: PDF.length,
        name: 'surat.pdf',
      } as const
      expect(received.map(({ input }) => input)).toEqual([{ type: 'file', file }])
      const { rows } = await database.store.read({ sql: 'select bytes_sealed from uploads', args: [] })
      expect(Buffer.from(rows[0]![0] as Uint8Array).includes('surat')).toBe(false)
      expect(await chat.fetchFile!(file, 100)).toEqual(PDF)
      await chat.dropFile!(file)
      await expect(chat.fetchFile!(file, 100)).rejects.toThrow('no longer there')
    })

    it('takes none that is neither photo nor PDF, whatever it is called', async () => {
      const { chat, received } = await opened()
      const bytes = Buffer.from('<svg onload="alert(1)">')
      expect(await chat.receiveFile({ ...sent, bytes, name: 'foto.jpg' })).toBe('type')
      expect(received).toEqual([])
    })

    it('takes no more from one visitor than may wait, the same one again, and others after some hours', async () => {
      let at = Date.now()
      const chat = createWebChat({ uploads, now: () => at })
      await chat.start(inlet(async () => {}))
      const send = (number: number) => chat.receiveFile({ ...sent, externalId: `many ${number}` })
      for (let number = 0; number < 10; number += 1) expect(await send(number)).toBe('taken')
      expect(await send(10)).toBe('full')
      expect(await send(9)).toBe('taken')
      expect(await chat.receiveFile({ ...sent, address: 'web:4567', externalId: 'other' })).toBe('taken')
      at += 3 * 3_600_000
      expect(await send(10)).toBe('taken')
    })
  })
})

function inlet(receive: Inlet['receive']): Inlet {
  return { receive, reachability: async () => {} }
}

async function opened() {
  const received: Incoming[] = []
  const chat = createWebChat({ uploads })
  await chat.start(inlet(async (incoming) => void received.push(incoming)))
  return { chat, received }
}
