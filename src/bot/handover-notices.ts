import { channelOf } from '../db/addresses.ts'
import type { Contact } from '../db/contacts.ts'
import type { OutboxRow, TurnState } from '../db/turns/turns.ts'
import { finish } from '../flows/officer.ts'
import type { Reply } from '../flows/types.ts'
import { resume } from './attended.ts'
import type { ChannelName } from './channel.ts'
import { randomCode } from './ids.ts'
import { languageOf, standing } from './notices.ts'
import { render } from './render.ts'
import { Scene } from './scene.ts'
import { dayIn, type TurnTools } from './turn.ts'

/** An owner who talks with an officer, and where they wrote last. */
export interface Attended {
  readonly contact: Contact
  readonly address: string
}

/** What the owner is told as the officer goes along. None when nothing reaches the owner any more. */
export interface HandoverNotices {
  claimed(to: Attended): OutboxRow[]
  answered(to: Attended, text: string): OutboxRow[]
  /** That it is over, and what was open before it, asked again. */
  closed(to: Attended, state: TurnState, at: number): Promise<OutboxRow[]>
}

/** Makes rows for the outbox, in the owner’s language; whoever asks writes them. Sends nothing itself. */
export function createHandoverNotices(tools: TurnTools): HandoverNotices {
  const { texts, newId } = tools

  function rows({ contact, address }: Attended, replies: readonly Reply[]): OutboxRow[] {
    const reachable = contact.addresses.some((one) => one.address === address && one.blockedAt === null)
    const to = reachable ? address : standing(contact)
    if (!to) return []
    return replies.map((reply) => {
      const body = JSON.stringify(render(reply, languageOf(contact), texts))
      return { id: newId(), address: to, contactId: contact.id, kind: 'reply', body }
    })
  }

  return {
    claimed: (to) => rows(to, [{ text: [{ key: 'officer:claimed' }], choices: [finish] }]),
    answered: (to, text) => rows(to, [{ text: [{ key: 'officer:answer', params: { text } }] }]),

    async closed(to, state, at) {
      const timeZone = to.contact.timeZone ?? tools.timeZone
      const scene = new Scene({
        flows: tools.flows,
        contactId: to.contact.id,
        state: { ...state, handover: null },
        language: languageOf(to.contact),
        at,
        today: dayIn(timeZone, at),
        timeZone,
        code: randomCode(),
        site: tools.site(channelOf(to.address) as ChannelName),
        load: tools.loadFacts,
      })
      await resume(scene)
      return rows(to, scene.replies)
    },
  }
}
