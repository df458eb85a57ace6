import type { Wording } from '../../flows/types.ts'
import { records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** That somebody was at a training. */
export interface Certificate {
  readonly number: string
  /** As it was on that day; shown whole only to who has the key. */
  readonly name: string
  readonly title: Wording
  readonly agency: Wording | null
  readonly startsAt: number
  readonly endsAt: number
  readonly timeZone: string
  readonly key: string
}

export interface Certificates {
  /** Null for a number that was never given or was revoked, or whose session is not over yet. */
  find(number: string, at: number): Promise<Certificate | null>
}

const FIND = `
select t.number, t.name_sealed, s.starts_at, s.ends_at, s.time_zone,
  coalesce(c.data->>'$.title', json_object('id', s.training)) as title, a.data->>'$.title' as agency
from training_certificates t join training_sessions s on s.id = t.session_id
left join content c on c.kind = 'trainings' and c.id = s.training
left join content a on a.kind = 'agencies' and a.id = c.data->>'$.agency'
where t.number = ?1 and t.revoked_at is null and s.ends_at < ?2`

/** The name is opened whole: who may read it is for whoever asks to know (`key`). */
export function createCertificates(store: Store, vault: Vault): Certificates {
  return {
    async find(number, at) {
      const [row] = records<Row>(await store.read({ sql: FIND, args: [number, at] }))
      if (!row) return null
      return {
        number,
        name: vault.open(row.name_sealed),
        title: JSON.parse(row.title) as Wording,
        agency: row.agency === null ? null : (JSON.parse(row.agency) as Wording),
        startsAt: Number(row.starts_at),
        endsAt: Number(row.ends_at),
        timeZone: row.time_zone,
        key: certificateKey(number, vault),
      }
    },
  }
}

/** What opens a certificate with the whole name: nobody can work it out from the number. */
export const certificateKey = (number: string, vault: Vault): string =>
  vault.blindIndex(`certificate:${number}`).slice(0, 22)

interface Row {
  readonly name_sealed: Uint8Array
  readonly starts_at: unknown
  readonly ends_at: unknown
  readonly time_zone: string
  readonly title: string
  readonly agency: string | null
}
