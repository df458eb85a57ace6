import { covers, type Scope, scopeOf } from './scope.ts'
import type { Store } from '../store/store.ts'

/** How far regions reach, where only the database knows: a cluster lies in a regency, in a province or in the nation. */
export interface Reach {
  /** For each region, whether it is there and all that it sees lies within the scope. */
  within(scope: Scope, regions: readonly (string | null)[]): Promise<boolean[]>
}

/** One question to the database where clusters are among the regions, else none. */
export function createReach(store: Store): Reach {
  async function placesOf(clusters: readonly string[]): Promise<Map<string, string | null>> {
    if (clusters.length === 0) return new Map()
    const { rows } = await store.read({
      sql: `select id, coalesce(regency, province) from clusters where id in (select value from json_each(?1))`,
      args: [JSON.stringify(clusters)],
    })
    return new Map(rows as [string, string | null][])
  }

  return {
    async within(scope, regions) {
      const scopes = regions.map(scopeOf)
      const places = await placesOf(scopes.flatMap((one) => (one.type === 'cluster' ? [one.id] : [])))
      return scopes.map((inner) => {
        if (inner.type !== 'cluster') return covers(scope, inner)
        const place = places.get(inner.id)
        if (place === undefined) return false
        return covers(scope, inner) || covers(scope, scopeOf(place))
      })
    },
  }
}
