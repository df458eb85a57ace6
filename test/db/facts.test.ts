import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLUSTER_FACTS } from '../../src/db/clusters/cluster-facts.ts'
import { NOMINATION_FACTS } from '../../src/db/nominations/nomination-facts.ts'
import { inOrder } from '../../src/db/store/ordered.ts'
import { PARTNER_FACTS } from '../../src/db/partners/partner-facts.ts'
import { TRAINING_FACTS } from '../../src/db/training/training-facts.ts'
import { KINDS, type TestDatabase } from './stores.ts'

const FACTS = { ...CLUSTER_FACTS, ...NOMINATION_FACTS, ...PARTNER_FACTS, ...TRAINING_FACTS }

describe.each(KINDS)('facts on a $kind', ({ open }) => {
  let database: TestDatabase
  beforeAll(async () => void (database = await open()), 60_000)
  afterAll(() => database?.drop())

  it.each(Object.entries(FACTS))('can be asked: %s', async (_, { sql }) => {
    expect((await database.store.read({ sql, args: ['[]'] })).rows).toEqual([])
  })
})

it('come in the order of their places', () => {
  expect(inOrder('[[3,"c"],[1,"a"],[2,"b"]]')).toEqual(['a', 'b', 'c'])
})
