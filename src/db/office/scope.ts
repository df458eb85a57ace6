/** The part of the country that a key sees. Nothing outside it may be seen, counted or guessed. */
export type Scope =
  | { readonly type: 'nation' }
  | { readonly type: 'province'; readonly code: string }
  /** One regency or more, of one province or several. */
  | { readonly type: 'regencies'; readonly codes: readonly string[] }
  /** The members of a cluster, wherever they are: what its leader sees. */
  | { readonly type: 'cluster'; readonly id: string }

/** A region as it is stored: nothing for the nation, a province, regencies with commas between them, or a cluster. */
export const REGION = /^\d{2}$|^\d{2}\.\d{2}(,\d{2}\.\d{2}){0,49}$|^cluster:[\w-]{1,24}$/
const CLUSTER = 'cluster:'

/** The contacts in a cluster, whose id follows. */
export const MEMBERS = `select contact_id from cluster_members where state = 'member' and cluster_id =`

/** What a region sees, as it is stored. Throws when it is none. */
export function scopeOf(region: string | null): Scope {
  if (region === null) return { type: 'nation' }
  if (!REGION.test(region)) throw new Error(`"${region}" is not a region that a key can see.`)
  if (region.startsWith(CLUSTER)) return { type: 'cluster', id: region.slice(CLUSTER.length) }
  return region.includes('.')
    ? { type: 'regencies', codes: [...new Set(region.split(','))] }
    : { type: 'province', code: region }
}

/**
 * Whether all that the inner one sees lies within the outer one. Where a cluster lies is in the database: as far as is
 * known here, it lies within itself and the nation.
 */
export function covers(outer: Scope, inner: Scope): boolean {
  if (outer.type === 'nation') return true
  if (outer.type === 'cluster') return inner.type === 'cluster' && outer.id === inner.id
  if (inner.type === 'cluster') return false
  if (inner.type === 'nation') return false
  const codes = inner.type === 'province' ? [inner.code] : inner.codes
  if (outer.type === 'province') return codes.every((code) => code.slice(0, 2) === outer.code)
  return inner.type === 'regencies' && codes.every((code) => outer.codes.includes(code))
}

/**
 * The SQL condition that keeps rows within a scope by their regency's code; argument `at` is `placesIn(scope)`. Whoever
 * sees a cluster sees rows by their owner: `contact` is the column with the contact's id, null where rows have none.
 */
export function within(scope: Scope, regency: string, at = 1, contact: string | null = null): string {
  switch (scope.type) {
    case 'nation':
      return `?${at} is null`
    case 'province':
      return `substr(${regency}, 1, 2) = ?${at}`
    case 'regencies':
      return `${regency} in (select value from json_each(?${at}))`
    case 'cluster':
      return contact === null ? `?${at} is null` : `${contact} in (${MEMBERS} ?${at})`
  }
}

/** What `within` compares with. */
export function placesIn(scope: Scope): string | null {
  switch (scope.type) {
    case 'nation':
      return null
    case 'province':
      return scope.code
    case 'regencies':
      return JSON.stringify(scope.codes)
    case 'cluster':
      return scope.id
  }
}
