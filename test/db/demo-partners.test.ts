import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoPartners } from '../../src/db/partners/demo-partners.ts'
import { createFacts } from '../../src/db/facts.ts'
import { openFileDatabase, type TestDatabase } from './stores.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openFileDatabase()))
afterAll(() => database.drop())

it('made-up needs are found by owners, marked for what they are, however often they are added', async () => {
  await database.store.write(demoPartners(Date.now()))
  await database.store.write(demoPartners(Date.now()))
  const argument = JSON.stringify({ sector: 'all', place: 'any', words: null })
  const [needs] = await createFacts(database.store, database.vault).load([
    { contactId: null, fact: 'openNeeds', argument },
  ])
  expect(needs).toHaveLength(4)
  for (const need of needs as readonly { company: string; source: string }[]) {
    expect(need.company).toContain('(contoh)')
    expect(need.source).toContain('bukan perusahaan nyata')
  }
  const { rows } = await database.store.read({ sql: 'select sum(quota) from nomination_quotas', args: [] })
  expect(rows).toEqual([[8]])
})
