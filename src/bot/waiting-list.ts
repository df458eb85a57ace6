import type { DueNotice, Told, WaitingLists } from '../db/waiting-list.ts'
import { offerUntil, trainingNotice } from '../flows/training-notices.ts'
import { LANGUAGES } from './channel.ts'
import { render } from './render.ts'
import type { Texts } from './texts.ts'

interface Dependencies {
  readonly lists: WaitingLists
  readonly texts: Texts
  readonly newId: () => string
  /** Has the outbox look at once. */
  readonly wake: () => void
  readonly now?: () => number
}

/**
 * One round of the trainings' timed work: offers that ran out go to the next in the queue, and everybody concerned is
 * told; so is whoever is due a reminder. An offer begins to run when it is told. Resolves to the notices.
 */
export function createWaitingList({
  lists,
  texts,
  newId,
  wake,
  now = Date.now,
}: Dependencies): () => Promise<number> {
  function told(notice: DueNotice, at: number): Told {
    const { kind, session, title, address, contactId } = notice
    const until = kind === 'offered' ? offerUntil(at, session.startsAt) : null
    if (address === null) return { notice, until, row: null }
    const language = LANGUAGES.find((language) => language === notice.language) ?? 'id'
    const body = JSON.stringify(render(trainingNotice(kind, session, title, until), language, texts))
    return { notice, until, row: { id: newId(), address, contactId, kind: 'reminder', body } }
  }

  return async () => {
    const at = now()
    await lists.settle(at)
    const due = await lists.due(at)
    if (due.length === 0) return 0
    await lists.tell(
      due.map((notice) => told(notice, at)),
      at,
    )
    wake()
    return due.length
  }
}
