import type { Contact } from '../db/contacts.ts'
import type { OutboxRow } from '../db/turns/turns.ts'
import { goTo } from '../flows/define.ts'
import type { Reply } from '../flows/types.ts'
import { type Language, LANGUAGES } from './channel.ts'
import { render } from './render.ts'
import type { Texts } from './texts.ts'

/** What an owner is told of what an officer decided. */
export interface Notice {
  readonly type: 'verified' | 'returned' | 'rejected'
  readonly number: string
  readonly returned?: readonly { readonly field: string; readonly reason: string }[]
  readonly reason?: string
}

/** The messages that tell an owner, to be written with the decision. None when nothing reaches the owner any more. */
export type Notify = (contact: Contact, notice: Notice) => OutboxRow[]

/** No rows for a contact that nothing reaches: every address is blocked. */
export function createNotify(texts: Texts, newId: () => string): Notify {
  return (contact, notice) => {
    const address = standing(contact)
    if (!address) return []
    const body = JSON.stringify(render(replyOf(notice), languageOf(contact), texts))
    return [{ id: newId(), address, contactId: contact.id, kind: 'reply', body }]
  }
}

/** The language that the contact has chosen, or Indonesian. */
export function languageOf({ language }: Pick<Contact, 'language'>): Language {
  return LANGUAGES.find((known) => known === language) ?? 'id'
}

/** The address that was known last: the one that the owner uses now. */
export function standing({ addresses }: Contact): string | undefined {
  return addresses.findLast(({ aliasOf, blockedAt }) => aliasOf === null && blockedAt === null)?.address
}

function replyOf({ type, number, returned = [], reason }: Notice): Reply {
  const head = { key: `status:${type}`, params: { number } }
  if (type === 'returned') {
    const lines = returned.map((one) => ({
      key: 'common:line',
      params: { label: { key: `registration:${one.field}.label` }, value: one.reason },
    }))
    return {
      text: [head, { key: 'status:toCorrect', params: { fields: lines } }],
      choices: [goTo('registration', 'change'), goTo('officer')],
    }
  }
  return {
    text: reason === undefined ? [head] : [head, { key: 'status:because', params: { reason } }],
    choices: [goTo('status'), goTo('officer')],
  }
}
