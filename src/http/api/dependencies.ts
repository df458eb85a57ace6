import type { HandoverNotices } from '../../bot/handover-notices.ts'
import type { Notify } from '../../bot/notices.ts'
import type { Texts } from '../../bot/texts.ts'
import type { Office } from '../../db/office/office.ts'
import type { Sheets } from './sheets/sheets.ts'
import type { WhatsAppLink } from '../whatsapp.ts'

/** What the API stands on. */
export interface ApiDependencies {
  readonly office: Office
  readonly sheets: Sheets
  /** Null when WhatsApp is off. */
  readonly whatsapp: WhatsAppLink | null
  /** What an owner is told of a decision. */
  readonly notify: Notify
  /** What an owner is told who talks with an officer. */
  readonly handoverNotices: HandoverNotices
  /** Has the outbox look for messages that wait. */
  readonly wakeOutbox: () => void
  /** People must have a second factor. */
  readonly secondFactorRequired: boolean
  /** Webhooks may lie on this machine. */
  readonly webhookLoopback: boolean
  /** Other sites whose pages may use the API. */
  readonly origins: readonly string[]
  /** Has what owners are owed told at once; called after every change. */
  readonly wakeNotices: () => void
  readonly broadcasts: BroadcastDesk
}

/** What broadcasts need besides the database. */
export interface BroadcastDesk {
  readonly texts: Texts
  readonly newId: () => string
  /** Where the product's own pages are found. */
  readonly site: string
  /** A second person must approve each. */
  readonly needApproval: boolean
  /** Has what was decided done at once. */
  readonly wake: () => void
}
