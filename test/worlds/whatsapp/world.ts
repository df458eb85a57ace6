import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { HOST, listen, shut } from '../loopback.ts'
import { certificateChain } from './certificates.ts'
import { Connection } from './connection.ts'
import { startCrablineWhatsApp } from './crabline.ts'
import { Faults } from './faults.ts'
import { untilOnline } from './login.ts'
import { startMediaHost } from './media.ts'
import { digits } from './nodes.ts'
import { registeredCreds } from './identity.ts'
import { scanQr } from './pairing.ts'
import { enterPairingCode } from './pairing-code.ts'
import { act } from './people.ts'
import { safetyOf } from './safety.ts'
import { quietLibsignal } from './silence.ts'
import { groupOf, personOf } from './parties.ts'
import { newState } from './state.ts'
import type { State } from './state.ts'
import { injectFault } from './trouble.ts'
import type { Door } from './trouble.ts'
import type { WhatsAppStatus, WhatsAppWorld, WhatsAppWorldOptions } from './types.ts'

export type {
  Addressing,
  WhatsAppAction,
  WhatsAppFault,
  WhatsAppWorld,
  WhatsAppWorldOptions,
} from './types.ts'

/**
 * A local WhatsApp: one linked bot device, any number of people, the WhatsApp Web wire protocol (Noise, binary
 * nodes, Signal) over a loopback WebSocket. The bot under test is any Baileys program that can be pointed here.
 */
export async function startWhatsAppWorld(options: WhatsAppWorldOptions = {}): Promise<WhatsAppWorld> {
  if (!options.noisy) quietLibsignal()
  if (options.engine === 'crabline') return startCrablineWhatsApp(options)
  await certificateChain()
  const faults = new Faults()
  const media = await startMediaHost(faults)
  const state = newState(options, media, faults)
  const { ledger, account } = state
  const door: Door = { shutUntil: 0, polite: false }
  const { server, sockets } = socketServer(state, door)
  const url = `ws://${HOST}:${await listen(server, options.port)}/ws/chat`
  const folder = await mkdtemp(join(tmpdir(), 'whatsapp-world-'))
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, media.certificate)

  return {
    phone: account.pn,
    url,
    ca: media.certificate,
    env: { WHATSAPP: 'baileys', WHATSAPP_WEB_SOCKET_URL: url, NODE_EXTRA_CA_CERTS: caFile },
    get onReceipt() {
      return state.onReceipt
    },
    set onReceipt(listener) {
      state.onReceipt = listener
    },
    send: (user, action, aim) => act(state, user, action, aim),
    waitReply: (user, ...rest) => ledger.waitReply(digits(user), ...rest),
    transcript: (user) => ledger.transcript(digits(user)),
    format: (user) => ledger.format(digits(user)),
    quiet: (user, ...rest) => ledger.quiet(digits(user), ...rest),
    addUser: (user, profile) => void personOf(state, user, profile),
    addGroup(id, { subject = 'Grup', members = [] } = {}) {
      const group = groupOf(state, id)
      group.subject = subject
      for (const member of members) group.members.add(personOf(state, member).pn)
    },
    scanQr: (qr) => scanQr(state, qr),
    enterPairingCode: (code) => enterPairingCode(state, code),
    registeredCreds: () => registeredCreds(state),
    waitOnline: (timeoutMs = 20_000) => untilOnline(state, timeoutMs),
    received: (id) => state.received.get(id),
    askedAgain: (id) => state.askedAgain.has(id),
    lidOf: (user) => personOf(state, user).lid,
    safety: () => safetyOf(state.attempts),
    calls: () => state.stanzas,
    status: () => statusOf(state),
    injectFault: (fault) => injectFault(state, door, fault),
    clearFaults() {
      faults.clear()
      door.shutUntil = 0
      if (state.connection) state.connection.mutedUntil = 0
      for (const person of state.people.values()) person.blocked = false
    },
    async close() {
      state.closed = true
      for (const socket of sockets.clients) socket.terminate()
      for (const { phone } of [...state.people.values(), account]) phone.close()
      await Promise.all([shut(server), media.close(), rm(folder, { recursive: true, force: true })])
    },
  }
}

/** The address that Baileys connects to. */
function socketServer(state: State, door: Door) {
  const server = createServer((_request, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 32 * 1024 * 1024 })
  server.on('upgrade', (request, socket, head) => {
    const isShut = Date.now() < door.shutUntil
    if (state.closed || (isShut && !door.polite)) socket.destroy()
    else if (isShut) socket.end(answer('503 Service Unavailable'))
    else if (!request.url?.startsWith('/ws/chat')) socket.end(answer('404 Not Found'))
    else sockets.handleUpgrade(request, socket, head, (opened) => void new Connection(state, opened))
  })
  return { server, sockets }
}

const answer = (status: string) => `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`

const statusOf = ({ connection, pairing, devices, undelivered, media, problems }: State): WhatsAppStatus => ({
  online: !!connection?.ready,
  waitingToPair: !!pairing,
  devices: [...devices.values()].map(({ id, logins, loggedOut, preKeys }) => ({
    id,
    logins,
    loggedOut,
    preKeys: preKeys.length,
  })),
  undelivered: undelivered.length,
  presence: connection?.presence,
  uploads: media.uploads(),
  problems,
})
