import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { createAddresses } from '../../src/db/addresses.ts'
import { dropNotices, type Notice, noticesFrom, noticeStatements } from '../../src/db/notices/notices.ts'
import { KINDS, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { tellNotices } from './tell.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** In Jakarta: a Monday. */
const NOON = Date.parse('2026-11-30T12:00:00+07:00')
const NIGHT = Date.parse('2026-11-30T22:30:00+07:00')

const unfinished = (contactId: string, more: Partial<Notice> = {}): Notice => ({
  once: `registration/${contactId}/unfinished`,
  contactId,
  type: 'registrationUnfinished',
  data: {},
  ...more,
})
const rejected = (contactId: string): Notice => ({
  once: `document/D1/${contactId}`,
  contactId,
  type: 'documentRejected',
  data: { kind: 'nib' },
  words: { product: 'Keripik', reason: 'fotonya buram' },
})

describe.each(KINDS)('a notice on a $kind', ({ open }) => {
  let database: TestDatabase
  let house: House
  beforeAll(async () => void (database = await open()))
  afterAll(() => database.drop())
  beforeEach(() => void (house = openHouse(database)))

  const owe = (notices: readonly Notice[], at = NOON) =>
    database.store.write(noticeStatements(notices, at, database.vault))
  const tell = (at = NOON) => tellNotices(database, at)
  const rows = async (sql: string, ...args: string[]) => (await database.store.read({ sql, args })).rows
  const stranger = async (): Promise<{ address: Address; contact: string }> => {
    const address: Address = `web:${crypto.randomUUID()}`
    await house.say(address, 'halo')
    const [row] = await rows('select contact_id from addresses where address = ?1', address)
    return { address, contact: row![0] as string }
  }
  const told = async (address: Address) => {
    const sent = await rows(
      `select body_sealed from outbox where address = ?1 and holder is null order by id`,
      address,
    )
    return sent.map(([body]) => (JSON.parse(database.vault.open(body as Uint8Array)) as Message).text)
  }
  const outcome = async (once: string) =>
    (await rows('select outcome from notices where once = ?1', once))[0]?.[0]

  it('is told once, however often it is owed', async () => {
    const { address, contact } = await stranger()
    await owe([unfinished(contact)])
    await owe([unfinished(contact)])
    await tell()
    await owe([unfinished(contact)])
    await tell()
    expect((await told(address)).map((text) => text.includes('belum selesai'))).toEqual([true])
    expect(await outcome(unfinished(contact).once)).toBe('told')
  })

  it('is told once by many that look at the same time', async () => {
    const owners = await Promise.all(Array.from({ length: 40 }, stranger))
    await owe(owners.map(({ contact }) => unfinished(contact)))
    await Promise.all(Array.from({ length: 6 }, () => tell()))
    for (const { address } of owners) expect(await told(address)).toHaveLength(1)
  })

  it('is not told before it is due, and in the day of its owner', async () => {
    const { address, contact } = await stranger()
    await owe([unfinished(contact, { dueAt: NIGHT })])
    await tell(NOON)
    await tell(NIGHT)
    expect(await told(address)).toEqual([])
    await tell(Date.parse('2026-12-01T07:59:00+07:00'))
    expect(await told(address)).toEqual([])
    await tell(Date.parse('2026-12-01T08:00:00+07:00'))
    expect(await told(address)).toHaveLength(1)
  })

  it('goes by the clocks of the east for an owner who lives there', async () => {
    const { address, contact } = await stranger()
    await database.store.write([
      {
        sql: `update contacts set time_zone = 'Asia/Jayapura', lock = lock + 1 where id = ?1`,
        args: [contact],
      },
    ])
    await owe([unfinished(contact)])
    await tell(Date.parse('2026-12-01T06:30:00+07:00'))
    expect(await told(address)).toHaveLength(1)
  })

  it('is told at night when the owner waits for it, with the words that people wrote', async () => {
    const { address, contact } = await stranger()
    await house.say(address, 'berhenti')
    await owe([rejected(contact)])
    const [stored] = await rows('select data, words_sealed from notices where contact_id = ?1', contact)
    expect(JSON.stringify(stored)).not.toContain('buram')
    await tell(NIGHT)
    expect((await told(address))[0]).toContain('Keripik belum bisa dipakai: fotonya buram')
    expect(await rows('select words_sealed from notices where contact_id = ?1', contact)).toEqual([[null]])
  })

  it('is not told to an owner who wants no messages, or none of its kind', async () => {
    const [stopped, off] = [await stranger(), await stranger()]
    await house.say(stopped.address, 'berhenti')
    await database.store.write([
      {
        sql: `insert into notice_switches (contact_id, category, off_since) values (?1, 'registration', 0)`,
        args: [off.contact],
      },
    ])
    await owe([unfinished(stopped.contact), unfinished(off.contact)])
    await tell()
    expect([...(await told(stopped.address)), ...(await told(off.address))]).toEqual([])
    expect(await outcome(unfinished(stopped.contact).once)).toBe('stopped')
    expect(await outcome(unfinished(off.contact).once)).toBe('off')
  })

  it('is dropped when it comes too late, when nobody can be reached, and when its reason goes away', async () => {
    const [late, blocked, dropped] = [await stranger(), await stranger(), await stranger()]
    await createAddresses(database.store).block(blocked.address, NOON)
    await owe([
      unfinished(late.contact, { dueAt: NOON - DAY, validUntil: NOON - HOUR }),
      unfinished(blocked.contact),
      unfinished(dropped.contact),
    ])
    await database.store.write(dropNotices([`registration/${dropped.contact}/`]))
    await tell()
    for (const { address } of [late, blocked, dropped]) expect(await told(address)).toEqual([])
    expect(await outcome(unfinished(late.contact).once)).toBe('late')
    expect(await outcome(unfinished(blocked.contact).once)).toBe('unreachable')
    expect(await outcome(unfinished(dropped.contact).once)).toBe(undefined)
  })

  it('waits where night and switches are heeded while a channel has no room, unless its owner waits for it', async () => {
    const owners = await Promise.all(
      Array.from({ length: 45 }, async () => {
        const address: Address = `whatsapp:${crypto.randomUUID()}`
        await house.say(address, 'halo')
        const [row] = await rows('select contact_id from addresses where address = ?1', address)
        return { address, contact: row![0] as string }
      }),
    )
    await owe(owners.map(({ contact }) => unfinished(contact)))
    await tell()
    const sent = async () => (await Promise.all(owners.map(({ address }) => told(address)))).flat().length
    expect(await sent()).toBe(40)
    await owe([rejected(owners[0]!.contact)])
    await tell()
    expect(await sent()).toBe(41)
    await database.store.write([
      { sql: `update outbox set state = 'sent' where channel = 'whatsapp'`, args: [] },
    ])
    await tell(NOON + 5 * 60_000)
    expect(await sent()).toBe(46)
  })

  it('reaches everybody whom a query finds', async () => {
    const owners = await Promise.all(Array.from({ length: 3 }, stranger))
    const found = {
      sql: `select 'query/' || c.id, c.id, '{}', ?2, null from contacts c where c.id in (select value from json_each(?1))`,
      args: [JSON.stringify(owners.map(({ contact }) => contact)), NOON],
    }
    await database.store.write([noticesFrom('registrationUnfinished', found, NOON)])
    await database.store.write([noticesFrom('registrationUnfinished', found, NOON)])
    await tell()
    for (const { address } of owners) expect(await told(address)).toHaveLength(1)
  })

  it('goes with the data of an owner who has them destroyed', async () => {
    const { address, contact } = await stranger()
    await owe([unfinished(contact)])
    for (const said of ['hapus semua data saya', 'ya']) await house.say(address, said)
    expect(await rows('select once from notices where contact_id = ?1', contact)).toEqual([])
  })
})

it('a commit that owes a notice of no known type is a fault', () => {
  const vault = { seal: () => Buffer.alloc(0) } as never
  expect(() => noticeStatements([{ once: 'x', contactId: 'c', type: 'x', data: {} }], 0, vault)).toThrow(
    '"x"',
  )
})
