import { z } from 'zod'
import type { Asked } from './asked.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** A business as its owner confirmed it. Money in whole rupiah, regions by Kemendagri code. */
export const submitRegistration = z.object({
  id: z.string(),
  number: z.string(),
  ownerName: z.string(),
  nik: z.string().nullable(),
  businessName: z.string(),
  product: z.string(),
  sector: z.string(),
  province: z.string(),
  regency: z.string(),
  district: z.string(),
  yearStarted: z.int(),
  capital: z.int(),
  annualSales: z.int(),
  workers: z.int(),
  nib: z.string().nullable(),
  export: z.enum(['never', 'tried', 'regularly']),
  class: z.enum(['micro', 'small', 'medium', 'large']),
})
type Submitted = z.infer<typeof submitRegistration>

const PLAIN = [
  'businessName',
  'product',
  'sector',
  'province',
  'regency',
  'district',
  'yearStarted',
  'capital',
  'annualSales',
  'workers',
  'nib',
  'export',
  'class',
] as const satisfies (keyof Submitted)[]

const PLAIN_COLUMNS = PLAIN.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
const FIRST_PLAIN = 8
const plainValues = PLAIN.map((_, at) => `j.value->>${FIRST_PLAIN + at}`)
const fromExcluded = [
  'owner_name_sealed',
  'nik_sealed',
  'nik_index',
  'channel',
  'updated_at',
  ...PLAIN_COLUMNS,
]

// Submitted again, a registration keeps its number and its beginning, and waits to be verified anew.
const SUBMIT = `
insert into registrations (id, number, contact_id, channel, created_at, updated_at, status,
  owner_name_sealed, nik_sealed, nik_index, ${PLAIN_COLUMNS.join(', ')})
select j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>4, 'submitted',
  unhex(j.value->>5), unhex(j.value->>6), j.value->>7, ${plainValues.join(', ')}
from json_each(?1) j where true
on conflict (contact_id) do update set version = version + 1, status = 'submitted',
  ${fromExcluded.map((column) => `${column} = excluded.${column}`).join(', ')}`

/** A NIK that another contact holds is refused by its unique index. */
export function registrationStatements(asked: readonly Asked<Submitted>[], vault: Vault): Statement[] {
  const rows = asked.map(({ effect, contactId, channel, at }) => [
    effect.id,
    effect.number,
    contactId,
    channel,
    at,
    hex(effect.ownerName, vault),
    effect.nik === null ? null : hex(effect.nik, vault),
    effect.nik === null ? null : vault.blindIndex(effect.nik),
    ...PLAIN.map((field) => effect[field]),
  ])
  return [{ sql: SUBMIT, args: [JSON.stringify(rows)] }]
}

function hex(text: string, vault: Vault): string {
  return vault.seal(text).toString('hex')
}
