import type { IncomingMessage } from 'node:http'
import { ApiError } from './errors.ts'
import type { Faults } from './faults.ts'
import type { Limits } from './limits.ts'
import { botMethods } from './methods-bot.ts'
import { changeMethods } from './methods-change.ts'
import { mediaMethods } from './methods-media.ts'
import { sendMethods } from './methods-send.ts'
import type { Params } from './params.ts'
import { targetChat } from './chats.ts'
import type { State } from './state.ts'
import type { Updates } from './updates.ts'

/** What a call can reach. */
export interface Api {
  readonly state: State
  readonly updates: Updates
  readonly faults: Faults
  readonly limits: Limits
  readonly callbackTtlMs: number
}

/** A file that came with a call. */
export interface UploadedFile {
  readonly bytes: Buffer
  readonly name: string
  readonly mime: string | undefined
}

export interface Call {
  /** in lower case */
  readonly method: string
  readonly params: Params
  readonly uploads: ReadonlyMap<string, UploadedFile>
  /** Absent for the call that a webhook's response carries. */
  readonly request?: IncomingMessage
}

/** Does one method of the Bot API and gives its result, or throws an ApiError. */
export type Method = (api: Api, call: Call) => unknown

const METHODS = new Map<string, Method>(
  Object.entries({ ...sendMethods, ...mediaMethods, ...changeMethods, ...botMethods }).map(
    ([name, method]) => [name.toLowerCase(), method],
  ),
)

/** Methods that count towards the limits. */
const SENDS = /^(send(?!chataction)|copymessage|forwardmessage)/u

/** Carries out a call of the bot. */
export async function perform(api: Api, call: Call): Promise<unknown> {
  const method = METHODS.get(call.method)
  if (!method) throw new ApiError(404, 'Not Found')
  if (SENDS.test(call.method)) api.limits.check(targetChat(api.state, call.params))
  return method(api, call)
}
