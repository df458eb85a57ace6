import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLeases } from '../../src/db/leases.ts'
import { prune } from '../../src/db/upkeep/maintenance.ts'
import { createOutbox, type Settled } from '../../src/db/turns/outbox.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import { KINDS, type TestDatabase } from './stores.ts'
import { sampleCommit, sampleKey } from './turn-samples.ts'

const NOW = 1_764_000_000_000
let serial = 0
const idAt = (time: number) =>
  time.toString(16).padStart(12, '0').toUpperCase() + (++serial).toString(16).padStart(12, '0').toUpperCase()
const message = (address: string, body = 'hello', time = NOW) => {
  return { id: idAt(time), address, contactId: 'c', kind: 'reminder' as const, body }
}
const sent = (id: string): Settled => ({ id, state: 'sent', externalId: 'm1', error: null, at: 5 })

const ownAddress = () => `telegram:${randomUUID()}`

describe.each(KINDS)('the outbox on a $kind', ({ kind, open }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database?.drop())

  const outboxOf = (holder: string) => createOutbox({ ...database, holder })
  const stateOf = async (id: string) => {
    const { rows } = await database.store.read({
      sql: 'select state, attempts, external_id, error, sent_at from outbox where id = ?1',
      args: [id],
    })
    return rows[0]?.map((value) => (typeof value === 'bigint' ? Number(value) : value))
  }
  const clear = async () => {
    await database.store.write([{ sql: 'delete from outbox', args: [] }])
  }

  it('gives what waits in the order of ids, page by page, when its time has come', async () => {
    await clear()
    const outbox = outboxOf('a')
    const rows = Array.from({ length: 5 }, (_, n) => message(ownAddress(), `${n}`))
    await outbox.enqueue([rows[2]!, rows[0]!, rows[1]!], NOW)
    await outbox.enqueue([rows[3]!, rows[4]!], NOW, NOW + 1000)
    await outbox.enqueue([rows[0]!], NOW)
    const first = await outbox.owed({ from: '', limit: 2 }, NOW)
    expect(first.map(({ body }) => body)).toEqual(['0', '1'])
    expect(first[0]).toEqual({ ...rows[0], state: 'pending', attempts: 0, createdAt: NOW })
    const from = first[1]!.id
    expect((await outbox.owed({ from, limit: 9 }, NOW)).map(({ body }) => body)).toEqual(['1', '2'])
    expect((await outbox.owed({ from, limit: 9 }, NOW + 1000)).map(({ body }) => body)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ])
    expect(await outbox.backlog()).toEqual({ depth: 5, oldestAt: NOW })
  })

  it('records attempts before the call and what became of it after', async () => {
    await clear()
    const outbox = outboxOf('a')
    const [one, two, three, four] = Array.from({ length: 4 }, () => message(ownAddress()))
    await outbox.enqueue([one!, two!, three!, four!], NOW)
    await outbox.recordAttempt([one!, two!, three!, four!].map(({ id }) => id))
    await outbox.settle([
      sent(one!.id),
      { ...sent(two!.id), state: 'failed', externalId: null, error: 'refused' },
      { ...sent(three!.id), state: 'unknown', externalId: null, error: 'time-out' },
      { ...sent(four!.id), state: 'pending', externalId: null, error: 'busy', notBefore: NOW + 10 },
    ])
    expect(await stateOf(one!.id)).toEqual(['sent', 1, 'm1', null, 5])
    expect(await stateOf(two!.id)).toEqual(['failed', 1, null, 'refused', null])
    expect(await stateOf(three!.id)).toEqual(['unknown', 1, null, 'time-out', null])
    expect(await stateOf(four!.id)).toEqual(['pending', 1, null, 'busy', null])
    expect(await outbox.owed({ from: '', limit: 9 }, NOW)).toEqual([])
    expect((await outbox.owed({ from: '', limit: 9 }, NOW + 10)).map(({ id }) => id)).toEqual([four!.id])
  })

  it('forgets a reply once Telegram has it, and nothing else', async () => {
    await clear()
    const outbox = outboxOf('a')
    const kept = [message(ownAddress()), { ...message('whatsapp:1'), kind: 'reply' as const }]
    const [taken, refused] = Array.from({ length: 2 }, () => ({
      ...message(ownAddress()),
      kind: 'reply' as const,
    }))
    await outbox.enqueue([...kept, taken!, refused!], NOW)
    await outbox.settle([
      ...[...kept, taken!].map(({ id }) => sent(id)),
      { ...sent(refused!.id), state: 'failed', externalId: null, error: 'refused' },
    ])
    expect(
      await Promise.all([...kept, taken!, refused!].map(async ({ id }) => (await stateOf(id))?.[0])),
    ).toEqual(['sent', 'sent', undefined, 'failed'])
  })

  it('keeps a receipt that was quicker than the record of the sending', async () => {
    const outbox = outboxOf('a')
    const row = message(ownAddress())
    await outbox.enqueue([row], NOW)
    await outbox.recordAttempt([row.id])
    await outbox.receipt(row.id, 'read')
    await outbox.receipt(row.id, 'delivered')
    await outbox.settle([sent(row.id)])
    expect(await stateOf(row.id)).toEqual(['read', 1, 'm1', null, 5])
    await outbox.receipt('UNKNOWN', 'read')
  })

  it('goes on with what a process left that is gone, and leaves the rest to those alive', async () => {
    await clear()
    const turns = createTurns(database.store, database.vault)
    const key = sampleKey(ownAddress())
    const commit = sampleCommit(key, (await turns.load([key]))[0]!)
    await turns.commit([commit], 'gone')
    const leases = createLeases(database.store)
    await leases.acquire('process:gone', 'gone', 1000, NOW)
    const heirs = [outboxOf('b'), outboxOf('c')]
    const early = await Promise.all(heirs.map((heir) => heir.owed({ from: '', limit: 9 }, NOW + 999)))
    // A file has no other process: whoever opened it before is gone.
    expect(early.flat().length).toBe(kind === 'file' ? 2 : 0)
    await clear()
    if (kind === 'file') return
    const again = sampleKey(key.address)
    await turns.commit([sampleCommit(again, (await turns.load([again]))[0]!)], 'gone')
    await leases.acquire('process:b', 'b', 9000, NOW)
    await leases.acquire('process:c', 'c', 9000, NOW)
    const late = await Promise.all(heirs.map((heir) => heir.owed({ from: '', limit: 9 }, NOW + 1000)))
    expect(late.flat().length).toBe(1)
    expect(late.flat()[0]).toMatchObject({ state: 'sending', attempts: 1 })
  })

  it('is the mailbox of the web chat', async () => {
    const outbox = outboxOf('a')
    const address = `web:${randomUUID()}`
    const rows = Array.from({ length: 5 }, (_, n) => message(address, `${n}`))
    await outbox.enqueue([...rows, message(`web:${randomUUID()}`)], NOW)
    await outbox.settle(rows.slice(0, 3).map(({ id }) => sent(id)))
    const bodies = async (after?: string, limit?: number) =>
      (await outbox.mailbox(address, after, limit)).map(({ body }) => body)
    expect(await bodies()).toEqual(['0', '1', '2', '3', '4'])
    expect(await bodies(undefined, 2)).toEqual(['3', '4'])
    expect(await bodies(rows[2]!.id)).toEqual(['3', '4'])
    expect(await bodies(rows[0]!.id, 2)).toEqual(['1', '2'])
    expect(await outbox.body(rows[1]!.id)).toBe('1')
    expect(await outbox.body('UNKNOWN')).toBeNull()
  })

  it('forgets messages seen long ago, page by page, but none that is owed', async () => {
    const seen = `insert into inbox (channel, external_id, address, state, received_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)
      select 'whatsapp', 'old' || i, 'whatsapp:1', iif(i = 700, 'received', 'done'), iif(i = 900, ?1, 0) from n`
    await database.store.write([{ sql: seen, args: [NOW] }])
    await prune(database.store, NOW)
    const { rows } = await database.store.read({
      sql: `select external_id from inbox where external_id glob 'old*' order by 1`,
      args: [],
    })
    expect(rows).toEqual([['old700'], ['old900']])
  })

  it('forgets texts and rows when their time is past, and never what is owed', async () => {
    await clear()
    const outbox = outboxOf('a')
    const day = 86_400_000
    const make = (days: number, address: string) => message(address, `${days}`, NOW - days * day)
    const old = [1, 8, 31, 91].flatMap((days) => [make(days, 'telegram:1'), make(days, 'web:1')])
    const owed = make(400, 'telegram:1')
    await outbox.enqueue([...old, owed], NOW)
    await outbox.settle(old.map(({ id }) => sent(id)))
    const runs = `insert into runs (contact_id, flow, state_sealed, started_at, updated_at)
      select contacts.id, 'old' || value, x'00', 0, ?1 from contacts, json_each('[1,2,3]')`
    const turns = createTurns(database.store, database.vault)
    const key = sampleKey(ownAddress())
    await turns.commit([sampleCommit(key, (await turns.load([key]))[0]!, { at: NOW - 15 * day })], 'a')
    await database.store.write([{ sql: runs, args: [NOW - 31 * day] }])
    expect(await prune(database.store, NOW)).toBeGreaterThan(0)
    const { rows } = await database.store.read({
      sql: 'select id, body_sealed is not null from outbox order by id',
      args: [],
    })
    const kept = new Map(rows.map(([id, body]) => [id, Number(body) === 1]))
    const expected = [true, true, false, true, false, false, undefined, undefined]
    expect(old.map(({ id }) => kept.get(id))).toEqual(expected)
    expect(kept.get(owed.id)).toBe(true)
    const left = await database.store.read({
      sql: `select count(*) from runs where flow glob 'old*'`,
      args: [],
    })
    expect(Number(left.rows[0]![0])).toBe(0)
    expect((await turns.load([key]))[0]).toMatchObject({ seen: null, runs: [{}] })
    expect(await prune(database.store, NOW)).toBe(0)
  })
})
