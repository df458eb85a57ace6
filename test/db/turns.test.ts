import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTurns, type TurnKey, type Turns } from '../../src/db/turns/turns.ts'
import { KINDS, type TestDatabase } from './stores.ts'
import { outboxId, sampleCommit, sampleKey, sampleRegistration, sampleRun } from './turn-samples.ts'

const address = () => `telegram:${randomUUID()}`

describe.each(KINDS)('turns on a $kind', ({ open }) => {
  let database: TestDatabase
  let turns: Turns

  beforeAll(async () => {
    database = await open()
    turns = createTurns(database.store, database.vault)
  })
  afterAll(() => database?.drop())

  // As a process finds it that has nothing in memory.
  const load = async (key: TurnKey) => (await createTurns(database.store, database.vault).load([key]))[0]!
  const take = async (key: TurnKey, fields = {}) =>
    (await turns.commit([sampleCommit(key, await load(key), fields)], 'p1'))[0]
  const count = async (table: string, where: string, ...args: string[]) => {
    const { rows } = await database.store.read({ sql: `select count(*) from ${table} where ${where}`, args })
    return Number(rows[0]![0])
  }

  it('knows nothing of a contact who never wrote', async () => {
    expect(await load(sampleKey(address()))).toEqual({
      seen: null,
      attempts: 0,
      contact: null,
      runs: [],
      registration: null,
      handover: null,
    })
  })

  it('reads back what it committed, with whole numbers and booleans', async () => {
    const key = sampleKey(address())
    const commit = sampleCommit(key, await load(key), { at: 1_764_000_000_123 })
    const contact = {
      ...commit.contact,
      messagesStopped: true,
      timeZone: 'Asia/Makassar',
      phone: '+6281234567890',
    }
    expect(await turns.commit([{ ...commit, contact }], 'p1')).toEqual(['committed'])
    expect(await load(sampleKey(key.address))).toEqual({
      seen: null,
      attempts: 0,
      contact: {
        id: contact.id,
        lock: 0,
        language: 'id',
        activeFlow: 'registration',
        failures: 0,
        messagesStopped: true,
        timeZone: 'Asia/Makassar',
        lastInboundAt: 1_764_000_000_123,
        address: key.address,
        blocked: false,
        phone: '+6281234567890',
      },
      runs: commit.runs,
      registration: null,
      handover: null,
    })
    expect(await load(key)).toMatchObject({ seen: 'done', attempts: 1 })
  })

  it('raises the lock, replaces runs and removes those that ended', async () => {
    const where = address()
    await take(sampleKey(where))
    const other = { run: sampleRun({ flow: 'menu', asked: null }), startedAt: 5, updatedAt: 6 }
    await take(sampleKey(where), { runs: [other], endedFlows: ['registration'] })
    const state = await load(sampleKey(where))
    expect(state.contact?.lock).toBe(1)
    expect(state.runs).toEqual([other])
  })

  it('reads a run as it is kept, and as it was kept before answers were pairs', async () => {
    const where = address()
    const undone = [{ step: 'nik', value: null }]
    const run = sampleRun({ undone, offered: ['a', { b: 1 }], page: 2 })
    await take(sampleKey(where), { runs: [{ run, startedAt: 5, updatedAt: 6 }] })
    const anew = async () =>
      (await createTurns(database.store, database.vault).load([sampleKey(where)]))[0]!.runs.map(
        (stored) => stored.run,
      )
    expect(await anew()).toEqual([run])
    await database.store.write([
      {
        sql: 'update runs set state_sealed = ?2 where contact_id = (select contact_id from addresses where address = ?1)',
        args: [where, database.vault.seal(JSON.stringify(run))],
      },
    ])
    expect(await anew()).toEqual([run])
  })

  it('records the attempt and its holder before anything is sent', async () => {
    const key = sampleKey(address())
    const commit = sampleCommit(key, await load(key))
    await turns.commit([commit], 'process-7')
    const { rows } = await database.store.read({
      sql: 'select state, holder, attempts, body_sealed from outbox where id = ?1',
      args: [commit.outbox[0]!.id],
    })
    const [state, holder, attempts, body] = rows[0]!
    expect([state, holder, Number(attempts)]).toEqual(['sending', 'process-7', 1])
    expect(database.vault.open(body as Uint8Array)).toBe(commit.outbox[0]!.body)
  })

  it('lets a message take effect once', async () => {
    const key = sampleKey(address())
    expect(await take(key)).toBe('committed')
    expect(await take(key)).toBe('duplicate')
    expect(await count('outbox', 'address = ?1', key.address)).toBe(1)
    expect((await load(key)).contact?.lock).toBe(0)
  })

  it('lets two commits of one message at once take effect once', async () => {
    const key = sampleKey(address())
    const state = await load(key)
    const both = [sampleCommit(key, state), sampleCommit(key, state)]
    const outcomes = await Promise.all(both.map((commit) => turns.commit([commit], 'p1')))
    expect(outcomes.flat().sort()).toEqual(['committed', 'duplicate'])
    expect(await count('outbox', 'address = ?1', key.address)).toBe(1)
  })

  it('calls a commit committed that is repeated because its answer was lost', async () => {
    const key = sampleKey(address())
    const commit = sampleCommit(key, await load(key))
    expect(await turns.commit([commit], 'p1')).toEqual(['committed'])
    expect(await turns.commit([commit], 'p1')).toEqual(['committed'])
    expect(await count('outbox', 'address = ?1', key.address)).toBe(1)
  })

  it('finishes a message that was journaled before', async () => {
    const key = sampleKey(address())
    await database.store.write([
      {
        sql: `insert into inbox (channel, external_id, address, state, body_sealed, received_at)
          values (?1, ?2, ?3, 'received', x'00', 1)`,
        args: [key.channel, key.externalId, key.address],
      },
    ])
    expect((await load(key)).seen).toBe('received')
    expect(await take(key)).toBe('committed')
    expect(
      await count('inbox', "external_id = ?1 and state = 'done' and body_sealed is null", key.externalId),
    ).toBe(1)
  })

  it('commits the others of a group when one contact has moved on', async () => {
    const keys = Array.from({ length: 9 }, () => sampleKey(address()))
    await Promise.all(keys.map((key) => take(key)))
    const next = keys.map((key) => sampleKey(key.address))
    const states = await turns.load(next)
    await take(sampleKey(keys[4]!.address))
    const commits = next.map((key, at) => sampleCommit(key, states[at]!))
    const outcomes = await turns.commit(commits, 'p1')
    expect(outcomes).toEqual(commits.map((_, at) => (at === 4 ? 'conflict' : 'committed')))
    expect((await load(next[4]!)).seen).toBeNull()
    expect(await count('outbox', 'id = ?1', commits[4]!.outbox[0]!.id)).toBe(0)
    expect((await turns.load(next)).map(({ contact }) => contact?.lock)).toEqual(next.map(() => 1))
  })

  it('commits the others of a group when one turn is at fault', async () => {
    const keys = Array.from({ length: 4 }, () => sampleKey(address()))
    const states = await turns.load(keys)
    const commits = keys.map((key, at) =>
      sampleCommit(key, states[at]!, at === 2 ? { effects: [{ type: 'noSuchThing' }] } : {}),
    )
    const outcomes = await turns.commit(commits, 'p1')
    expect(outcomes.map((outcome) => (outcome instanceof Error ? outcome.message : outcome))).toEqual([
      'committed',
      'committed',
      'No effect is called "noSuchThing".',
      'committed',
    ])
  })

  it('lets one of two first messages of a contact create it', async () => {
    const where = address()
    const keys = [sampleKey(where), sampleKey(where)]
    const states = await turns.load(keys)
    const commits = keys.map((key, at) => sampleCommit(key, states[at]!))
    const outcomes = await Promise.all(commits.map((commit) => turns.commit([commit], 'p1')))
    expect(outcomes.flat().sort()).toEqual(['committed', 'conflict'])
    expect(await count('contacts', 'id in (?1, ?2)', commits[0]!.contact.id, commits[1]!.contact.id)).toBe(1)
  })

  it('knows a contact by a known alias of an unknown address', async () => {
    const phone = `whatsapp:${randomUUID()}@s.whatsapp.net`
    const lid = `whatsapp:${randomUUID()}@lid`
    await take(sampleKey(phone))
    const known = (await load(sampleKey(phone))).contact
    const key = { ...sampleKey(lid), aliases: [phone] }
    expect((await load(key)).contact).toMatchObject({ id: known?.id, address: phone })
    expect(await take(key)).toBe('committed')
    expect((await load(sampleKey(lid))).contact).toMatchObject({ id: known?.id, address: phone, lock: 1 })
  })

  it('loads a group in one round trip, in the order asked', async () => {
    const keys = Array.from({ length: 5 }, () => sampleKey(address()))
    await take(keys[1]!)
    await take(keys[3]!)
    const states = await turns.load(keys)
    expect(states.map(({ seen, runs }) => [seen, runs.length])).toEqual([
      [null, 0],
      ['done', 1],
      [null, 0],
      ['done', 1],
      [null, 0],
    ])
  })

  it('keeps number and beginning of a registration that is submitted again', async () => {
    const where = address()
    const nik = randomUUID()
    await take(sampleKey(where), { at: 1000, effects: [sampleRegistration({ number: `A-${nik}`, nik })] })
    await take(sampleKey(where), { at: 2000, effects: [sampleRegistration({ nik, workers: 9 })] })
    expect((await load(sampleKey(where))).registration).toEqual({ number: `A-${nik}`, status: 'submitted' })
    const { rows } = await database.store.read({
      sql: 'select version, created_at, updated_at, workers, capital from registrations where number = ?1',
      args: [`A-${nik}`],
    })
    expect(rows[0]!.slice(0, 5).map(Number)).toEqual([2, 1000, 2000, 9, 25_000_000])
  })

  it('calls it a conflict when another contact holds the NIK', async () => {
    const nik = randomUUID()
    const keys = [sampleKey(address()), sampleKey(address()), sampleKey(address())]
    const states = await turns.load(keys)
    const commits = keys.map((key, at) =>
      sampleCommit(key, states[at]!, { effects: [sampleRegistration({ nik: at === 1 ? null : nik })] }),
    )
    expect(await turns.commit(commits, 'p1')).toEqual(['committed', 'committed', 'conflict'])
    expect(await count('outbox', 'id = ?1', commits[2]!.outbox[0]!.id)).toBe(0)
  })

  it('recalls a contact in mid-conversation just as it is stored', async () => {
    const keys = [sampleKey(address()), sampleKey(address())]
    await turns.load(keys)
    for (const key of keys) await take(key)
    for (let turn = 0; turn < 5; turn++) {
      const next = keys.map((key) => sampleKey(key.address))
      const states = await turns.load(next)
      expect(states).toEqual(await createTurns(database.store, database.vault).load(next))
      const commits = next.map((key, at) => {
        const commit = sampleCommit(key, states[at]!, {
          at: turn,
          ...(turn === 2 && { endedFlows: ['registration'], runs: [] }),
        })
        return { ...commit, contact: { ...commit.contact, failures: turn % 2, activeFlow: `flow${turn}` } }
      })
      expect(await turns.commit(commits, 'p1')).toEqual(['committed', 'committed'])
    }
  })

  it('reads a contact again after somebody else changed it', async () => {
    const key = sampleKey(address())
    await take(key)
    const next = sampleKey(key.address)
    await turns.load([next])
    await take(sampleKey(key.address))
    const stale = (await turns.load([next]))[0]!
    const elsewhere = createTurns(database.store, database.vault)
    const other = sampleKey(key.address)
    const [state] = await elsewhere.load([other])
    expect(await elsewhere.commit([sampleCommit(other, state!)], 'p2')).toEqual(['committed'])
    expect(await turns.commit([sampleCommit(next, stale)], 'p1')).toEqual(['conflict'])
    const [fresh] = await turns.load([next])
    expect(fresh?.contact?.lock).toBe(2)
    expect(await turns.commit([sampleCommit(next, fresh!)], 'p1')).toEqual(['committed'])
  })

  it('knows a duplicate also of a contact in memory', async () => {
    const key = sampleKey(address())
    await take(key)
    const next = sampleKey(key.address)
    const [state] = await turns.load([next])
    await turns.commit([sampleCommit(next, state!)], 'p1')
    const [again] = await turns.load([next])
    expect(again?.seen).toBeNull()
    expect(await turns.commit([sampleCommit(next, again!)], 'p1')).toEqual(['duplicate'])
    expect((await load(sampleKey(key.address))).contact?.lock).toBe(1)
  })

  it('never leaves a row in the guards, and ids of replies are its own', async () => {
    expect(await count('guards', 'true')).toBe(0)
    expect(outboxId()).not.toBe(outboxId())
  })
})
