import type { Access } from './access.ts'

const CLUSTER = {
  name: 'Klaster Kopi',
  kind: 'other',
  sector: 'coffee',
  region: '35.10',
  capacity: 20_000,
  sells: { id: 'Kopi sangrai' },
  source: 'Dinas Koperasi dan UKM',
}

/** What officers alone decide: no leader's key can. */
export default {
  requests: {
    'post /api/v1/clusters': { body: CLUSTER },
    'put /api/v1/clusters/{cluster}': { body: CLUSTER },
    'post /api/v1/clusters/{cluster}/approve': { body: {} },
    'post /api/v1/clusters/{cluster}/decline': { body: { reason: 'sudah ada' } },
    'post /api/v1/clusters/{cluster}/close': { body: { reason: 'digabung' } },
    'post /api/v1/clusters/{cluster}/exporting': { body: { since: '2026-11-01' } },
  },
  parameters: { cluster: (house) => house.cluster('35.10') },
} satisfies Access
