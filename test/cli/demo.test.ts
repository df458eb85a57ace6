import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoOwners } from '../../src/cli/demo-owners.ts'
import { run } from './run.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-demo-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const cli = (...args: string[]) => run(args, { env: { DATA_DIR: directory } })

it('makes the same owners from the same seed, and others from another', () => {
  const now = Date.UTC(2026, 10, 28)
  expect(demoOwners(30, 7, now)).toEqual(demoOwners(30, 7, now))
  expect(demoOwners(30, 8, now)).not.toEqual(demoOwners(30, 7, now))
})

it('fills an empty database with owners that are marked, and no other', async () => {
  expect(await cli('demo', '--owners', '0')).toMatchObject({ code: 2 })
  expect(await cli('demo', '--owners', '40')).toMatchObject({
    code: 0,
    out: expect.stringContaining('40 made-up'),
  })
  const database = new Database(join(directory, 'naik-kelas.db'))
  const count = (sql: string) => (database.prepare(sql).get([]) as { n: number }).n
  expect(count(`select count(*) as n from registrations where business_name like '%(contoh)'`)).toBe(40)
  expect(count('select count(distinct status) as n from registrations')).toBeGreaterThan(2)
  const mixed = 'select product from registrations group by product having count(distinct sector) > 1'
  expect(count(`select count(*) as n from (${mixed})`)).toBe(0)
  const food = `select contact_id from registrations where sector = 'foodProducts'`
  expect(count(`select count(*) as n from pirt_cases where contact_id in (${food})`)).toBeGreaterThan(0)
  expect(count(`select count(*) as n from pirt_cases where contact_id not in (${food})`)).toBe(0)
  expect(count('select count(*) as n from handovers where closed_at is null')).toBe(2)
  expect(count(`select count(*) as n from signups where state = 'signed'`)).toBe(10)
  expect(count('select count(*) as n from outbox')).toBe(0)
  expect(count('select count(*) as n from notices')).toBe(0)
  expect(
    count(`select count(*) as n from opportunities o join companies c on c.id = o.company_id
    where c.name like '%(contoh)'`),
  ).toBe(4)
  const clusters = database
    .prepare(
      `select name, stage, members, leaders, asking from clusters s join (
    select cluster_id, sum(role = 'leader') as leaders, sum(state = 'asked') as asking from cluster_members
    group by cluster_id) m on m.cluster_id = s.id where s.id like 'contoh-%' order by s.id`,
    )
    .all([])
  expect(clusters).toMatchObject([
    { name: expect.stringContaining('(contoh)'), stage: 'active', leaders: 1 },
    { name: expect.stringContaining('(contoh)'), stage: 'forming', members: 4, leaders: 1, asking: 2 },
  ])
  database.close()
  expect(await cli('demo')).toMatchObject({ code: 1, out: expect.stringContaining('There are owners') })
})
