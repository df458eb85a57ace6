import { bad } from './errors.ts'
import type { Method } from './methods.ts'
import { characters, list, string } from './params.ts'
import type { Params } from './params.ts'
import { senderOf, targetChat } from './chats.ts'
import type { BotCommand } from './state.ts'

const yes: Method = () => true
const inChat: Method = ({ state }, { params }) => targetChat(state, params) !== undefined

/** Methods about updates, the bot itself and chats. */
export const botMethods: Readonly<Record<string, Method>> = {
  getMe: ({ state }) => ({ ...state.bot, first_name: state.profile.name }),
  logOut: yes,
  close: yes,

  getUpdates({ updates }, { params, request }) {
    if (!request) throw bad('getUpdates cannot answer a webhook')
    return updates.getUpdates(params, request)
  },
  setWebhook({ updates }, { params }) {
    updates.setWebhook(params)
    return true
  },
  deleteWebhook({ updates }, { params }) {
    updates.setWebhook({ drop_pending_updates: params.drop_pending_updates })
    return true
  },
  getWebhookInfo: ({ updates: { webhook, pending, allowed } }) => ({
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: pending,
    ...(webhook && { max_connections: webhook.max }),
    ...(webhook?.lastError && { last_error_message: webhook.lastError }),
    ...(allowed && { allowed_updates: allowed }),
  }),

  setMyCommands({ state }, { params }) {
    const commands = list(params.commands, "can't parse commands").map(checkedCommand)
    if (commands.length > 100) throw bad("can't parse commands")
    state.commands.set(scopeOf(params), commands)
    return true
  },
  getMyCommands: ({ state }, { params }) => state.commands.get(scopeOf(params)) ?? [],
  deleteMyCommands({ state }, { params }) {
    state.commands.delete(scopeOf(params))
    return true
  },

  setMyName: setProfile('name', 'name'),
  setMyDescription: setProfile('description', 'description'),
  setMyShortDescription: setProfile('short_description', 'short_description'),
  getMyName: ({ state }) => ({ name: state.profile.name }),
  getMyDescription: ({ state }) => ({ description: state.profile.description }),
  getMyShortDescription: ({ state }) => ({ short_description: state.profile.short_description }),
  setMyDefaultAdministratorRights: yes,
  setChatMenuButton: yes,
  getChatMenuButton: () => ({ type: 'commands' }),

  getChat: ({ state }, { params }) => ({
    ...targetChat(state, params).info,
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {},
  }),
  getChatMember({ state }, { params }) {
    targetChat(state, params)
    if (Number(params.user_id) === state.bot.id) return { status: 'member', user: state.bot }
    const user = state.users.get(String(params.user_id))
    if (!user) throw bad('invalid user_id specified')
    return { status: 'member', user: senderOf(user) }
  },
  getChatAdministrators: ({ state }, { params }) => targetChat(state, params) && [],
  getChatMemberCount: ({ state }, { params }) => targetChat(state, params) && 2,
  getUserProfilePhotos: () => ({ total_count: 0, photos: [] }),
  pinChatMessage: inChat,
  unpinChatMessage: inChat,
  unpinAllChatMessages: inChat,
  leaveChat({ state }, { params }) {
    targetChat(state, params).kicked = true
    return true
  },
}

function setProfile(field: 'name' | 'description' | 'short_description', param: string): Method {
  return ({ state }, { params }) => {
    state.profile[field] = string(params[param]) ?? ''
    return true
  }
}

const scopeOf = (params: Params): string =>
  JSON.stringify([params.scope ?? { type: 'default' }, params.language_code ?? ''])

function checkedCommand(value: Record<string, unknown>): BotCommand {
  const [command, description] = [String(value.command ?? ''), String(value.description ?? '')]
  if (!/^\/?[a-z0-9_]{1,32}$/u.test(command)) throw bad('BOT_COMMAND_INVALID')
  if (!description || characters(description) > 256) throw bad('BOT_COMMAND_DESCRIPTION_INVALID')
  return { command, description }
}
