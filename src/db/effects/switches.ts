import { z } from 'zod'
import { NOTICE_CATEGORIES } from '../../flows/notice.ts'
import type { Asked } from './asked.ts'
import { columns, set } from '../store/rows.ts'
import type { Statement } from '../store/store.ts'

/** The contact wants to be told of these things unasked, or no longer. */
export const switchNotices = z.object({ category: z.enum(NOTICE_CATEGORIES), on: z.boolean() })

const OFF = `
insert into notice_switches (contact_id, category, off_since) select ${columns(3)} from json_each(?1) j where true
on conflict (contact_id, category) do nothing`
const ON = `
delete from notice_switches where (contact_id, category) in (select ${columns(2)} from json_each(?1) j)`

/** A category without a row is on; one that is off keeps the time since when. */
export function switchStatements(asked: readonly Asked<z.infer<typeof switchNotices>>[]): Statement[] {
  const rows = (on: boolean) =>
    asked
      .filter(({ effect }) => effect.on === on)
      .map(({ effect, contactId, at }) => [contactId, effect.category, at])
  return [...set(ON, rows(true)), ...set(OFF, rows(false))]
}
