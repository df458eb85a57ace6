import { describe, expect, it, vi } from 'vitest'
import type { Incoming, Inlet } from '../../src/bot/channel.ts'
import { SendError } from '../../src/bot/send-error.ts'
import { createWebChat } from '../../src/bot/web-chat.ts'

const address = 'web:0123'
const said = { address, externalId: 'x', input: { type: 'text', text: 'halo' }, locale: 'id' } as const
const outgoing = { id: 'A1', address, message: { text: 'halo' }, attempt: 1 } as const

describe('the web chat as a channel', () => {
  it('hands on what a visitor says, and resolves when it has taken effect', async () => {
    const done = Promise.withResolvers<void>()
    const received: Incoming[] = []
    const chat = createWebChat(() => 1000)
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
    const chat = createWebChat()
    await chat.start(inlet(() => Promise.reject(new Error('no database'))))
    await expect(chat.receive(said)).rejects.toThrow('no database')
  })

  it('has sent a letter once it lies in the mailbox, whether a page is open or not', async () => {
    const chat = createWebChat()
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
    const chat = createWebChat()
    const [one, two, other] = [vi.fn(), vi.fn(), vi.fn()]
    for (const letter of [one, two]) chat.listen(address, { letter, typing() {}, close() {} })
    chat.listen('web:9999', { letter: other, typing() {}, close() {} })
    await chat.send(outgoing)
    expect([one, two, other].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0])
    expect([chat.listeners(), chat.listeners(address)]).toEqual([3, 2])
  })

  it('refuses an address of another channel', async () => {
    await expect(createWebChat().send({ ...outgoing, address: 'telegram:1' })).rejects.toThrow(SendError)
  })

  it('finishes the turns in hand and closes the pages when it stops', async () => {
    const done = Promise.withResolvers<void>()
    const chat = createWebChat()
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
})

function inlet(receive: Inlet['receive']): Inlet {
  return { receive, reachability: async () => {} }
}
