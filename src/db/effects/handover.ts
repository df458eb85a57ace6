import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { column, piece, set, setSealed } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** The owner asks for a person. */
export const openHandover = z.object({
  /** In the owner's words, when there are any. */
  topic: z.string().nullable(),
  flow: z.string().nullable(),
  step: z.string().nullable(),
  /** By when an answer is owed, in milliseconds. */
  dueAt: z.int(),
})

/** The owner says something to the officer. */
export const tellOfficer = z.object({ handover: z.string(), body: z.string(), dueAt: z.int() })

/** The owner goes back to the bot. */
export const closeHandover = z.object({ handover: z.string() })

// One that is open already stays as it is: asked for twice, it is the same wish.
const OPEN = `
insert into handovers (id, contact_id, address, flow, step, opened_at, due_at, topic_sealed, region, number)
select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, r.regency, r.number
from (select 1) left join registrations r on r.contact_id = ?2 and r.status <> 'withdrawn'
where true
on conflict (contact_id) where closed_at is null do nothing`

const TELL = `
insert into handover_messages (handover_id, sender, at, body_sealed)
select ${column(0)}, 'owner', ${column(1)}, ${piece(2)} from json_each(?1) j`

const OWED = `update handovers set address = ?2, due_at = coalesce(due_at, ?3) where id = ?1`

const CLOSE = `
update handovers set closed_at = ${column(1)}, closed_by = 'owner', due_at = null
from json_each(?1) j where handovers.id = ${column(0)} and closed_at is null`

/** One that is open already stays as it is. It belongs to the regency of the registration, or to the nation. */
export function openHandoverStatements(
  asked: readonly Asked<z.infer<typeof openHandover>>[],
  vault: Vault,
): Statement[] {
  return asked.map(({ effect, contactId, address, at }) => ({
    sql: OPEN,
    args: [
      randomUUID(),
      contactId,
      address,
      effect.flow,
      effect.step,
      at,
      effect.dueAt,
      effect.topic === null ? null : vault.seal(effect.topic),
    ],
  }))
}

/** The words are sealed; an answer that is owed already keeps its time. */
export function tellOfficerStatements(
  asked: readonly Asked<z.infer<typeof tellOfficer>>[],
  vault: Vault,
): Statement[] {
  const words = asked.map(({ effect, at }) => ({ row: [effect.handover, at], secret: effect.body }))
  return [
    ...asked.map(({ effect, address }) => ({ sql: OWED, args: [effect.handover, address, effect.dueAt] })),
    ...setSealed(TELL, words, vault),
  ]
}

/** By the owner; no answer is owed any more. One that is closed already stays as it is. */
export function closeHandoverStatements(asked: readonly Asked<z.infer<typeof closeHandover>>[]): Statement[] {
  return set(
    CLOSE,
    asked.map(({ effect, at }) => [effect.handover, at]),
  )
}
