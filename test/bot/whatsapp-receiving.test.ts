import { setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '../../src/flows/types.ts'
import type { Addressing, WhatsAppAction } from '../worlds/whatsapp/world.ts'
import { linkedBot } from './whatsapp-bot.ts'

type Setting = Awaited<ReturnType<typeof linkedBot>>

const buttons = [
  { label: 'Makanan', data: 'registration:sector:food' },
  { label: 'Kerajinan', data: 'registration:sector:craft' },
]
let setting: Setting
let people = 0

beforeAll(async () => {
  setting = await linkedBot(
    {},
    {
      answer: ({ input }) => {
        if (input.type === 'text' && input.text === 'menu') return { text: 'Usaha apa?', buttons }
        return { text: input.type === 'text' ? `gema: ${input.text}` : `gema: ${input.type}` }
      },
    },
  )
})
afterAll(() => setting.close())

/** Somebody who has not written yet: tests do not see each other's people. */
function somebody(addressing: Addressing = 'lid'): string {
  const person = `62812000${String(++people).padStart(5, '0')}`
  setting.world.addUser(person, { addressing })
  return person
}

/** What the bot made of what a person did: all that arrived before a last word that marks the end. */
async function arrived(person: string, ...actions: WhatsAppAction[]) {
  const { world, bot } = setting
  const before = bot.incoming.length
  for (const action of actions) await world.send(person, action)
  await world.send(person, 'penanda')
  await world.waitReply(person, 'gema: penanda')
  const mine = bot.incoming.slice(before)
  expect(mine.at(-1)?.input).toEqual({ type: 'text', text: 'penanda' })
  return mine.slice(0, -1)
}

describe('a person', () => {
  it('with a LID is known by it, with the number as alias', async () => {
    const person = somebody('lid')
    const lid = `whatsapp:${setting.world.lidOf(person)}@lid`
    const [message] = await arrived(person, 'halo')
    expect(message).toMatchObject({
      channel: 'whatsapp',
      address: lid,
      aliases: [`whatsapp:${person}@s.whatsapp.net`],
      phone: `+${person}`,
    })
    expect(Math.abs((message?.sentAt ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it('with a number is known by it, with the LID as alias', async () => {
    const person = somebody('pn')
    expect(await arrived(person, 'halo')).toMatchObject([
      {
        address: `whatsapp:${person}@s.whatsapp.net`,
        aliases: [`whatsapp:${setting.world.lidOf(person)}@lid`],
        phone: `+${person}`,
      },
    ])
  })

  it('who hides the number is known by the LID alone', async () => {
    const person = somebody('hidden')
    const [message] = await arrived(person, 'halo')
    expect(message?.address).toBe(`whatsapp:${setting.world.lidOf(person)}@lid`)
    expect(message).not.toHaveProperty('aliases')
    expect(message).not.toHaveProperty('phone')
  })

  it('whose number was told once keeps it when it is hidden later', async () => {
    const person = somebody('lid')
    await arrived(person, 'halo')
    setting.world.addUser(person, { addressing: 'hidden' })
    expect(await arrived(person, 'halo lagi')).toMatchObject([{ phone: `+${person}` }])
  })

  it.each<[Addressing, string]>([
    ['lid', 'lid'],
    ['pn', 's.whatsapp.net'],
    ['hidden', 'lid'],
  ])('is answered where they wrote from: %s', async (addressing, server) => {
    const person = somebody(addressing)
    await setting.world.send(person, 'halo')
    expect(await setting.world.waitReply(person, 'gema: halo')).toMatchObject({ addressing: server })
  })
})

describe('every kind of message', () => {
  const place = { latitude: -7.25, longitude: 112.75, name: 'Pasar' }
  const bytes = Buffer.from('isi berkas')
  it.each<[string, WhatsAppAction, object]>([
    ['disappearing text', { ephemeral: 'rahasia' }, { type: 'text', text: 'rahasia' }],
    ['location', { location: place }, { type: 'location', latitude: -7.25, longitude: 112.75 }],
    ['live location', { live: place }, { type: 'location', latitude: -7.25, longitude: 112.75 }],
    ['own contact card', { contact: true }, { type: 'phone', own: true }],
    [
      'another’s contact card',
      { contact: { name: 'Budi', phone: '6289999999999' } },
      { type: 'phone', phone: '+6289999999999', own: false },
    ],
    [
      'photo',
      { image: bytes, caption: 'warung' },
      { type: 'file', file: { kind: 'photo', mime: 'image/jpeg' } },
    ],
    ['photo to be seen once', { viewOnce: bytes }, { type: 'file', file: { kind: 'photo' } }],
    [
      'document',
      { document: { name: 'nib.pdf', bytes, mime: 'application/pdf' } },
      { type: 'file', file: { kind: 'document', name: 'nib.pdf', mime: 'application/pdf', size: 10 } },
    ],
    [
      'document with a caption',
      { document: { name: 'nib.pdf', bytes, caption: 'ini' } },
      { type: 'file', file: { kind: 'document', name: 'nib.pdf' } },
    ],
    ['voice note', { voice: bytes }, { type: 'unsupported', kind: 'voice' }],
    ['video', { video: bytes }, { type: 'unsupported', kind: 'video' }],
    ['sticker', { sticker: bytes }, { type: 'unsupported', kind: 'sticker' }],
    ['order', { order: {} }, { type: 'unsupported', kind: 'other' }],
    [
      'button',
      { buttonReply: { id: 'registration:sector:food', text: 'Makanan' } },
      { type: 'choice', flow: 'registration', step: 'sector', value: 'food' },
    ],
    [
      'list row',
      { listReply: { id: 'registration:sector:craft', title: 'Kerajinan' } },
      { type: 'choice', flow: 'registration', step: 'sector', value: 'craft' },
    ],
    ['somebody else’s button', { buttonReply: { id: 'x', text: 'Ya' } }, { type: 'text', text: 'Ya' }],
  ])('is read: %s', async (_name, action, input) => {
    expect(await arrived(somebody(), action)).toMatchObject([{ input }])
  })

  it('is read anew when it was edited', async () => {
    const person = somebody()
    const { id } = (await setting.world.send(person, 'Sari')) as { id: string }
    await setting.world.waitReply(person, 'gema: Sari')
    expect(await arrived(person, { edit: { id, text: 'Sari Dewi' } })).toMatchObject([
      { input: { type: 'text', text: 'Sari Dewi' } },
    ])
  })

  it('is left alone where it asks for no answer', async () => {
    const person = somebody()
    const { id } = (await setting.world.send(person, 'halo')) as { id: string }
    const reply = await setting.world.waitReply(person, 'gema: halo')
    const ignored: WhatsAppAction[] = [
      { react: { id: reply.id ?? '', emoji: '👍' } },
      { delete: id },
      { typing: true },
      { call: true },
    ]
    expect(await arrived(person, ...ignored)).toEqual([])
  })

  it('picks from the menu that it quotes, though others were shown since', async () => {
    const person = somebody()
    await setting.world.send(person, 'menu')
    const menu = await setting.world.waitReply(person, 'Usaha apa?')
    expect(menu.text).toBe('Usaha apa?\n\n1. Makanan\n2. Kerajinan')
    await setting.world.send(person, 'menu')
    await setting.world.waitReply(person, 'Usaha apa?')
    const choice: Input = { type: 'choice', flow: 'registration', step: 'sector', value: 'craft' }
    const quote = menu.id ?? ''
    expect(await arrived(person, { text: '2', quote }, { text: 'apa?', quote })).toMatchObject([
      { input: choice },
      { input: { type: 'text', text: 'apa?' } },
    ])
  })

  it('gives the bytes of a file, up to a limit', async () => {
    setDefaultCACertificates([setting.world.ca])
    const [message] = await arrived(somebody(), { image: bytes })
    if (message?.input.type !== 'file') throw new Error('no file arrived')
    const { file } = message.input
    expect(await setting.bot.whatsapp.fetchFile(file, 1000)).toEqual(bytes)
    await expect(setting.bot.whatsapp.fetchFile(file, 5)).rejects.toThrow('larger than 5 bytes')
  })
})

describe('what is not a person’s message to us', () => {
  it('is ignored: groups and status updates', async () => {
    const person = somebody()
    const { world, bot } = setting
    const before = bot.incoming.length
    await world.send(person, 'dalam grup', { groupId: '1203630000000001' })
    await world.send(person, 'status', { status: true })
    await world.send(person, 'halo')
    await world.waitReply(person, 'gema: halo')
    expect(bot.incoming.slice(before)).toMatchObject([{ input: { text: 'halo' } }])
    expect(world.transcript('1203630000000001').filter(({ from }) => from === 'bot')).toEqual([])
  })
})

describe('once', () => {
  it('is how often a message that comes twice takes effect', async () => {
    const person = somebody()
    await setting.world.send(person, 'sekali')
    await setting.world.waitReply(person, 'gema: sekali')
    await setting.world.injectFault({ kind: 'duplicate', userId: person })
    expect(await arrived(person)).toEqual([])
  })

  it('is how often a message takes effect that could not be decrypted at first', async () => {
    const person = somebody()
    await arrived(person)
    const before = setting.bot.incoming.length
    await setting.world.injectFault({ kind: 'undecryptable', userId: person, text: 'rusak' })
    await setting.world.waitReply(person, 'gema: rusak')
    expect(setting.bot.incoming.slice(before)).toHaveLength(1)
    expect(await arrived(person)).toEqual([])
  })

  it('is how a message is told read, after it took effect', async () => {
    const person = somebody()
    const { id } = (await setting.world.send(person, 'halo')) as { id: string }
    await setting.world.waitReply(person, () => true, 5000, { kinds: 'read' })
    expect(setting.bot.incoming.at(-1)?.externalId.startsWith(id)).toBe(true)
  })

  it('a person who changed phones is understood', async () => {
    const person = somebody()
    await arrived(person, 'halo')
    await setting.world.injectFault({ kind: 'identityChange', userId: person })
    expect(await arrived(person, 'ponsel baru')).toMatchObject([{ input: { text: 'ponsel baru' } }])
  })
})
