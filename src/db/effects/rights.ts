import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { FORGET_RECIPIENT } from '../broadcasts/broadcast-forgetting.ts'
import type { Statement } from '../store/store.ts'

/** The owner asked for a copy of their data, and the same turn gave it. */
export const giveCopy = z.object({})
/** The owner withdrew the consent that their registration rests on (UU 27/2022 art. 9). */
export const withdrawRegistration = z.object({})
/** The owner asked for their data to be destroyed (UU 27/2022 art. 8, 43 and 44). */
export const eraseData = z.object({})

type Request = 'copy' | 'withdraw' | 'erase'

/** UU 27/2022 art. 30, 32 and 40: three times 24 hours. */
export const DEADLINE = 3 * 86_400_000

const REQUEST = `
insert into data_requests (id, contact_id, kind, channel, requested_at, due_at, done_at, region)
values (?1, ?2, ?3, ?4, ?5, ?6, ?5, (select regency from registrations where contact_id = ?2))`

/** What was asked, done in the very commit that answers it. */
function done(kind: Request, { contactId, channel, at }: Asked<unknown>): Statement {
  return { sql: REQUEST, args: [randomUUID(), contactId, kind, channel, at, at + DEADLINE] }
}

/** Notes that a copy was given (UU 27/2022 art. 7), done as it was asked. */
export function copyStatements(asked: readonly Asked<unknown>[]): Statement[] {
  return asked.map((one) => done('copy', one))
}

const WITHDRAW = `
update registrations set status = 'withdrawn', version = version + 1, updated_at = ?2 where contact_id = ?1`
// Leaders were shown what the registration holds. A cooperative that stands keeps its founders.
const LEAVE_CLUSTERS = [
  `update cluster_members set state = 'left', role = 'member', group_id = null, updated_at = ?2, version = version + 1
   where contact_id = ?1 and state in ('asked', 'waiting', 'member')`,
  `delete from cooperative_founders where contact_id = ?1 and ?2 > 0 and cooperative_id in (
    select id from cooperatives where established_on is null)`,
]

/** Stops what rests on the consent (UU 27/2022 art. 9) and notes that, in the commit that answers. */
export function withdrawStatements(asked: readonly Asked<unknown>[]): Statement[] {
  return asked.flatMap((one) => [...withdrawals(one.contactId, one.at), done('withdraw', one)])
}

/** Nothing more is done with what a contact registered. */
export const withdrawals = (contactId: string, at: number): Statement[] =>
  [WITHDRAW, ...LEAVE_CLUSTERS].map((sql) => ({ sql, args: [contactId, at] }))

/*
 * What remains is no longer personal: that there was a contact, what it consented to and when (art. 24 wants the
 * proof kept), and counts. The replies on their way are kept until they are sent.
 */
const ERASE = [
  'delete from registrations where contact_id = ?1',
  'delete from interests where contact_id = ?1',
  'delete from handover_messages where handover_id in (select id from handovers where contact_id = ?1)',
  'delete from handovers where contact_id = ?1',
  'delete from document_bytes where document_id in (select id from documents where contact_id = ?1)',
  'delete from documents where contact_id = ?1',
  'delete from pirt_cases where contact_id = ?1',
  'delete from uploads where address in (select address from addresses where contact_id = ?1)',
  ...FORGET_RECIPIENT,
  'delete from notices where contact_id = ?1',
  'delete from notice_switches where contact_id = ?1',
  'delete from training_wishes where contact_id = ?1',
  'delete from cooperative_document_bytes where document_id in (select id from cooperative_documents where contact_id = ?1)',
  'delete from cooperative_documents where contact_id = ?1',
  'delete from cooperative_founders where contact_id = ?1',
  'update cooperative_steps set responsible = null where responsible in (select id from cluster_members where contact_id = ?1)',
  'delete from cluster_members where contact_id = ?1',
  'update clusters set proposed_by = null where proposed_by = ?1',
  'delete from contract_notes where contract_id in (select id from contracts where contact_id = ?1)',
  'delete from contracts where contact_id = ?1',
  'delete from applications where contact_id = ?1',
  'delete from card_photo_bytes where photo_id in (select id from card_photos where contact_id = ?1)',
  'delete from card_photos where contact_id = ?1',
  'delete from product_cards where contact_id = ?1',
  'delete from nomination_steps where nomination_id in (select id from nominations where contact_id = ?1)',
  'delete from nominations where contact_id = ?1',
  `delete from representatives where kind = 'contact' and holder = ?1`,
  'delete from runs where contact_id = ?1',
  'delete from link_codes where contact_id = ?1',
  'update addresses set phone_sealed = null, phone_index = null where contact_id = ?1',
  `update outbox set body_sealed = null where contact_id = ?1 and state not in ('pending', 'sending')`,
]

/** Who was at which training: the proof of certificates, which outlives the rest (retention.ts). */
const TRAINED = [
  'delete from signups where contact_id = ?1',
  'delete from training_feedback where contact_id = ?1',
  'delete from training_certificates where contact_id = ?1',
]

/** Destroys what is held about a contact, except for `certificates` where these are still promised to be there. */
export const forgetStatements = (contactId: string, keep?: 'certificates'): Statement[] =>
  [...ERASE, ...(keep ? [] : TRAINED)].map((sql) => ({ sql, args: [contactId] }))

/** Destroys what is held (UU 27/2022 art. 8, 43 and 44) and notes that, in the commit that answers. */
export function eraseStatements(asked: readonly Asked<unknown>[]): Statement[] {
  return asked.flatMap((one) => [done('erase', one), ...forgetStatements(one.contactId)])
}
