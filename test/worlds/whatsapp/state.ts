import type { BinaryNode, proto } from '@whiskeysockets/baileys'
import { Ledger } from '../ledger.ts'
import type { Connection } from './connection.ts'
import { Faults } from './faults.ts'
import type { MediaHost } from './media.ts'
import { digits } from './nodes.ts'
import type { Pairing } from './pairing.ts'
import { lidFor } from './parties.ts'
import { Phone } from './phone.ts'
import type { Addressing, Problem, Receipt, Stanza, WhatsAppWorldOptions } from './types.ts'

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
  /** Messages of the bot that phones asked for again, by id. */
  readonly askedAgain: Set<string>
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
    askedAgain: new Set(),
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
