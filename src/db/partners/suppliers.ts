import { bestMatch, type Match, type Supplier, type Wanted } from '../../flows/partnership/matching.ts'
import type { Unit } from '../../flows/understand/quantity.ts'
import { dayAt } from './partner-facts.ts'
import type { Reader } from '../store/reader.ts'
import { maskName } from '../registrations/registrations.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { records } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** An owner who may answer a need, how well and why; the name is masked. */
export interface SupplierMatch extends Match {
  readonly number: string
  readonly businessName: string
  readonly ownerName: string
  readonly product: string
  readonly sector: string
  readonly regency: string
  /** Whether the owner has let their data be shared with companies. */
  readonly sharing: boolean
  readonly cards: number
}

export interface Suppliers {
  /** The best of the owners within the scope, best first. `all` is false when there were more than are compared. */
  matching(
    scope: Scope,
    wanted: Wanted,
    limit: number,
    at: number,
  ): Promise<{ readonly items: readonly SupplierMatch[]; readonly compared: number; readonly all: boolean }>
}

/** Owners who are compared: the newest with a product card, and the newest of the sector. */
const CARDS = 2000
const OF_SECTOR = 500

const found = (scope: Scope): string => `
with chosen as (
  select contact_id from (select c.contact_id, max(c.updated_at) as at from product_cards c
    join registrations r on r.contact_id = c.contact_id and r.status in ('submitted', 'verified')
    where ${within(scope, 'r.regency', 1, 'r.contact_id')} group by c.contact_id order by at desc limit ${CARDS})
  union
  select contact_id from (select r.contact_id from registrations r
    where r.sector = ?2 and r.status in ('submitted', 'verified') and ${within(scope, 'r.regency', 1, 'r.contact_id')}
    order by r.created_at desc limit ${OF_SECTOR}))
select r.number, r.business_name, r.owner_name_sealed, r.product, r.sector, r.regency, r.nib,
  (select json_group_array(json_object('product', c.product, 'capacity', c.capacity, 'unit', c.unit,
    'certificates', json(c.certificates))) from product_cards c where c.contact_id = r.contact_id) as cards,
  exists (select 1 from pirt_cases p where p.contact_id = r.contact_id and p.number is not null
    and coalesce(p.expiry >= substr(?3, 1, length(p.expiry)), true)) as licensed,
  coalesce((select c.given from consents c where c.contact_id = r.contact_id and c.purpose = 'sharing'
    order by c.at desc limit 1), 0) as sharing
from chosen join registrations r on r.contact_id = chosen.contact_id`

/** Reads beside the turns; names are masked. Whoever asks heeds `sharing`. */
export function createSuppliers(reader: Reader, vault: Vault): Suppliers {
  return {
    async matching(scope, wanted, limit, at) {
      const args = [placesIn(scope), wanted.sector, dayAt(at)]
      const rows = records<Row>(await reader.read({ sql: found(scope), args }))
      const items = rows
        .map((row) => ({ row, match: bestMatch(wanted, suppliersIn(row)) }))
        .filter(({ match }) => match.score > 0)
        .toSorted((a, b) => b.match.score - a.match.score || (a.row.number < b.row.number ? -1 : 1))
        .slice(0, limit)
        .map(({ row, match }) => ({ ...match, ...ownerOf(row, vault) }))
      return { items, compared: rows.length, all: rows.length < OF_SECTOR }
    },
  }
}

interface Row {
  readonly number: string
  readonly business_name: string
  readonly owner_name_sealed: Uint8Array
  readonly product: string
  readonly sector: string
  readonly regency: string
  readonly nib: string | null
  readonly cards: string
  readonly licensed: unknown
  readonly sharing: unknown
}

interface Card {
  readonly product: string
  readonly capacity: number
  readonly unit: Unit
  readonly certificates: readonly string[]
}

/** What an owner can deliver, one for each product card and one for what the registration tells. */
function suppliersIn({ product, sector, regency, nib, cards, licensed }: Row): readonly Supplier[] {
  const held = [...(nib === null ? [] : ['nib']), ...(Number(licensed) === 1 ? ['pirt'] : [])]
  const base = { sector, regency }
  return [
    ...(JSON.parse(cards) as Card[]).map((card) => ({
      ...base,
      products: [card.product],
      capacity: { amount: card.capacity, unit: card.unit },
      certificates: [...held, ...card.certificates],
    })),
    { ...base, products: [product], capacity: null, certificates: held },
  ]
}

const ownerOf = (row: Row, vault: Vault) => ({
  number: row.number,
  businessName: row.business_name,
  ownerName: maskName(vault.open(row.owner_name_sealed)),
  product: row.product,
  sector: row.sector,
  regency: row.regency,
  sharing: Number(row.sharing) === 1,
  cards: (JSON.parse(row.cards) as Card[]).length,
})
