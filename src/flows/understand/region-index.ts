import { nearIndex, type NearIndex } from './near.ts'
import data from './regions-data/regions.json' with { type: 'json' }
import vocabulary from './vocabulary/places.json' with { type: 'json' }

/** A region's code, by the joined letters of each name it goes by; several where a name is shared. */
type Names = ReadonlyMap<string, readonly string[]>

/** All that is known of regions, made ready for look-up. */
export interface RegionIndex {
  /** Official names by code. */
  readonly official: ReadonlyMap<string, string>
  /** The letters of a region's name by its code: in full, and without what kind of region it is. */
  readonly spelt: ReadonlyMap<string, readonly [string, string]>
  /** Codes of the regions directly within one; `''` holds the provinces. */
  readonly children: ReadonlyMap<string, readonly string[]>
  /** Provinces, regencies and cities by name and alias. */
  readonly places: Names
  readonly districts: Names
  readonly nearPlaces: NearIndex
}

let memo: RegionIndex | null = null
let districtTypos: NearIndex | null = null

/** The index of all regions; built when first asked for. */
export function regionIndex(): RegionIndex {
  return (memo ??= build())
}

/** Districts with a name near a mistyped one; built when first asked for. */
export function nearDistricts(): NearIndex {
  return (districtTypos ??= nearIndex(regionIndex().districts.keys(), (length) => (length >= 3 ? 1 : 0)))
}

/** The letters and digits by which a name is looked up. */
export function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** A name without what kind of region it is: `Kabupaten Banyuwangi` → `Banyuwangi`. */
function bareName(name: string): string {
  return name.replace(/^(Kabupaten|Kota|DKI|DI) /, '')
}

function build(): RegionIndex {
  const official = new Map<string, string>()
  const spelt = new Map<string, readonly [string, string]>()
  const children = new Map<string, string[]>()
  const places = new Map<string, string[]>()
  const districts = new Map<string, string[]>()
  const put = (code: string, name: string, parent: string) => {
    official.set(code, name)
    spelt.set(code, [keyOf(name), keyOf(bareName(name))])
    add(children, parent, code)
  }
  for (const [code, name] of Object.entries(data.provinces)) put(code, name, '')
  for (const [code, name] of Object.entries(data.regencies)) put(code, name, code.slice(0, 2))
  for (const [code, name] of official) {
    for (const called of namesOf(name)) add(places, keyOf(called), code)
  }
  for (const [name, codes] of Object.entries(vocabulary.aliases)) {
    for (const code of codes) add(places, keyOf(name), code)
  }
  for (const [regency, listed] of Object.entries(data.districts)) {
    for (const entry of listed.split('|')) {
      const code = `${regency}.${entry.slice(0, 2)}`
      put(code, entry.slice(2), regency)
      add(districts, keyOf(entry.slice(2)), code)
    }
  }
  const nearPlaces = nearIndex(places.keys(), (length) => (length >= 9 ? 2 : length >= 3 ? 1 : 0))
  return { official, spelt, children, places, districts, nearPlaces }
}

/** A region is known by its full and its bare name; islands and `Jakarta` districts also without their first or last word. */
function namesOf(name: string): readonly string[] {
  const bare = bareName(name)
  const shorter = bare.replace(/^(Kepulauan|Pulau) | Kepulauan$/, '')
  const known =
    shorter !== bare && shorter !== 'Riau' && shorter !== 'Bangka Belitung' ? [bare, shorter] : [bare]
  return [...new Set([name, ...known])]
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}
