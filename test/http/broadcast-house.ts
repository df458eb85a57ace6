import type { sampleRegistration } from '../db/turn-samples.ts'
import type { ApiHouse } from './api-house.ts'

/** An owner as broadcasts see them. */
export interface OwnerFields {
  readonly consents?: boolean
  readonly stopped?: boolean
  readonly blocked?: boolean
  readonly phone?: string
  readonly wroteAt?: number
  readonly timeZone?: string
  readonly address?: string
  readonly language?: string
}

export interface Owner {
  readonly number: string
  readonly address: string
  readonly contactId: string
}

/** Registers an owner who agrees to messages, unless something else is said. */
export async function owner(
  house: Pick<ApiHouse, 'register' | 'database'>,
  fields: Parameters<typeof sampleRegistration>[0] = {},
  so: OwnerFields = {},
): Promise<Owner> {
  const { store, vault } = house.database
  const address = so.address ?? `telegram:${Math.floor(Math.random() * 1e12)}`
  const number = await house.register({ province: '35', regency: '35.10', ...fields }, address)
  const run = (sql: string, ...args: (string | number | boolean | null)[]) => store.write([{ sql, args }])
  const { rows } = await store.read({
    sql: 'select contact_id from addresses where address = ?1',
    args: [address],
  })
  const contactId = rows[0]![0] as string
  await run(
    `insert into wordings (hash, language, version, body) values ('w', 'id', 1, 'Boleh?') on conflict do nothing`,
  )
  if (so.consents !== false) {
    await run(
      `insert into consents (contact_id, purpose, given, wording, channel, external_id, at)
        values (?1, 'messages', 1, 'w', 'web', '1', 1)`,
      contactId,
    )
  }
  await run(
    `update contacts set messages_stopped = ?2, last_inbound_at = ?3, time_zone = ?4, language = ?5, lock = lock + 1
      where id = ?1`,
    contactId,
    so.stopped ?? false,
    so.wroteAt ?? Date.now(),
    so.timeZone ?? null,
    so.language ?? 'id',
  )
  await run(
    'update addresses set blocked_at = ?2, phone_index = ?3 where address = ?1',
    address,
    so.blocked ? 1 : null,
    so.phone ? vault.blindIndex(so.phone) : null,
  )
  return { number, address, contactId }
}

/** A draft whose author sees Jawa Timur's Banyuwangi only; tells its id. */
export async function draftBroadcast(
  house: ApiHouse,
  more: object = {},
  region: string | null = '35.10',
): Promise<string> {
  const { key } = await house.key('admin', region)
  const body = { name: 'Pelatihan', audience: {}, message: { text: { id: 'Halo {name}' } }, ...more }
  const response = await house.call(key, 'POST', '/broadcasts', { body })
  if (response.status !== 201) throw new Error(await response.text())
  return ((await response.json()) as { id: string }).id
}
