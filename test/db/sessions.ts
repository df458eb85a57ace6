import type { TestDatabase } from './stores.ts'

const DAY = 86_400_000

export interface Planned {
  readonly id?: string
  readonly training?: string
  readonly quota?: number
  /** Milliseconds since the epoch. */
  readonly startsAt?: number
  readonly online?: boolean
  readonly code?: string
}

/** Enters a session as an officer would, and gives its id: by default of the PKP training in Banyuwangi in ten days. */
export async function planSession(
  { store }: TestDatabase,
  { id = crypto.randomUUID().slice(0, 8), training = 'pkp-dinkes', quota = 5, ...more }: Planned = {},
): Promise<string> {
  const { startsAt = Date.now() + 10 * DAY, online = false, code = crypto.randomUUID() } = more
  const args = [
    id,
    training,
    startsAt,
    startsAt + 3 * 3_600_000,
    'Asia/Jakarta',
    online ? null : 'Aula Dinkes',
    online ? 'https://example.org/meet' : null,
    online ? null : '35',
    online ? null : '35.10',
    quota,
    startsAt - 3_600_000,
    code,
    Date.now(),
  ]
  await store.write([
    {
      sql: `insert into training_sessions (id, training, starts_at, ends_at, time_zone, venue, link, province, regency,
        quota, closes_at, check_in_code, created_at) values (${args.map((_, at) => `?${at + 1}`).join(', ')})`,
      args,
    },
  ])
  return id
}

/** Moves a session in time, to a beginning in milliseconds since the epoch. */
export async function moveSession({ store }: TestDatabase, id: string, startsAt: number): Promise<void> {
  await store.write([
    {
      sql: `update training_sessions set ends_at = ends_at - starts_at + ?2, closes_at = ?2, starts_at = ?2 where id = ?1`,
      args: [id, startsAt],
    },
  ])
}
