import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/db/store/client.ts'
import { createClusterQueues } from '../../src/db/clusters/cluster-queues.ts'
import { decideStatements } from '../../src/db/effects/clusters.ts'
import { StoreRefused } from '../../src/db/store/store-error.ts'
import type { Store } from '../../src/db/store/store.ts'
import { KINDS, type TestDatabase } from './stores.ts'

const AT = Date.parse('2026-11-28T05:00:00Z')

/** Two processes on one server: each has its own connection, and neither knows of the other. */
describe('a cluster with one place left, and leaders in two processes', () => {
  let database: TestDatabase
  let other: Store
  beforeAll(async () => {
    database = await KINDS.find(({ kind }) => kind === 'server')!.open()
    other = await openStore({ url: database.url })
    const contacts = ['leader', 'first', 'second', 'third']
    await database.store.write([
      ...contacts.map((id) => ({
        sql: 'insert into contacts (id, created_at, last_inbound_at) values (?1, 1, 1)',
        args: [id],
      })),
      {
        sql: `insert into clusters (id, name, kind, sector, stage, capacity, sells, source, status, approved_at, created_at,
            updated_at) values ('c', 'Klaster', 'other', 'coffee', 'forming', 2, '{}', 'test', 'published', 1, 1, 1)`,
        args: [],
      },
      ...contacts.map((id) => ({
        sql: `insert into cluster_members (id, cluster_id, contact_id, role, state, asked_at, updated_at)
          values (?1, 'c', ?1, iif(?1 = 'leader', 'leader', 'member'), iif(?1 = 'leader', 'member', 'asked'), 1, 1)`,
        args: [id],
      })),
    ])
  })
  afterAll(async () => {
    await other?.close()
    await database?.drop()
  })

  const states = async () =>
    (await database.store.read({ sql: 'select id, state from cluster_members order by id', args: [] })).rows
  const members = async () =>
    Number(
      (await database.store.read({ sql: `select members from clusters where id = 'c'`, args: [] }))
        .rows[0]![0],
    )
  const accept = (store: Store, member: string) =>
    store.write(
      decideStatements(
        [
          {
            effect: { member, accept: true, reason: null },
            contactId: 'leader',
            address: 'web:leader',
            channel: 'web',
            externalId: member,
            at: AT,
          },
        ],
        database.vault,
      ),
    )

  it('has never more members than places', async () => {
    const outcomes = await Promise.allSettled([
      accept(database.store, 'first'),
      accept(other, 'second'),
      accept(database.store, 'third'),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const reasons = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as StoreRefused] : []))
    expect(reasons.every((reason) => reason instanceof StoreRefused && reason.someoneElse)).toBe(true)
    expect(await members()).toBe(2)
  })

  it('moves each of its queue up once, whoever looks', async () => {
    await database.store.write([
      { sql: `update cluster_members set state = 'waiting' where state = 'asked'`, args: [] },
      {
        sql: `update cluster_members set state = 'left' where state = 'member' and role = 'member'`,
        args: [],
      },
    ])
    const moved = await Promise.all(
      [database.store, other].map((store) => createClusterQueues(store, database.vault).settle(AT)),
    )
    expect(moved.reduce((sum, n) => sum + n, 0)).toBe(1)
    expect((await states()).filter(([, state]) => state === 'asked')).toHaveLength(1)
    const { rows } = await database.store.read({
      sql: `select count(*) from notices where type = 'clusterMovedUp'`,
      args: [],
    })
    expect(rows).toEqual([[1]])
  })
})
