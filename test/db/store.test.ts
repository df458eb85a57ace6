import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/db/store/client.ts'
import { createLane } from '../../src/db/store/lane.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Statement } from '../../src/db/store/store.ts'
import { StoreLocked, StorePoisoned, StoreRefused, StoreUnreachable } from '../../src/db/store/store-error.ts'
import { openServer } from '../../src/db/store/server.ts'
import { startSqld } from '../sqld.ts'
import { KINDS, openFileDatabase, type TestDatabase } from './stores.ts'

const put = (hash: string): Statement => ({
  sql: `insert into wordings (hash, language, version, body) values (?1, 'id', 1, '')`,
  args: [hash],
})

describe.each(KINDS)('a store on a $kind', ({ kind, open }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database?.drop())

  const known = async (...hashes: string[]) => {
    const { rows } = await database.store.read({
      sql: 'select hash from wordings where hash in (select value from json_each(?1)) order by hash',
      args: [JSON.stringify(hashes)],
    })
    return rows.map(([hash]) => hash)
  }

  it('says of which kind it is', () => expect(database.store.kind).toBe(kind))

  it('writes all of a job or nothing', async () => {
    await expect(database.store.write([put('a1'), put('a2'), put('a1')])).rejects.toThrow(StoreRefused)
    expect(await known('a1', 'a2')).toEqual([])
  })

  it('rolls back a job whose guard finds a conflict', async () => {
    const none = { sql: `update wordings set version = 2 where hash = 'nobody'`, args: [] }
    const guard = { sql: 'insert into guards select 0 where changes() <> ?1', args: [1] }
    const refused = await database.store.write([put('g1'), none, guard]).catch((error: unknown) => error)
    expect(refused).toMatchObject({ name: 'StoreRefused', someoneElse: true })
    expect(await known('g1')).toEqual([])
  })

  it('refuses only the guilty one of jobs that share a commit', async () => {
    await database.store.write([put('b0')])
    const jobs = ['b1', 'b2', 'b0', 'b3'].map((hash) => database.store.write([put(hash)]))
    const settled = await Promise.allSettled(jobs)
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(await known('b0', 'b1', 'b2', 'b3')).toEqual(['b0', 'b1', 'b2', 'b3'])
  })

  it('gives each job its own results', async () => {
    const returning = (hash: string) => ({ ...put(hash), sql: `${put(hash).sql} returning hash` })
    const [one, two] = await Promise.all([
      database.store.write([put('c1'), returning('c2')]),
      database.store.write([returning('c3')]),
    ])
    expect(one.map(({ changes }) => changes)).toEqual([1, 1])
    expect([one[1]!.rows[0]![0], two[0]!.rows[0]![0]]).toEqual(['c2', 'c3'])
  })

  it('keeps whole numbers, booleans, bytes and null as they are', async () => {
    const { rows } = await database.store.read({
      sql: 'select typeof(?1), typeof(?2), typeof(?3), typeof(?4), typeof(?5), cast(?1 as text)',
      args: [628123456789, true, Buffer.from('x'), null, 1.5],
    })
    expect(rows[0]).toEqual(['integer', 'integer', 'blob', 'null', 'real', '628123456789'])
  })

  it('takes half a character for an unknown one, however it comes in', async () => {
    const halves = ['x\ud83dy', '\udc00\udc00', 'back\\slash \ud800', '\\ud83d is no escape', 'whole 😀']
    const { rows } = await database.store.read({
      sql: 'select value from json_each(?1) union all select ?2',
      args: [JSON.stringify(halves), halves[0]!],
    })
    expect(rows.map(([text]) => text)).toEqual([...halves, halves[0]!].map((text) => text.toWellFormed()))
  })

  it('rejects a job that makes no sense without harm to others', async () => {
    const jobs = [
      database.store.write([{ sql: 'insert into nowhere values (1)', args: [] }]),
      database.store.write([{ ...put('d1'), args: [undefined as never] }]),
      database.store.write([put('d2')]),
    ]
    const settled = await Promise.allSettled(jobs)
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })

  it('reads lists with drizzle, and does not write with it on a file', async () => {
    const count = await database.store.db.$count(
      await import('../../src/db/registrations/registration-schema.ts').then((s) => s.wordings),
    )
    expect(count).toBeGreaterThan(0)
    if (kind === 'file') await expect(database.store.db.run('delete from wordings')).rejects.toThrow()
  })

  it('applies the migrations once, also when several start together', async () => {
    expect(await Promise.all([migrate(database.store), migrate(database.store)])).toEqual([0, 0])
  })

  it('keeps every table strict, so that no number becomes a text', async () => {
    const { rows } = await database.store.read({
      sql: `select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0
        and name not glob 'sqlite_*' and name not glob 'libsql_*'`,
      args: [],
    })
    expect(rows.map(([name]) => name)).toEqual([])
  })
})

describe('the write lane', () => {
  it('puts the jobs that wait into one commit, of a limited size, in their order', async () => {
    const commits: string[][] = []
    const lane = createLane(
      {
        async commit(statements) {
          commits.push(statements.map(({ sql }) => sql))
          return statements.map(() => ({ columns: [], rows: [], changes: 0 }))
        },
        query: () => [],
        close() {},
      },
      3,
    )
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((sql) => lane.write([{ sql, args: [] }])))
    expect(commits).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ])
    await lane.close()
    await expect(lane.write([{ sql: 'f', args: [] }])).rejects.toThrow('closed')
  })

  it('does not repeat what may have been written, unless it may be repeated', async () => {
    let calls = 0
    const lane = createLane({
      async commit(statements) {
        if (++calls === 1) throw new StoreUnreachable('no answer')
        return statements.map(() => ({ columns: [], rows: [], changes: 0 }))
      },
      query: () => [],
      close() {},
    })
    const settled = await Promise.allSettled([
      lane.write([{ sql: 'a', args: [] }]),
      lane.write([{ sql: 'b', args: [] }], { idempotent: true }),
    ])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(calls).toBe(2)
  })

  it('rejects everything once the connection is poisoned', async () => {
    const lane = createLane({
      async commit() {
        throw new StorePoisoned('busy')
      },
      query: () => [],
      close() {},
    })
    const settled = await Promise.allSettled([lane.write([put('a')]), lane.write([put('b')])])
    expect(settled.map((one) => one.status === 'rejected' && one.reason instanceof StorePoisoned)).toEqual([
      true,
      true,
    ])
  })
})

describe('a database file', () => {
  it('belongs to one process, and is free again when that one is killed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'naik-kelas-'))
    const url = `file:${join(directory, 'one.db')}`
    const other = fork(new URL('./hold-store.ts', import.meta.url), [url])
    await once(other, 'message')
    const refused = await openStore({ url }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(StoreLocked)
    expect((refused as Error).message).toContain(`(pid ${other.pid})`)
    other.kill('SIGKILL')
    await once(other, 'exit')
    const store = await openStore({ url })
    await expect(openStore({ url })).rejects.toThrow(StoreLocked)
    await store.close()
    await (await openStore({ url })).close()
    await rm(directory, { recursive: true })
  })

  it('is written beside everything else: a long write stops no timer', async () => {
    const { store, drop } = await openFileDatabase()
    let beats = 0
    const heart = setInterval(() => (beats += 1), 5)
    const long = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000)
      insert into wordings (hash, language, version, body) select 'counted', 'id', count(*), '' from n`
    await store.write([{ sql: long, args: [] }])
    clearInterval(heart)
    expect(beats).toBeGreaterThan(3)
    await drop()
  })

  it('waits for another program that holds the write lock for a moment', async () => {
    const { store, url, drop } = await openFileDatabase()
    const other = fork(new URL('./hold-lock.ts', import.meta.url), [url.slice(5), '400'])
    await once(other, 'message')
    await store.write([put('waited')])
    const { rows } = await store.read({
      sql: `select count(*) from wordings where hash = 'waited'`,
      args: [],
    })
    expect(rows[0]![0]).toBe(1)
    other.kill('SIGKILL')
    await drop()
  })

  it('is made with the directory it is to lie in', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'naik-kelas-'))
    const store = await openStore({ url: `file:${join(directory, 'not/yet/there.db')}` })
    await migrate(store)
    await store.close()
    await rm(directory, { recursive: true })
  })

  it('refuses writes while another program keeps the lock, and takes them again after that', async () => {
    const { store, url, drop } = await openFileDatabase()
    const other = fork(new URL('./hold-lock.ts', import.meta.url), [url.slice(5), '60000'])
    await once(other, 'message')
    await expect(store.write([put('late')])).rejects.toThrow(StoreUnreachable)
    other.kill('SIGKILL')
    await once(other, 'exit')
    await store.write([put('late')])
    await drop()
  })
})

describe('a database server', () => {
  it('that does not answer is given up in time, and used again when it comes back', async () => {
    const sqld = await startSqld()
    const store = openServer({ url: sqld.url, answerWithin: 300 })
    await store.commit([{ sql: 'create table t (a integer primary key)', args: [] }], {})
    await sqld.freeze()
    const insert = [{ sql: 'insert or ignore into t values (1)', args: [] }]
    await expect(store.commit(insert, {})).rejects.toThrow(StoreUnreachable)
    const patient = Promise.resolve(store.commit(insert, { idempotent: true }))
    setTimeout(() => sqld.thaw(), 400)
    await patient
    const [result] = await store.query([{ sql: 'select a from t', args: [] }])
    expect(result!.rows).toEqual([[1]])
    await store.close()
    await sqld.stop()
  })

  it('keeps what it acknowledged over a kill, and is found again', async () => {
    const sqld = await startSqld()
    const store = await openStore({ url: sqld.url })
    await migrate(store)
    await store.write([put('kept')])
    await sqld.restart()
    await store.write([put('after')], { idempotent: true })
    const { rows } = await store.read({ sql: 'select hash from wordings order by hash', args: [] })
    expect(rows).toEqual([['after'], ['kept']])
    await store.close()
    await sqld.stop()
  })

  it('applies a migration once for processes that start together', async () => {
    const sqld = await startSqld()
    const stores = await Promise.all([1, 2].map(() => openStore({ url: sqld.url })))
    const applied = await Promise.all(stores.map((store) => migrate(store)))
    expect(applied[0]! + applied[1]!).toBeGreaterThan(0)
    expect(await migrate(stores[0]!)).toBe(0)
    for (const store of stores) await store.close()
    await sqld.stop()
  })
})
