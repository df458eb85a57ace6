import { createHash } from 'node:crypto'
import { jidDecode } from '@whiskeysockets/baileys'
import type { BinaryNode, proto } from '@whiskeysockets/baileys'
import { Ledger } from '../ledger.ts'
import type { Connection } from './connection.ts'
import { Faults } from './faults.ts'
import type { MediaHost } from './media.ts'
import { digits, SERVER } from './nodes.ts'
import type { Pairing } from './pairing.ts'
import { Phone } from './phone.ts'
import type { Addressing, Problem, Profile, Receipt, Stanza, WhatsAppWorldOptions } from './types.ts'

/** Somebody with a number, a hidden id and a phone. */
export interface Party {
  readonly pn: string
  readonly lid: string
  readonly phone: Phone
}

/** A person who writes to the bot. */
export interface Person extends Party {
  readonly name: string
  readonly addressing: Addressing
  readonly onWhatsApp: boolean
  blocked: boolean
  wroteFirst: boolean
  /** Their messages go out one after the other. */
  outgoing: Promise<unknown>
}

export interface PreKey {
  readonly keyId: number
  readonly publicKey: Uint8Array
}

export interface SignedPreKey extends PreKey {
  readonly signature: Uint8Array
}

/** The bot, as a device linked to the owner's account. */
export interface Device {
  readonly id: number
  readonly noise: Buffer
  identity: Buffer
  registrationId: number
  signedPreKey: SignedPreKey | undefined
  preKeys: PreKey[]
  logins: number
  loggedOut: boolean
  /** The phone's first sync after linking: to be sent, on its way, taken. */
  sync: 'due' | 'sent' | 'done'
  historyId: string | undefined
}

/** A message from a person, and what the bot said about it. */
export interface Received {
  readonly person: Person
  readonly message: proto.IMessage
  readonly groupId: string | undefined
  readonly status: boolean
  deliveredAt?: number
  readAt?: number
  retries: number
}

/** A message from the bot. */
export interface Sent {
  readonly message: proto.IMessage
  readonly to: string
  readonly target: Person | undefined
}

/** One sending attempt of the bot, for the safety report. */
export interface Attempt {
  readonly at: number
  readonly user?: string
  readonly nacked?: boolean
  readonly again?: boolean
  readonly cold?: boolean
}

/** A stanza that stays on the server until the bot says it has it. */
export interface Undelivered {
  readonly id: string
  readonly device: number
  readonly stanza: BinaryNode
}

export interface Group {
  readonly id: string
  subject: string
  readonly members: Set<string>
}

/** All that this WhatsApp knows. */
export interface State {
  readonly options: WhatsAppWorldOptions
  readonly account: Party & { readonly name: string }
  readonly media: MediaHost
  readonly faults: Faults
  readonly ledger: Ledger<string>
  readonly people: Map<string, Person>
  readonly groups: Map<string, Group>
  readonly devices: Map<number, Device>
  readonly received: Map<string, Received>
  readonly sent: Map<string, Sent>
  readonly attempts: Attempt[]
  readonly stanzas: Stanza[]
  readonly problems: Problem[]
  undelivered: Undelivered[]
  connection: Connection | undefined
  pairing: Pairing | undefined
  onReceipt: ((receipt: Receipt) => void) | undefined
  nextStanza: number
  closed: boolean
}

export function newState(options: WhatsAppWorldOptions, media: MediaHost, faults: Faults): State {
  const pn = digits(options.phone ?? '6281100000001')
  return {
    options,
    account: { pn, lid: lidFor(pn), phone: new Phone(), name: 'Toko Uji' },
    media,
    faults,
    ledger: new Ledger<string>(),
    people: new Map(),
    groups: new Map(),
    devices: new Map(),
    received: new Map(),
    sent: new Map(),
    attempts: [],
    stanzas: [],
    problems: [],
    undelivered: [],
    connection: undefined,
    pairing: undefined,
    onReceipt: undefined,
    nextStanza: 1,
    closed: false,
  }
}

/** The person with this number, made up when new. */
export function personOf(state: State, userId: string, profile: Profile = {}): Person {
  const pn = digits(userId)
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
function lidFor(pn: string): string {
  const hash = createHash('sha256').update(`lid${pn}`).digest('hex').slice(0, 12)
  return String((BigInt(`0x${hash}`) % 900_000_000_000_000n) + 100_000_000_000_000n)
}
