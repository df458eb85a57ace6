import { z } from 'zod'
import type { Asked } from './asked.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** A code that this contact may type on another channel within so many minutes. The latest one counts. */
export const createLinkCode = z.object({ code: z.string(), minutes: z.int() })

/** This contact typed the code of another: from now on both addresses are that other contact's. */
export const linkAddress = z.object({ code: z.string() })

/** Code for look-ups and storage alike: people type it in any case, with spaces or hyphens. */
export function codeIndex(code: string, vault: Vault): string {
  return vault.blindIndex(`link:${code.replace(/[\s-]/g, '').toUpperCase()}`)
}

/** A newer code takes the place of the one before it; only its keyed hash is held. */
export function linkCodeStatements(
  asked: readonly Asked<z.infer<typeof createLinkCode>>[],
  vault: Vault,
): Statement[] {
  return asked.flatMap(({ effect, contactId, at }) => [
    { sql: 'delete from link_codes where contact_id = ?1', args: [contactId] },
    {
      sql: 'insert into link_codes (code_index, contact_id, expires_at) values (?1, ?2, ?3)',
      args: [codeIndex(effect.code, vault), contactId, at + effect.minutes * 60_000],
    },
  ])
}

const OWNER = '(select contact_id from link_codes where code_index = ?2)'

/*
 * ?1 is the contact who typed the code ?2. What both have, the owner of the code keeps: a run of the same flow is
 * dropped, a second registration is withdrawn and gives its NIK free. The emptied contact stays as the holder of
 * what was withdrawn. The owner's lock rises, so that a turn of theirs that is under way starts again.
 */
const MERGE = [
  `update contacts set lock = lock + 1 where id = ${OWNER} and id <> ?1`,
  `update addresses set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore runs set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore registrations set contact_id = ${OWNER} where contact_id = ?1`,
  // Whoever still waits for one is known by the address.
  `update or ignore broadcast_recipients set contact_id = ${OWNER} where contact_id = ?1 and sent_at is not null`,
  `update or ignore handovers set contact_id = ${OWNER} where contact_id = ?1`,
  `update consents set contact_id = ${OWNER} where contact_id = ?1`,
  `update interests set contact_id = ${OWNER} where contact_id = ?1`,
  `update pirt_cases set contact_id = ${OWNER} where contact_id = ?1`,
  `update documents set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore signups set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore training_wishes set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore training_feedback set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore training_certificates set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore cluster_members set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore cooperative_founders set contact_id = ${OWNER} where contact_id = ?1`,
  `update cooperative_documents set contact_id = ${OWNER} where contact_id = ?1`,
  `update clusters set proposed_by = ${OWNER} where proposed_by = ?1`,
  `update product_cards set contact_id = ${OWNER} where contact_id = ?1`,
  `update card_photos set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore applications set contact_id = ${OWNER} where contact_id = ?1`,
  `update contracts set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore nominations set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore representatives set holder = ${OWNER} where kind = 'contact' and holder = ?1`,
  `update or ignore events set contact_id = ${OWNER} where contact_id = ?1`,
  `update outbox set contact_id = ${OWNER} where contact_id = ?1`,
  `update notices set contact_id = ${OWNER} where contact_id = ?1`,
  `update or ignore notice_switches set contact_id = ${OWNER} where contact_id = ?1`,
]
const LEFT_BEHIND = [
  'delete from runs where contact_id = ?1',
  'delete from signups where contact_id = ?1',
  'delete from training_wishes where contact_id = ?1',
  'delete from cluster_members where contact_id = ?1',
  'delete from cooperative_founders where contact_id = ?1',
  'delete from notice_switches where contact_id = ?1',
  `update registrations set status = 'withdrawn', nik_index = null, version = version + 1 where contact_id = ?1`,
  'delete from link_codes where contact_id = ?1',
  `update handovers set closed_at = cast(unixepoch('subsec') * 1000 as integer), closed_by = 'owner', due_at = null
   where contact_id = ?1 and closed_at is null`,
]

const VALID = `insert into guards select 0 where not exists
  (select 1 from link_codes where contact_id <> ?1 and code_index = ?2 and expires_at > ?3)`

/** An expired, used or own code is refused by a guard. A code works once. */
export function linkAddressStatements(
  asked: readonly Asked<z.infer<typeof linkAddress>>[],
  vault: Vault,
): Statement[] {
  return asked.flatMap(({ effect, contactId, at }) => {
    const index = codeIndex(effect.code, vault)
    return [
      { sql: VALID, args: [contactId, index, at] },
      ...MERGE.map((sql) => ({ sql, args: [contactId, index] })),
      ...LEFT_BEHIND.map((sql) => ({ sql, args: [contactId] })),
      { sql: 'delete from link_codes where code_index = ?1', args: [index] },
    ]
  })
}
