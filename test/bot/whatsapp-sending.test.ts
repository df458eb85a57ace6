import { globalAgent } from 'node:https'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SendError } from '../../src/bot/send-error.ts'
import { linkedBot, startBot } from './whatsapp-bot.ts'

const sari = '6281234567890'
const budi = '6281234567899'
const id = '0199A1B2C3D4E5F607182930'
const hello = { text: 'Apa <b>kabar</b>?' }
const PNG = Buffer.from('89504e470d0a1a0a0000000049454e44', 'hex')
const timing = { acknowledgement: 600, handover: 4000 }
const files = async (name: string) => (name === 'f1' ? PNG : null)
let setting: Awaited<ReturnType<typeof linkedBot>>
let address: string

beforeEach(async () => {
  setting = await linkedBot({ receipts: { delivered: true, read: true } }, { timing, files })
  address = `whatsapp:${setting.world.lidOf(sari)}@lid`
  await setting.world.send(sari, 'halo')
  await setting.world.waitReply(sari, 'gema: halo')
})
afterEach(() => setting.close())

describe('a message', () => {
  it('counts as sent when WhatsApp has acknowledged it, under an id made of ours', async () => {
    const { world, bot } = setting
    expect(await bot.say(address, hello, id)).toBe('3EB0A1B2C3D4E5F607182930')
    const seen = await world.waitReply(sari)
    expect(seen).toMatchObject({ text: 'Apa *kabar*?', id: '3EB0A1B2C3D4E5F607182930' })
  })

  it('carries an image or a PDF', async () => {
    const { world, bot } = setting
    globalAgent.options.ca = world.ca
    await bot.say(address, { text: 'Lihat ini', file: { id: 'f1', name: 'a.png', mime: 'image/png' } })
    expect(await world.waitReply(sari)).toMatchObject({
      kind: 'image',
      text: 'Lihat ini',
      file: { bytes: PNG, ok: true },
    })
    await bot.say(address, {
      text: 'Dan ini',
      file: { id: 'f1', name: 'brosur.pdf', mime: 'application/pdf' },
    })
    expect(await world.waitReply(sari)).toMatchObject({
      kind: 'document',
      file: { name: 'brosur.pdf', bytes: PNG },
    })
  })

  it('carries a file that was uploaded for another, under words of its own', async () => {
    const { world, bot } = setting
    globalAgent.options.ca = world.ca
    await world.send(budi, 'halo')
    await world.waitReply(budi, 'gema: halo')
    const file = { id: 'f1', name: 'a.png', mime: 'image/png' }
    await bot.say(address, { text: 'Untuk Sari', file })
    await bot.say(`whatsapp:${world.lidOf(budi)}@lid`, { text: 'Untuk Budi', file })
    const seen = { kind: 'image', file: { bytes: PNG, ok: true } }
    expect(await world.waitReply(sari)).toMatchObject({ ...seen, text: 'Untuk Sari' })
    expect(await world.waitReply(budi, 'Untuk Budi')).toMatchObject({ ...seen, text: 'Untuk Budi' })
    expect(world.status().uploads).toBe(1)
  })

  it('is shown once when it is sent twice', async () => {
    const { world, bot } = setting
    await bot.say(address, hello, id)
    expect(await bot.say(address, hello, id)).toBe('3EB0A1B2C3D4E5F607182930')
    // the word of the first one's delivery may be quicker than the second
    await world.waitReply(sari, undefined, 5000, { kinds: 'resend' })
    const kinds = world.transcript(sari).filter(({ id }) => id === '3EB0A1B2C3D4E5F607182930')
    expect(kinds.map(({ kind }) => kind)).toEqual(['text', 'resend'])
  })

  it('is followed by word of its being read', async () => {
    const { bot } = setting
    const externalId = String(await bot.say(address, hello, id))
    await expect.poll(() => bot.receipts).toContain(`read ${externalId}`)
  })

  it('is followed by word of its delivery, as long as nobody reads it', async () => {
    const { world, bot, close } = await linkedBot({ receipts: { delivered: true } }, { timing })
    await world.send(sari, 'halo')
    await world.waitReply(sari, 'gema: halo')
    const externalId = String(await bot.say(`whatsapp:${world.lidOf(sari)}@lid`, hello, id))
    await expect.poll(() => bot.receipts).toContain(`delivered ${externalId}`)
    await close()
  })

  it('drawn with choices can be answered by tapping a number', async () => {
    const { world, bot } = setting
    const buttons = [
      { label: 'Makanan', data: 'a:b:food' },
      { label: 'Kerajinan', data: 'a:b:craft' },
    ]
    await bot.say(address, { text: 'Usaha apa?', buttons })
    await world.send(sari, { tap: 'Kerajinan' })
    await world.waitReply(sari, 'gema: 2')
  })

  it('comes with a privacy token for the contact the first time, and not each time', async () => {
    const { world, bot } = setting
    const given = () => world.calls().filter(({ child }) => child === 'tokens')
    const contact = `${world.lidOf(sari)}@lid`
    await vi.waitFor(async () => {
      const remembered = await bot.store.keys.get('tctoken', [contact])
      expect(remembered.get(contact)).toContain('senderTimestamp')
    }, 20_000)
    for (let n = 0; n < 3; n++) await bot.say(address, hello)
    await bot.whatsapp.typing?.(`whatsapp:${contact}`)
    await world.waitReply(sari, 'composing', 5000, { kinds: 'typing' })
    expect(given()).toHaveLength(1)
  })

  it('to many people at once reaches each of them', async () => {
    const { world, bot } = setting
    const people = Array.from({ length: 12 }, (_, n) => `62812111000${String(n).padStart(2, '0')}`)
    for (const person of people) await world.send(person, 'halo')
    for (const person of people) await world.waitReply(person, 'gema: halo')
    const sent = people.map((person) => bot.say(`whatsapp:${world.lidOf(person)}@lid`, hello))
    expect((await Promise.all(sent)).filter((outcome) => outcome instanceof SendError)).toEqual([])
  })
})

describe('what is not sure', () => {
  it.each([
    ['no acknowledgement comes', { kind: 'noAck' }],
    ['it comes too late', { kind: 'slowAck', ms: 1500 }],
  ] as const)('is said to be so: %s', async (_name, fault) => {
    const { world, bot } = setting
    await world.injectFault(fault)
    expect(await bot.say(address, hello)).toMatchObject({
      kind: 'ambiguous',
      retryable: true,
      maybeSent: true,
    })
  })

  it('is said to be so when the line breaks under way', async () => {
    const { world, bot } = setting
    await world.injectFault({ kind: 'slowAck', ms: 60_000 })
    const outcome = bot.say(address, hello)
    await expect.poll(() => world.calls().at(-1)?.tag).toBe('message')
    await world.injectFault('drop')
    expect(await outcome).toMatchObject({ kind: 'ambiguous', maybeSent: true })
  })

  it('is said to be so when a dead line takes it', async () => {
    const { world, bot } = setting
    await world.injectFault({ kind: 'silence', ms: 60_000 })
    expect(await bot.say(address, hello)).toMatchObject({ kind: 'ambiguous', maybeSent: true })
  })
})

it('is sent again at once when WhatsApp finds it out of date', async () => {
  const { world, bot } = setting
  await world.injectFault({ kind: 'nack', code: 479 })
  expect(await bot.say(address, hello)).toMatch(/^3EB0/)
  await world.waitReply(sari, /kabar/)
})

it('is sent again when WhatsApp itself is in trouble', async () => {
  const { world, bot } = setting
  await world.injectFault({ kind: 'nack', code: 503 })
  expect(await bot.say(address, hello)).toMatchObject({ retryable: true })
})

describe('what surely was not sent', () => {
  it('is said to be so while there is no connection', async () => {
    const { world, bot } = setting
    await world.injectFault('replaced')
    await bot.shows(({ state }) => state === 'stopped')
    const outcome = await bot.say(address, hello)
    expect(outcome).toMatchObject({ kind: 'unreachable', retryable: true, maybeSent: false })
    await bot.whatsapp.typing?.(`whatsapp:${world.lidOf(sari)}@lid`)
  })

  it.each([463, 479])('is refused for good with %i', async (code) => {
    const { world, bot } = setting
    await world.injectFault({ kind: 'nack', code, times: code === 463 ? 1 : 2 })
    expect(await bot.say(address, hello)).toMatchObject({ kind: 'refused', retryable: false })
    const restrictions = bot.whatsapp.pairing().restrictions.map(({ reason }) => reason)
    expect(restrictions).toEqual(code === 463 ? ['refused'] : [])
    expect(await bot.say(address, hello)).toMatch(/^3EB0/)
  })

  it('is refused for an address of another channel, or of a group', async () => {
    const { bot } = setting
    for (const other of ['telegram:5', 'whatsapp:1203630000000001@g.us', 'whatsapp:x']) {
      expect(await bot.say(other, hello)).toMatchObject({ kind: 'refused' })
    }
  })
})

describe('a phone that could not open a message', () => {
  it('gets it again, also from a process that did not send it', async () => {
    const { world, bot, file } = setting
    const reply = world.transcript(sari).findLast(({ from, kind }) => from === 'bot' && kind === 'text')
    await bot.stop()
    const next = await startBot(file, { webSocketUrl: world.url })
    await next.shows(({ state }) => state === 'online')
    await world.injectFault({ kind: 'retryReceipt', userId: sari })
    const again = await world.waitReply(sari, () => true, 10_000, { kinds: 'resend' })
    expect(again).toMatchObject({ id: reply?.id, text: 'gema: halo' })
    await next.stop()
  })
})

describe('a phone that asked while the line was down', () => {
  it('gets its message again as soon as the line stands', async () => {
    const { world } = setting
    const reply = world.transcript(sari).findLast(({ from, kind }) => from === 'bot' && kind === 'text')
    const asked = world.injectFault({ kind: 'retryReceipt', userId: sari })
    await Promise.all([asked, world.injectFault('drop')])
    const again = await world.waitReply(sari, () => true, 10_000, { kinds: 'resend' })
    expect(again).toMatchObject({ id: reply?.id, text: 'gema: halo' })
  })
})

describe('a phone that could not open a file', () => {
  it('gets the file again, not just the words under it', async () => {
    const { world, bot } = setting
    globalAgent.options.ca = world.ca
    await bot.say(address, { text: 'Lihat ini', file: { id: 'f1', name: 'a.png', mime: 'image/png' } })
    await world.waitReply(sari, 'Lihat ini')
    await world.injectFault({ kind: 'retryReceipt', userId: sari })
    const again = await world.waitReply(sari, () => true, 10_000, { kinds: 'resend' })
    expect(again).toMatchObject({ text: 'Lihat ini', file: { bytes: PNG, ok: true } })
  })
})

describe('an operator', () => {
  it('sees when WhatsApp allows no new chats, and when it does again', async () => {
    const { world, bot } = setting
    const restricted = bot.shows(({ restrictions }) => restrictions.length > 0)
    await world.injectFault('restricted')
    expect((await restricted).restrictions).toMatchObject([{ reason: 'newChats' }])
    const free = bot.shows(({ restrictions }) => restrictions.length === 0)
    await world.injectFault({ kind: 'restricted', on: false })
    await free
  })
})

describe('typing', () => {
  it('is shown to the person', async () => {
    const { world, bot } = setting
    await bot.whatsapp.typing?.(`whatsapp:${world.lidOf(sari)}@lid`)
    await world.waitReply(sari, 'composing', 5000, { kinds: 'typing' })
  })

  it('does not keep the owner’s phone from its notifications', () => {
    expect(setting.world.status().presence).toBe('unavailable')
  })
})
