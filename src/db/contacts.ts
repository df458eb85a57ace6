import { eq } from 'drizzle-orm'
import { addresses, contacts } from './schema.ts'
import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** A person and where they are reached. */
export interface Contact extends Readonly<typeof contacts.$inferSelect> {
  readonly addresses: readonly {
    readonly address: string
    readonly channel: string
    readonly aliasOf: string | null
    readonly blockedAt: number | null
    readonly phone: string | null
  }[]
}

export interface Contacts {
  byId(id: string): Promise<Contact | null>
  /** Contacts whose phone number, E.164, their platform vouched for. */
  byPhone(phone: string): Promise<string[]>
}

/** Opens the phone numbers: what is read here is for the product itself, and is masked before it is shown. */
export function createContacts(store: Store, vault: Vault): Contacts {
  return {
    async byId(id) {
      const [contact] = await store.db.select().from(contacts).where(eq(contacts.id, id))
      if (!contact) return null
      const rows = await store.db.select().from(addresses).where(eq(addresses.contactId, id))
      return {
        ...contact,
        addresses: rows.map(({ address, channel, aliasOf, blockedAt, phoneSealed }) => ({
          address,
          channel,
          aliasOf,
          blockedAt,
          phone: phoneSealed && vault.open(phoneSealed),
        })),
      }
    },
    async byPhone(phone) {
      const rows = await store.db
        .select({ contactId: addresses.contactId })
        .from(addresses)
        .where(eq(addresses.phoneIndex, vault.blindIndex(phone)))
      return [...new Set(rows.map(({ contactId }) => contactId))]
    },
  }
}
