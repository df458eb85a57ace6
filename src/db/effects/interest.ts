import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { columns, set } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import { wording, wordingHash, wordingStatements } from './consent.ts'

/** A wish to be financed, handed on with its owner's consent to the words that were shown. */
export const recordInterest = wording.extend({
  product: z.string(),
  /** Whole rupiah. */
  amount: z.int(),
  to: z.enum(['officer', 'bank', 'anchor']),
  /** The cluster whose anchor company is meant. */
  cluster: z.string().nullable(),
})

const INTERESTS = `
insert into interests (id, contact_id, product, amount, recipient, cluster_id, wording, channel, external_id, at)
select ${columns(10)} from json_each(?1) j`

/** Each wish is a row of its own, with the words that were agreed to (UU 27/2022 art. 22). */
export function interestStatements(asked: readonly Asked<z.infer<typeof recordInterest>>[]): Statement[] {
  const rows = asked.map(({ effect, contactId, channel, externalId, at }) => [
    randomUUID(),
    contactId,
    effect.product,
    effect.amount,
    effect.to,
    effect.cluster,
    wordingHash(effect),
    channel,
    externalId,
    at,
  ])
  return [...wordingStatements(asked.map(({ effect }) => effect)), ...set(INTERESTS, rows)]
}
