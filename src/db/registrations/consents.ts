import { and, desc, eq } from 'drizzle-orm'
import { consents, wordings } from './registration-schema.ts'
import type { Store } from '../store/store.ts'

type Stored = typeof consents.$inferSelect

/** A consent with the very words it was given or refused to. */
export interface Consent extends Omit<Stored, 'contactId' | 'wording'> {
  readonly language: string
  readonly wordingVersion: number
  readonly wording: string
}

export interface Consents {
  /** All that a contact ever gave or refused, newest first. */
  ofContact(contactId: string): Promise<Consent[]>
  /** Whether the last word on a purpose was yes. */
  stands(contactId: string, purpose: Stored['purpose']): Promise<boolean>
}

/** The words are read as they were shown, whatever they are now. */
export function createConsents(store: Store): Consents {
  return {
    async ofContact(contactId) {
      const rows = await store.db
        .select()
        .from(consents)
        .innerJoin(wordings, eq(wordings.hash, consents.wording))
        .where(eq(consents.contactId, contactId))
        .orderBy(desc(consents.at))
      return rows.map(({ consents: { purpose, given, channel, externalId, at }, wordings: shown }) => ({
        purpose,
        given,
        channel,
        externalId,
        at,
        language: shown.language,
        wordingVersion: shown.version,
        wording: shown.body,
      }))
    },
    async stands(contactId, purpose) {
      const [last] = await store.db
        .select({ given: consents.given })
        .from(consents)
        .where(and(eq(consents.contactId, contactId), eq(consents.purpose, purpose)))
        .orderBy(desc(consents.at))
        .limit(1)
      return last?.given ?? false
    },
  }
}
