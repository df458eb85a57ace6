import type { Incoming } from './bot/channel.ts'
import type { WhatsApp } from './bot/whatsapp.ts'
import type { Owed } from './db/turns/inbox.ts'

/** Reads back what was taken in and had no effect yet: in WhatsApp's own form, or as it was parked. */
export function recoverIncoming(
  owed: readonly Owed[],
  whatsapp: Pick<WhatsApp, 'recover'> | null,
): readonly Incoming[] {
  return owed.flatMap(({ channel, body }) => {
    const incoming = isIncoming(body) ? (JSON.parse(body) as Incoming) : null
    if (incoming) return [incoming]
    return (channel === 'whatsapp' && whatsapp?.recover(body)) || []
  })
}

function isIncoming(body: string): boolean {
  return body !== '' && 'input' in (JSON.parse(body) as object)
}
