import { HOST, listen, shut } from '../loopback.ts'
import { startCrablineTelegram } from './crabline.ts'
import { Faults } from './faults.ts'
import { Limits } from './limits.ts'
import { perform } from './methods.ts'
import type { Api } from './methods.ts'
import { People } from './people.ts'
import { apiServer } from './server.ts'
import { chatOf, userOf } from './chats.ts'
import { newState } from './state.ts'
import type { TelegramFault, TelegramStatus, TelegramWorld, TelegramWorldOptions } from './types.ts'
import { Updates } from './updates.ts'

export type { TelegramWorld, TelegramWorldOptions } from './types.ts'

/**
 * A local Telegram: one bot, any number of people, the Bot API over loopback HTTP. The bot under test needs an
 * API root and a token, both in `env`, and for webhooks an address of its own.
 */
export async function startTelegramWorld(options: TelegramWorldOptions = {}): Promise<TelegramWorld> {
  if (options.engine === 'crabline') return startCrablineTelegram(options)
  const state = newState(options.token)
  const updates = new Updates(options, (method, params) =>
    perform(api, { method: method.toLowerCase(), params, uploads: new Map() }),
  )
  const { callbackTtlMs = 15 * 60_000 } = options
  const api: Api = { state, updates, faults: new Faults(), limits: new Limits(options.limits), callbackTtlMs }
  const people = new People(state, updates)
  let outageUntil = 0
  const server = apiServer(api, () => Date.now() < outageUntil)
  const apiRoot = `http://${HOST}:${await listen(server, options.port)}`
  const { ledger, token } = state

  return {
    token,
    apiRoot,
    env: { TELEGRAM_API_ROOT: apiRoot, TELEGRAM_BOT_TOKEN: token },
    async send(user, action, { chatId } = {}) {
      return people.act(user, action, chatId)
    },
    waitReply: (...args) => ledger.waitReply(...args),
    transcript: (user) => ledger.transcript(user),
    format: (user) => ledger.format(user),
    quiet: (...args) => ledger.quiet(...args),
    addUser: (id, profile) => userOf(state, id, profile),
    addGroup(id, title) {
      const chat = chatOf(state, id)
      chat.known = true
      if (title) chat.info.title = title
    },
    meet: (id) => void (chatOf(state, id).known = true),
    async injectFault(fault) {
      const given = spelledOut(fault)
      if (given.kind === 'outage') {
        outageUntil = Date.now() + (given.ms ?? 1000)
        updates.interrupt('gone')
        server.closeAllConnections()
      } else inject(api, given)
    },
    clearFaults() {
      outageUntil = 0
      api.faults.clear()
      for (const user of state.users.values()) Object.assign(user, { blocked: false, deactivated: false })
    },
    calls: () => state.calls,
    status: () => statusOf(api),
    async close() {
      updates.close()
      await shut(server)
    },
  }
}

type GivenFault = Exclude<TelegramFault, string>

function spelledOut(fault: TelegramFault): GivenFault {
  if (typeof fault !== 'string') return fault
  return fault === 'outage' ? { kind: fault } : { kind: fault }
}

function inject({ state, updates, faults }: Api, given: Exclude<GivenFault, { kind: 'outage' }>): void {
  switch (given.kind) {
    case 'blocked':
    case 'deactivated':
      userOf(state, given.userId)[given.kind] = given.on ?? true
      return
    case 'kicked':
      chatOf(state, given.chatId).kicked = given.on ?? true
      return
    case 'migrate':
      chatOf(state, given.chatId).movedTo = given.to
      chatOf(state, given.to).known = true
      return
    case 'duplicateUpdate':
      updates.repeat(given.userId)
      return
    default:
      faults.add(given)
      if (given.kind === 'conflict') updates.interrupt('conflict')
  }
}

const statusOf = ({ state, updates: { pending, polling, webhook } }: Api): TelegramStatus => ({
  pending,
  polling,
  ...(webhook && {
    webhook: { url: webhook.url, deliveries: webhook.deliveries, lastError: webhook.lastError },
  }),
  commands: [...state.commands.values()].flat(),
  unansweredCallbacks: [...state.callbacks.values()].filter(({ answered }) => !answered).length,
})
