import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFileDatabase, type TestDatabase } from './stores.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openFileDatabase()
})
afterAll(() => database.drop())

const write = (sql: string, ...args: (string | number | null)[]) => database.store.write([{ sql, args }])
const read = async (sql: string, ...args: string[]) => (await database.store.read({ sql, args })).rows

/** A cluster that was proposed, with so many members. */
async function cluster(members: number): Promise<string> {
  const id = crypto.randomUUID().slice(0, 8)
  await write(
    `insert into clusters (id, name, kind, sector, stage, capacity, sells, source, status, created_at, updated_at)
     values (?1, ?1, 'other', 'coffee', 'proposed', 20, '{}', 'test', 'published', 1, 1)`,
    id,
  )
  for (let n = 0; n < members; n++) await join(id)
  return id
}
async function join(id: string, state = 'member'): Promise<string> {
  const contact = crypto.randomUUID()
  await write(`insert into contacts (id, created_at, last_inbound_at) values (?1, 1, 1)`, contact)
  await write(
    `insert into cluster_members (id, cluster_id, contact_id, state, asked_at, updated_at) values (?1, ?2, ?1, ?3, 1, 1)`,
    contact,
    id,
    state,
  )
  return contact
}
const stage = async (id: string) => (await read('select stage from clusters where id = ?1', id))[0]![0]

describe('a cluster', () => {
  it('counts its members and those who wait, whoever comes and goes', async () => {
    const id = await cluster(2)
    const waiting = await join(id, 'waiting')
    await join(id, 'asked')
    const counts = () => read('select members, waiting from clusters where id = ?1', id)
    expect(await counts()).toEqual([[2, 1]])
    await write(`update cluster_members set state = 'member' where id = ?1`, waiting)
    expect(await counts()).toEqual([[3, 0]])
    await write(`delete from cluster_members where id = ?1`, waiting)
    expect(await counts()).toEqual([[2, 0]])
  })

  it('goes its path as its facts say, and keeps when it first came to each stage', async () => {
    const id = await cluster(8)
    expect(await stage(id)).toBe('proposed')
    await write('update clusters set approved_at = 2, updated_at = 2 where id = ?1', id)
    expect(await stage(id)).toBe('forming')
    await join(id)
    expect(await stage(id)).toBe('active')
    const cooperative = (own: string, level: string, of: string | null) =>
      write(
        `insert into cooperatives (id, level, cluster_id, created_at, updated_at) values (?1, ?2, ?3, 1, 1)`,
        own,
        level,
        of,
      )
    await cooperative(`k${id}`, 'primary', id)
    await cooperative(`s${id}`, 'secondary', null)
    expect(await stage(id)).toBe('active')
    await write(`update cooperatives set established_on = '2026-11-28' where id = ?1`, `k${id}`)
    expect(await stage(id)).toBe('cooperative')
    await write(`update cooperatives set secondary_id = ?2 where id = ?1`, `k${id}`, `s${id}`)
    expect(await stage(id)).toBe('cooperative')
    await write(`update cooperatives set established_on = '2026-11-28' where id = ?1`, `s${id}`)
    expect(await stage(id)).toBe('secondary')
    await write(`update clusters set exporting_since = '2026-12-01' where id = ?1`, id)
    expect(await stage(id)).toBe('exporting')
    const path = await read('select stage from cluster_path where cluster_id = ?1 order by stage', id)
    expect(path.flat()).toEqual(['active', 'cooperative', 'exporting', 'forming', 'proposed', 'secondary'])
  })
})
