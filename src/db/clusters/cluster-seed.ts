import { columns, set } from '../store/rows.ts'
import clusters from '../seed/clusters.json' with { type: 'json' }
import type { Store } from '../store/store.ts'

// One that is there already stays as it is: an officer may have edited it.
const INSERT = `
insert into clusters (id, name, kind, sector, province, regency, reported_members, capacity, accepting, sells, source,
  source_on, status, stage, approved_at, created_at, updated_at)
select ${columns(13)}, 'forming', ?2, ?2, ?2 from json_each(?1) j where true
on conflict (id) do nothing`

/** Adds the clusters that a source tells of and the database lacks; resolves to how many. */
export async function seedClusters(store: Store, now = Date.now()): Promise<number> {
  const rows = clusters.map((one) => [
    one.id,
    one.name,
    one.kind,
    one.sector,
    one.province,
    one.regency,
    one.reportedMembers,
    one.capacity,
    Number(one.accepting),
    JSON.stringify(one.sells),
    one.source,
    one.sourceOn,
    one.status,
  ])
  const [written] = await store.write(set(INSERT, rows, now), { idempotent: true })
  if (written!.changes > 0)
    await store.write([{ sql: 'update clusters set members = members', args: [] }], { idempotent: true })
  return written!.changes
}
