import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { createInbox } from '../../src/db/turns/inbox.ts'
import { defineFlow } from '../../src/flows/define.ts'
import { FLOWS } from '../../src/flows/index.ts'
import { text } from '../../src/flows/prompts/text.ts'
import { KINDS, openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { openHouse } from './house.ts'
import { ANSWERS, withNik } from './owner.ts'

const owner = () => `web:${crypto.randomUUID()}` as Address

describe.each(KINDS)('a turn on a $kind', ({ open }) => {
  let database: TestDatabase
  beforeAll(async () => void (database = await open()))
  afterAll(() => database.drop())

  const registered = async (address: string) => {
    const { rows } = await database.store.read({
      sql: `select r.number, r.business_name, r.regency, r.annual_sales, r.class from registrations r
        join addresses a using (contact_id) where a.address = ?1`,
      args: [address],
    })
    return rows
  }

  it('registers a business from the first word to the number, with the bot started anew before every word', async () => {
    const address = owner()
    let said = ''
    for (const answer of ANSWERS) {
      const house = openHouse(database)
      const shown = said === '' ? undefined : JSON.parse(said)
      const input = answer.startsWith('[')
        ? choice(shown.buttons.find((button: { label: string }) => `[${button.label}]` === answer).data)
        : answer
      const [reply] = await house.say(address, input)
      said = JSON.stringify(reply)
    }
    expect(said).toContain('Nomor pendaftaran')
    expect(await registered(address)).toEqual([
      [expect.stringMatching(/^NK-/), 'Keripik Bu Sri', '35.10', 24_000_000, 'micro'],
    ])
  })

  it('handles a message that is delivered twice once', async () => {
    const house = openHouse(database)
    const address = owner()
    await house.say(address, 'daftar')
    const once = await house.say(address, '[Bahasa Indonesia]', { externalId: 'twice' })
    const again = await house.say(
      address,
      { type: 'choice', flow: 'registration', step: 'language', value: 'id' },
      { externalId: 'twice' },
    )
    expect(once).toHaveLength(1)
    expect(again).toHaveLength(0)
  })

  it('answers many contacts at once, each in the order written', async () => {
    const house = openHouse(database)
    const addresses = Array.from({ length: 40 }, owner)
    await Promise.all(
      addresses.flatMap((address) => [
        house.say(address, 'daftar'),
        house.say(address, 'Indonesia'),
        house.say(address, 'setuju'),
        house.say(address, 'jangan'),
        house.say(address, 'boleh'),
      ]),
    )
    for (const address of addresses) expect(house.last(address)?.text).toContain('nama lengkap')
  })

  it('apologises for a turn that throws, parks its message, and goes on with everybody else', async () => {
    const broken = defineFlow({
      name: 'status',
      version: 1,
      steps: { word: text({ min: 1, max: 9 }) },
      complete() {
        throw new Error('a bug')
      },
    })
    const house = openHouse(database, { flows: { ...FLOWS, status: broken } })
    const [unlucky, lucky] = [owner(), owner()]
    await house.say(unlucky, 'status')
    const [[sorry], [fine]] = await Promise.all([house.say(unlucky, 'abc'), house.say(lucky, 'menu')])
    expect(sorry?.text).toContain('Maaf, ada gangguan')
    expect(fine?.text).toContain('NaikKelas')
    const inbox = createInbox(database.store, database.vault)
    const parked = await inbox.dead()
    expect(parked.map(({ error }) => error)).toEqual([expect.stringContaining('a bug')])
    const [after] = await house.say(unlucky, 'menu')
    expect(after?.text).toContain('NaikKelas')

    const replayed = await inbox.replay(parked[0]!)
    const mended = openHouse(database)
    await mended.dispatch.receive(JSON.parse(replayed!.body))
    expect(mended.last(unlucky)?.text).toBeDefined()
    expect(await inbox.dead()).toEqual([])
  })

  it('keeps an unfinished registration when another wish comes up, and offers the way back', async () => {
    const house = openHouse(database)
    const address = owner()
    for (const answer of ANSWERS.slice(0, 5)) await house.say(address, answer)
    const [menu] = await house.say(address, 'menu')
    expect(menu?.text).toContain('NaikKelas')
    const [back] = await house.say(address, 'lanjut')
    expect(back?.text).toContain('nama lengkap')
  })

  it('asks again which account a NIK belongs to when another account registered with it', async () => {
    const house = openHouse(database)
    const [first, second] = [owner(), owner()]
    const answers = withNik('3510014508900003')
    for (const answer of answers) await house.say(first, answer)
    expect(await registered(first)).toHaveLength(1)
    for (const answer of answers.slice(0, 6)) await house.say(second, answer)
    const [taken] = await house.say(second, '3510014508900003')
    expect(taken?.text).toContain('sudah terdaftar dari akun lain')
  })

  it('leads a second registration by the same owner to the review of the first', async () => {
    const house = openHouse(database)
    const address = owner()
    for (const answer of ANSWERS) await house.say(address, answer)
    const [[number]] = (await registered(address)) as [[string]]
    const [review] = await house.say(address, 'daftar')
    expect(review?.text).toContain('Keripik Bu Sri')
    const [done] = await house.say(address, 'ya')
    expect(done?.text).toContain(number)
    expect(await registered(address)).toHaveLength(1)
  })
})

function choice(data: string) {
  const [flow, step, value] = data.split(':') as [string, string, string]
  return { type: 'choice', flow, step, value } as const
}

describe('a database that fails for a moment', () => {
  it('costs no message and answers none twice', async () => {
    const database = await openFileDatabase()
    const house = openHouse(database, { unreachableTimes: 1 })
    const addresses = Array.from({ length: 5 }, owner)
    const seen = { externalId: 'seen' }
    await house.say(addresses[0]!, 'menu', seen)
    const answers = await Promise.all([
      house.say(addresses[0]!, 'menu', seen),
      ...addresses.slice(1).map((address) => house.say(address, 'menu')),
    ])
    expect(answers.map(({ length }) => length)).toEqual([0, 1, 1, 1, 1])
    await database.drop()
  })

  it('answers what came while its disk was full, without an apology', async () => {
    const database = await openFileDatabase()
    const house = openHouse(database)
    const room = (pages: number) =>
      database.store.write([{ sql: `pragma max_page_count = ${pages}`, args: [] }])
    const addresses = Array.from({ length: 40 }, owner)
    await house.say(addresses[0]!, 'menu')
    await room(1)
    const answers = Promise.all(addresses.map((address) => house.say(address, 'daftar')))
    await expect.poll(() => house.failures()).toBeGreaterThan(1)
    await room(1_000_000)
    for (const [answer] of await answers) expect(answer?.text).toContain('Mau pakai bahasa apa?')
    expect(await createInbox(database.store, database.vault).dead()).toEqual([])
    await database.drop()
  })

  it('is waited for with what must be kept before the platform hears that it arrived', async () => {
    const database = await openFileDatabase()
    const inbox = createInbox(database.store, database.vault)
    const room = (pages: number) =>
      database.store.write([{ sql: `pragma max_page_count = ${pages}`, args: [] }])
    await room(1)
    const body = 'x'.repeat(20_000)
    const kept = inbox.journal('whatsapp', [{ externalId: 'a', address: owner(), body }])
    const large =
      "insert into wordings (hash, language, version, body) values ('a', 'id', 1, zeroblob(20000))"
    await expect(database.store.write([{ sql: large, args: [] }])).rejects.toThrow('full')
    await room(1_000_000)
    await kept
    expect((await inbox.owed()).map(({ externalId }) => externalId)).toEqual(['a'])
    await database.drop()
  })
})

describe('a word that works anywhere', () => {
  let database: TestDatabase
  beforeAll(async () => void (database = await openFileDatabase()))
  afterAll(() => database.drop())

  it('is an answer where the question understands it as one', async () => {
    const house = openHouse(database)
    const address = owner()
    await until(house, address, 'banyuwangi')
    const [regency] = await house.say(address, 'Bali')
    expect(regency?.text).toContain('(<b>Bali</b>)')
  })

  it('is no answer to a question that takes any words', async () => {
    const house = openHouse(database)
    const address = owner()
    await until(house, address, 'Sri Wahyuni')
    const [menu] = await house.say(address, 'menu')
    expect(menu?.text).toContain('NaikKelas')
  })

  it('back at the first question shows a way out', async () => {
    const house = openHouse(database)
    const address = owner()
    for (const words of ['cek nomor pirt', 'kembali']) await house.say(address, words)
    expect(house.last(address)?.text).toContain('Ini pertanyaan pertama')
    expect(house.last(address)?.buttons?.map(({ label }) => label)).toContain('Menu')
  })

  it('cancels even a question that is answered by no', async () => {
    const house = openHouse(database)
    const address = owner()
    await until(house, address, 'boleh')
    const [cancelled] = await house.say(address, 'ga jadi')
    expect(cancelled?.text).toContain('dibatalkan')
  })
})

/** Answers everything before the question that `last` answers. */
async function until(house: ReturnType<typeof openHouse>, address: Address, last: string) {
  for (const answer of ANSWERS.slice(0, ANSWERS.indexOf(last))) await house.say(address, answer)
}
