import { randomUUID } from 'node:crypto'
import type { ApiHouse } from '../api-house.ts'
import type { Access } from './access.ts'

/** Somebody who asks to join the cluster of Banyuwangi; tells the membership. */
async function request(house: ApiHouse): Promise<string> {
  const address = `web:${randomUUID()}`
  await house.register({ province: '35', regency: '35.10' }, address)
  await house.cluster('35.10', 'theirs')
  const id = randomUUID().slice(0, 8)
  await house.database.store.write([
    {
      sql: `update cluster_members set id = ?1, state = 'asked', joined_at = null where cluster_id = 'theirs'
        and contact_id = (select contact_id from addresses where address = ?2)`,
      args: [id, address],
    },
  ])
  return id
}

async function group({ database }: ApiHouse): Promise<string> {
  const id = randomUUID().slice(0, 8)
  await database.store.write([
    {
      sql: `insert into cluster_groups (id, cluster_id, name, created_at, updated_at) values (?1, 'theirs', ?1, 1, 1)`,
      args: [id],
    },
  ])
  return id
}

/** What the leaders of a cluster do too, with a key of their own. */
export default {
  owned: true,
  requests: {
    'get /api/v1/clusters': {},
    'get /api/v1/clusters/{cluster}': {},
    'get /api/v1/clusters/{cluster}/members': {},
    'get /api/v1/clusters/{cluster}/members/{member}': {},
    'put /api/v1/clusters/{cluster}/members/{member}': { body: { group: null, role: 'member' } },
    'post /api/v1/clusters/{cluster}/members/{member}/accept': { body: {} },
    'post /api/v1/clusters/{cluster}/members/{member}/refuse': { body: { reason: 'bidang lain' } },
    'post /api/v1/clusters/{cluster}/members/{member}/remove': { body: { reason: 'pindah' } },
    'get /api/v1/clusters/{cluster}/announcements': {},
    'post /api/v1/clusters/{cluster}/announcements': { body: { text: 'Rapat hari Sabtu' } },
    'get /api/v1/clusters/{cluster}/groups': {},
    'post /api/v1/clusters/{cluster}/groups': { body: { name: 'Genteng', region: null, capacity: null } },
    'put /api/v1/clusters/{cluster}/groups/{group}': {
      body: { name: 'Rogojampi', region: null, capacity: null },
    },
    'delete /api/v1/clusters/{cluster}/groups/{group}': {},
    'get /api/v1/cooperatives': {},
    'post /api/v1/cooperatives': { body: { level: 'primary', cluster: 'theirs' } },
    'get /api/v1/cooperatives/{cooperative}': {},
    'get /api/v1/cooperatives/{cooperative}/founders': {},
    'get /api/v1/cooperatives/{cooperative}/documents/{step}': {},
    'put /api/v1/cooperatives/{cooperative}': { body: { name: 'Koperasi Jaya', secondary: null } },
    'put /api/v1/cooperatives/{cooperative}/steps/{step}': { body: { doneOn: '2026-11-20' } },
  },
  parameters: {
    cluster: (house) => house.cluster('35.10', 'theirs'),
    member: request,
    group,
    async cooperative(house) {
      const cluster = await house.cluster('35.10', 'theirs')
      await house.database.store.write([
        {
          sql: `insert into cooperatives (id, level, cluster_id, province, regency, created_at, updated_at)
            values ('koperasi', 'primary', ?1, '35', '35.10', 1, 1) on conflict do nothing`,
          args: [cluster],
        },
      ])
      await house.database.store.write([
        {
          sql: `insert into cooperative_documents (id, contact_id, cooperative_id, kind, channel, state, mime, created_at, updated_at)
            select 'paper', contact_id, 'koperasi', 'meeting', 'web', 'checked', 'application/pdf', 1, 1
            from registrations limit 1 on conflict do nothing`,
          args: [],
        },
        {
          sql: `insert into cooperative_document_bytes (document_id, bytes_sealed) values ('paper', ?1) on conflict do nothing`,
          args: [house.database.vault.sealBytes(Buffer.from('%PDF-1.7'))],
        },
      ])
      return 'koperasi'
    },
    step: async () => 'meeting',
  },
} satisfies Access
