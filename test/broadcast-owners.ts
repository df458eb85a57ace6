import type { Store } from '../src/db/store/store.ts'
import type { Vault } from '../src/db/vault.ts'

interface Owners {
  readonly count: number
  readonly address: (n: number) => string
  /** The number of the first one. */
  readonly from?: number
}

const CHUNK = 1_000
const NUMBERED = (columns: string) => `select ${columns} from json_each(?1) j`
const at = (n: number) => `j.value->>'$[${n}]'`

/** Registered owners who agree to messages, straight into the tables: id `OWNER…`, each with an address. */
export async function putOwners(
  store: Store,
  vault: Vault,
  { count, address, from = 0 }: Owners,
): Promise<void> {
  const name = vault.seal('Siti Aminah')
  await store.write([
    {
      sql: `insert into wordings (hash, language, version, body) values ('w', 'id', 1, 'Boleh?') on conflict do nothing`,
      args: [],
    },
  ])
  for (let n = from; n < from + count; n += CHUNK) {
    const size = Math.min(CHUNK, from + count - n)
    const rows = JSON.stringify(
      Array.from({ length: size }, (_, k) => [ownerId(n + k), address(n + k), `NK-${n + k}`, Date.now()]),
    )
    const into = (table: string, columns: string, values: string) => ({
      sql: `insert into ${table} (${columns}) ${NUMBERED(values)}`,
      args: [rows],
    })
    await store.write([
      into('contacts', 'id, language, created_at, last_inbound_at', `${at(0)}, 'id', ${at(3)}, ${at(3)}`),
      into(
        'addresses',
        'address, contact_id, channel, created_at',
        `${at(1)}, ${at(0)}, substr(${at(1)}, 1, instr(${at(1)}, ':') - 1), ${at(3)}`,
      ),
      into(
        'consents',
        'contact_id, purpose, given, wording, channel, external_id, at',
        `${at(0)}, 'messages', 1, 'w', 'web', '1', 1`,
      ),
      {
        sql: `insert into registrations (id, contact_id, number, status, owner_name_sealed, business_name, product, sector,
            province, regency, district, year_started, capital, annual_sales, workers, export, class, channel, created_at,
            updated_at)
          ${NUMBERED(`${at(0)}, ${at(0)}, ${at(2)}, 'verified', ?2, 'Keripik Bu Siti', 'keripik', 'foodProducts', '35',
            '35.10', '35.10.01', 2015, 25000000, 120000000, 3, 'never', 'micro', 'telegram', ${at(3)}, ${at(3)}`)}`,
        args: [rows, name],
      },
    ])
  }
}

/** Rising, as ids of contacts are. */
export const ownerId = (n: number): string => `OWNER${n.toString().padStart(8, '0')}`
