import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { columns, set } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'

/** The whole text that was shown to whoever agreed to it. */
export const wording = z.object({ wording: z.string(), wordingVersion: z.int(), language: z.string() })
type Wording = z.infer<typeof wording>

/** A consent given or refused. */
export const recordConsent = wording.extend({
  purpose: z.enum(['registration', 'sharing', 'messages', 'training', 'cluster']),
  given: z.boolean(),
})

const WORDINGS = `
insert into wordings (hash, language, version, body)
select ${columns(4)} from json_each(?1) j where true
on conflict (hash) do nothing`

const CONSENTS = `
insert into consents (contact_id, purpose, given, wording, channel, external_id, at)
select ${columns(7)} from json_each(?1) j where true
on conflict do update set given = excluded.given, wording = excluded.wording`

/** By the message that gave it: the same message twice is one consent. */
export function consentStatements(asked: readonly Asked<z.infer<typeof recordConsent>>[]): Statement[] {
  const consents = asked.map(({ effect, contactId, channel, externalId, at }) => [
    contactId,
    effect.purpose,
    effect.given,
    wordingHash(effect),
    channel,
    externalId,
    at,
  ])
  return [...wordingStatements(asked.map(({ effect }) => effect)), ...set(CONSENTS, consents)]
}

/** Keeps each text that something was agreed to, once. */
export function wordingStatements(wordings: readonly Wording[]): Statement[] {
  const rows = wordings.map((one) => [wordingHash(one), one.language, one.wordingVersion, one.wording])
  return set(WORDINGS, rows)
}

/** What a kept text is found by: 128 bits, because every consent names it. */
export function wordingHash({ wording }: Wording): string {
  return createHash('sha256').update(wording).digest('base64url').slice(0, 22)
}
