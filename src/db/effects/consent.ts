import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from '../effects.ts'
import type { Statement } from '../store.ts'

/** A consent given or refused. `wording` is the whole text that was shown. */
export const recordConsent = z.object({
  purpose: z.enum(['registration', 'sharing', 'messages']),
  given: z.boolean(),
  wording: z.string(),
  wordingVersion: z.int(),
  language: z.string(),
})

const WORDINGS = `
insert into wordings (hash, language, version, body)
select j.value->>0, j.value->>1, j.value->>2, j.value->>3 from json_each(?1) j where true
on conflict (hash) do nothing`

const CONSENTS = `
insert into consents (id, contact_id, purpose, given, wording, channel, external_id, at)
select j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5, j.value->>6, j.value->>7
from json_each(?1) j`

export function consentStatements(asked: readonly Asked<z.infer<typeof recordConsent>>[]): Statement[] {
  const wordings = asked.map(({ effect }) => [
    hashOf(effect.wording),
    effect.language,
    effect.wordingVersion,
    effect.wording,
  ])
  const consents = asked.map(({ effect, contactId, channel, externalId, at }) => [
    randomUUID(),
    contactId,
    effect.purpose,
    effect.given,
    hashOf(effect.wording),
    channel,
    externalId,
    at,
  ])
  return [
    { sql: WORDINGS, args: [JSON.stringify(wordings)] },
    { sql: CONSENTS, args: [JSON.stringify(consents)] },
  ]
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
