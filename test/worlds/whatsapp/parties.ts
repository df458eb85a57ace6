import { createHash } from 'node:crypto'
import { jidDecode } from '@whiskeysockets/baileys'
import { digits, SERVER } from './nodes.ts'
import { Phone } from './phone.ts'
import type { Device, Group, Party, Person, State } from './state.ts'
import type { Profile } from './types.ts'

/** The person with this number, made up when new. */
export function personOf(state: State, userId: string, profile: Profile = {}): Person {
  const pn = digits(userId)
  if (pn === state.account.pn) throw new Error(`${pn} is the bot's own number`)
  const known: Person = state.people.get(pn) ?? {
    pn,
    lid: lidFor(pn),
    name: `User${pn.slice(-4)}`,
    addressing: state.options.addressing ?? 'lid',
    phone: new Phone(),
    outgoing: Promise.resolve(),
    blocked: false,
    onWhatsApp: true,
    wroteFirst: false,
  }
  state.people.set(pn, Object.assign(known, profile))
  return known
}

export function groupOf(state: State, groupId: string): Group {
  const id = digits(groupId)
  const group = state.groups.get(id) ?? { id, subject: 'Grup', members: new Set<string>() }
  state.groups.set(id, group)
  return group
}

/** Whom an address means: a person, or the bot's own account. */
export function partyAt(state: State, jid: string | undefined): Person | State['account'] | undefined {
  const address = jidDecode(jid)
  if (!address) return undefined
  const { user, server } = address
  const same = (party: Party) => (server === 'lid' ? party.lid : party.pn) === user
  if (same(state.account)) return state.account
  return server === 'lid' ? [...state.people.values()].find(same) : state.people.get(user)
}

/** The device that people's phones encrypt for. */
export const linkedDevice = (state: State): Device | undefined =>
  [...state.devices.values()].findLast(({ loggedOut }) => !loggedOut)

/** A new link of the bot; linking again is how an owner gets out of a logout. */
export function newDevice(
  state: State,
  keys: Pick<Device, 'noise' | 'identity' | 'registrationId' | 'sync'>,
): Device {
  const id = state.devices.size + 1
  const device: Device = {
    ...keys,
    id,
    signedPreKey: undefined,
    preKeys: [],
    logins: 0,
    loggedOut: false,
    historyId: undefined,
  }
  state.devices.set(id, device)
  return device
}

export const deviceJid = ({ account }: State, { id }: Device): string => `${account.pn}:${id}@${SERVER}`

export const deviceLid = ({ account }: State, { id }: Device): string => `${account.lid}:${id}@lid`

/** The address under which the bot hears from a person. */
export const addressOf = ({ addressing, pn, lid }: Person): string =>
  addressing === 'pn' ? `${pn}@${SERVER}` : `${lid}@lid`

export const stanzaId = (state: State, prefix: string): string => `${prefix}${state.nextStanza++}`

/** Notes something that a well-behaved bot would not have caused. */
export const complain = ({ problems }: State, kind: string, detail: unknown): void =>
  void problems.push({
    at: Date.now(),
    kind,
    detail: detail instanceof Error ? detail.message : String(detail),
  })

/** A number's hidden id: always the same 15 digits. */
export function lidFor(pn: string): string {
  const hash = createHash('sha256').update(`lid${pn}`).digest('hex').slice(0, 12)
  return String((BigInt(`0x${hash}`) % 900_000_000_000_000n) + 100_000_000_000_000n)
}
