import { seconds } from '../loopback.ts'
import { node, SERVER, streamError } from './nodes.ts'
import { act } from './people.ts'
import { post } from './post.ts'
import { askAgain } from './receipts.ts'
import { personOf, stanzaId } from './parties.ts'
import type { State } from './state.ts'
import type { EndingFault, WhatsAppFault } from './types.ts'

type GivenFault = Exclude<WhatsAppFault, string>

/** The door of the service: shut while nobody may connect. */
export interface Door {
  shutUntil: number
  /** Answer 503 while shut instead of cutting. */
  polite: boolean
}

/** Makes something go wrong. */
export async function injectFault(state: State, door: Door, fault: WhatsAppFault): Promise<void> {
  const given: GivenFault = typeof fault === 'string' ? { kind: fault } : fault
  const { connection } = state
  switch (given.kind) {
    case 'refuse':
      Object.assign(door, { shutUntil: Date.now() + (given.ms ?? 3000), polite: !!given.http })
      connection?.socket.terminate()
      return
    case 'silence':
      if (connection) connection.mutedUntil = Date.now() + (given.ms ?? 60_000)
      return
    case 'noAck':
    case 'nack':
    case 'slowAck':
    case 'iqTimeout':
    case 'loginFailure':
    case 'mediaDown':
      state.faults.add(given)
      return
    case 'duplicate':
      return repeat(state, given.userId)
    case 'undecryptable':
      await act(state, given.userId, given.text ?? 'pesan rusak', { corrupt: true })
      return
    case 'retryReceipt':
      return askForLast(state, given.userId)
    case 'identityChange':
      personOf(state, given.userId).phone.reset()
      return
    case 'restricted':
      connection?.write(restriction(stanzaId(state, 'mx'), given.on ?? true))
      return
    default:
      end(state, given.kind)
  }
}

function end(state: State, kind: EndingFault): void {
  const { connection } = state
  switch (kind) {
    case 'drop':
      return connection?.socket.terminate()
    case 'close':
      return connection?.socket.close(1011)
    case 'restart':
      return connection?.end(streamError('515'))
    case 'badSession':
      return connection?.end(streamError('500'))
    case 'unavailable':
      return connection?.end(streamError('503'))
    case 'replaced':
      return connection?.end(streamError(undefined, 'replaced'))
    case 'banned':
      state.faults.add({ kind: 'loginFailure', code: 403, times: Infinity })
      return connection?.end(node('failure', { reason: '403', location: 'world' }))
    case 'loggedOut':
      for (const device of state.devices.values()) device.loggedOut = true
      state.undelivered = []
      return connection?.end(streamError('401', 'device_removed'))
  }
}

async function repeat(state: State, userId: string): Promise<void> {
  const person = personOf(state, userId)
  const [id, last] = [...state.received].findLast(([, received]) => received.person === person) ?? []
  if (!id || !last) throw new Error(`nothing from ${userId} to repeat`)
  await post(state, person, last.message, { id, groupId: last.groupId })
}

function askForLast(state: State, userId: string): void {
  const person = personOf(state, userId)
  const [id, last] = [...state.sent].findLast(([, sent]) => sent.target === person) ?? []
  if (!id || !last) throw new Error(`the bot has sent ${userId} nothing yet`)
  if (state.connection) askAgain(state.connection, last.to, id, person.phone.creds.registrationId)
}

/** The notice that the account may not write to new chats for a while. */
function restriction(id: string, active: boolean) {
  const lock = {
    is_active: active,
    time_enforcement_ends: String(seconds() + 3600),
    enforcement_type: 'DEFAULT',
  }
  const notice = Buffer.from(JSON.stringify({ data: { xwa2_notify_account_reachout_timelock: lock } }))
  return node('notification', { from: SERVER, type: 'mex', id, t: String(seconds()) }, [
    node('update', { op_name: 'NotificationUserReachoutTimelockUpdate' }, notice),
  ])
}
