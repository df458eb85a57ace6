import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import { pause, seconds, until } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { node, SERVER, streamError } from './nodes.ts'
import { messageId } from './people.ts'
import { complain, deviceJid, deviceLid } from './parties.ts'
import type { Device, State } from './state.ts'

/** A known device comes online: it replaces an earlier connection and gets what waited for it. */
export async function logIn(connection: Connection, payload: proto.ClientPayload): Promise<void> {
  const { state } = connection
  const device = state.devices.get(payload.device ?? 0)
  const refused = state.faults.take('loginFailure')
  const known = device && !device.loggedOut && String(payload.username) === state.account.pn
  if (refused || !known || !connection.noiseKey.equals(device.noise)) {
    const reason = String(refused?.code ?? 401)
    connection.end(node('failure', { reason, location: 'world' }))
    return
  }
  if (state.connection !== connection) state.connection?.end(streamError(undefined, 'replaced'))
  state.connection = connection
  connection.device = device
  device.logins += 1
  const t = String(seconds())
  const about = { t, creation: t, props: '27', location: 'world' }
  connection.write(node('success', { lid: deviceLid(state, device), ...about }))
  connection.ready = true
  deliverWaiting(connection, device)
  if (device.sync === 'due')
    void firstSync(connection, device).catch((error: unknown) => complain(state, 'sync', error))
}

function deliverWaiting(connection: Connection, device: Device): void {
  const waiting = connection.state.undelivered.filter((one) => one.device === device.id)
  const count = String(waiting.length)
  const preview = { count, message: count, notification: '0', receipt: '0', appdata: '0' }
  if (waiting.length) connection.write(node('ib', { from: SERVER }, [node('offline_preview', preview)]))
  for (const { stanza } of waiting) connection.write({ ...stanza, attrs: { ...stanza.attrs, offline: '0' } })
  connection.write(node('ib', { from: SERVER }, [node('offline', { count })]))
}

/** What the owner's phone sends right after linking; without it Baileys holds events back for 20 s. */
async function firstSync(connection: Connection, device: Device): Promise<void> {
  const { state } = connection
  device.sync = 'done'
  if (state.options.historySync === false) return
  await until(() => device.signedPreKey, 30_000, "the bot's prekeys")
  if (state.connection !== connection) return
  device.sync = 'sent'
  device.historyId = messageId()
  const { account } = state
  const { type, ciphertext } = await account.phone.encrypt(device, deviceJid(state, device), emptyHistory())
  const about = { from: `${account.pn}@${SERVER}`, id: device.historyId, t: String(seconds()), type: 'text' }
  const peer = { category: 'peer', peer_recipient_lid: `${account.lid}@lid` }
  connection.write(node('message', { ...about, ...peer }, [node('enc', { v: '2', type }, ciphertext)]))
}

function emptyHistory(): proto.IMessage {
  const syncType = proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP
  const payload = deflateSync(
    proto.HistorySync.encode({ syncType, conversations: [], chunkOrder: 1, progress: 100 }).finish(),
  )
  const about = {
    chunkOrder: 1,
    progress: 100,
    initialHistBootstrapInlinePayload: payload,
    fileLength: payload.length,
  }
  const { HISTORY_SYNC_NOTIFICATION } = proto.Message.ProtocolMessage.Type
  return {
    protocolMessage: { type: HISTORY_SYNC_NOTIFICATION, historySyncNotification: { syncType: 0, ...about } },
  }
}

/** Resolves once the bot is online, its prekeys are there and a first sync has been taken. */
export async function untilOnline(state: State, timeoutMs: number): Promise<void> {
  const device = await until(
    () => state.connection?.ready && state.connection.device?.signedPreKey && state.connection.device,
    timeoutMs,
    'the bot to come online',
  )
  if (device.sync === 'done') return
  await until(() => device.sync === 'done', 5000, 'the first sync').catch(() => undefined)
  // Baileys writes the owner's session from two transactions here; a message in that instant can meet half of it
  await pause(150)
}
