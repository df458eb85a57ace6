import type { Clock } from './office-hours.ts'
import type { Json, Reply } from './types.ts'

/** What an owner can switch off, each by itself. */
export const NOTICE_CATEGORIES = [
  'registration',
  'training',
  'pirt',
  'cluster',
  'partnership',
  'announcements',
] as const
export type NoticeCategory = (typeof NOTICE_CATEGORIES)[number]

interface Definition<Data> {
  readonly category: NoticeCategory
  /** The owner asked for it and waits: told also to those who want no messages, and sent as an answer is. */
  readonly asked?: boolean
  /** Told at any hour. All others wait for the owner's day. */
  readonly urgent?: boolean
  /** `clock` is the contact's own. */
  readonly text: (data: Data, clock: Clock) => Reply
}

/** Something that a contact is told by itself, outside any turn. */
export type NoticeType = Definition<{ readonly [field: string]: Json }>

/**
 * Declares a notice with the type of its data. Whoever owes it (noticeStatements) hands over what the text needs;
 * what is said must still be true when it is told.
 */
export function defineNotice<Data>(definition: Definition<Data>): NoticeType {
  return definition as unknown as NoticeType
}
