import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backup, restore } from '../../src/db/upkeep/backup.ts'
import { openStore } from '../../src/db/store/client.ts'
import { StoreLocked } from '../../src/db/store/store-error.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import { KINDS, openFileDatabase, type TestDatabase, VAULT } from './stores.ts'
import { sampleCommit, sampleKey, sampleRegistration } from './turn-samples.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'naik-kelas-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function register(database: TestDatabase, address: string): Promise<void> {
  const turns = createTurns(database.store, database.vault)
  const key = sampleKey(address)
  const effects = [sampleRegistration({ nik: '3510014503850003', ownerName: 'Siti Rahmawati' })]
  const commit = sampleCommit(key, (await turns.load([key]))[0]!, { effects })
  const contact = { ...commit.contact, phone: '+6281234509876' }
  expect(await turns.commit([{ ...commit, contact }], 'p1')).toEqual(['committed'])
}

describe.each(KINDS)('a backup of a $kind', ({ kind, open }) => {
  let database: TestDatabase
  const file = () => join(directory, `${kind}.backup`)
  beforeAll(async () => {
    database = await open()
    await register(database, 'telegram:1')
  })
  afterAll(() => database?.drop())

  it('is taken while turns go on, and restored to the same state', async () => {
    const [, more] = await Promise.all([
      backup(database, file()),
      register(database, 'telegram:2').catch(() => null),
    ])
    expect(more).toBeNull()
    const url = `file:${join(directory, `${kind}.db`)}`
    expect(await restore(file(), url)).toBeNull()
    const store = await openStore({ url })
    const [state] = await createTurns(store, VAULT).load([sampleKey('telegram:1')])
    const [before] = await createTurns(database.store, VAULT).load([sampleKey('telegram:1')])
    expect(state!.contact?.phone).toBe('+6281234509876')
    expect(state).toEqual(before)
    await expect(restore(file(), url)).rejects.toThrow(StoreLocked)
    await store.close()
  })

  it('can be read by its owner only, and never replaces another', async () => {
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    await expect(backup(database, file())).rejects.toThrow('exists already')
  })
})

it('keeps the database that a restore replaces', async () => {
  const { url, store, drop } = await openFileDatabase()
  await store.write([{ sql: `insert into wordings values ('h', 'id', 1, 'old')`, args: [] }])
  const file = join(directory, 'small.backup')
  await backup({ url }, file)
  await store.write([{ sql: `update wordings set body = 'new'`, args: [] }])
  await store.close()
  const aside = await restore(file, url, 0)
  expect(aside).toBe(`${url.slice(5)}.before-1970-01-01T00-00-00.000Z`)
  for (const [path, body] of [
    [url, 'old'],
    [`file:${aside}`, 'new'],
  ] as const) {
    const again = await openStore({ url: path })
    expect((await again.read({ sql: 'select body from wordings', args: [] })).rows).toEqual([[body]])
    await again.close()
  }
  await drop()
})

it('refuses what is damaged or something else, and leaves the database as it was', async () => {
  const { url, store, drop } = await openFileDatabase()
  const good = join(directory, 'good.backup')
  await backup({ url }, good)
  await store.close()
  const bytes = await readFile(good)
  const damaged = join(directory, 'damaged.backup')
  await writeFile(damaged, bytes.fill(7, 8192, 40_000))
  await expect(restore(damaged, url)).rejects.toThrow()
  const other = join(directory, 'other.backup')
  await writeFile(other, '')
  await expect(restore(other, url)).rejects.toThrow(`${other} is no backup of this product`)
  await writeFile(other, 'not a database at all')
  await expect(restore(other, url)).rejects.toThrow(`${other} is damaged: file is not a database`)
  const nowhere = join(directory, 'nowhere.backup')
  await expect(restore(nowhere, url)).rejects.toThrow(`There is no file ${nowhere}`)
  await expect(backup({ url: `file:${directory}/nothing.db` }, join(directory, 'n'))).rejects.toThrow(
    'no database',
  )
  await (await openStore({ url })).close()
  await drop()
})

it('writes no name, number or answer in the clear', async () => {
  const database = await openFileDatabase()
  await register(database, 'telegram:99')
  const folder = database.url.slice(5, database.url.lastIndexOf('/'))
  // Reading the files of an open database would drop its locks: they are read after it is closed.
  await database.store.write([{ sql: `insert into wordings values ('plain words', 'id', 1, '')`, args: [] }])
  await database.store.close()
  const contents = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
  )
  const all = contents.join('')
  expect(all).toContain('plain words')
  for (const secret of ['Siti', 'Rahmawati', '3510014503850003', '81234509876', 'Terima kasih']) {
    expect(all.includes(secret), secret).toBe(false)
  }
  await rm(folder, { recursive: true })
})
