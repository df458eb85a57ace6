import { tellLeaders, tellMember } from './cluster-notices.ts'
import { column, set } from '../store/rows.ts'
import { records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** The queues of full clusters. */
export interface ClusterQueues {
  /** Whoever waited longest becomes a request where places came free, and is told. Resolves to how many did. */
  settle(at: number): Promise<number>
}

/** At once; the rest follows in the next round. */
const PAGE = 200

// A place that somebody has asked for already is not given twice.
const NEXT = `
select id, cluster_id, contact_id from (
  select m.id, m.cluster_id, m.contact_id, s.capacity - s.members - (
      select count(*) from cluster_members a where a.cluster_id = s.id and a.state = 'asked') as free,
    row_number() over (partition by m.cluster_id order by m.asked_at, m.id) as place
  from clusters s join cluster_members m on m.cluster_id = s.id and m.state = 'waiting'
  where s.waiting > 0 and s.closed_at is null and s.members < s.capacity)
where place <= free limit ${PAGE}`

const MOVE_UP = `
update cluster_members set state = 'asked', updated_at = ?2, version = version + 1
from json_each(?1) j where cluster_members.id = ${column(0)} and state = 'waiting'`

/** For one process at a time. Resolves to how many moved up, each with a notice in the same commit. */
export function createClusterQueues(store: Store, vault: Vault): ClusterQueues {
  return {
    async settle(at) {
      const next = records<Next>(await store.read({ sql: NEXT, args: [] }))
      if (next.length === 0) return 0
      const [moved] = await store.write([
        ...set(
          MOVE_UP,
          next.map(({ id }) => [id]),
          at,
        ),
        ...next.map(({ id }) => tellMember('clusterMovedUp', id, at, null, vault)),
        tellLeaders(
          next.map(({ cluster_id, contact_id }) => [cluster_id, contact_id]),
          at,
        ),
      ])
      return moved!.changes
    },
  }
}

interface Next {
  readonly id: string
  readonly cluster_id: string
  readonly contact_id: string
}
