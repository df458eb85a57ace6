import {
  type AuthenticationCreds,
  BufferJSON,
  initAuthCreds,
  proto,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys'
import type { Log } from './whatsapp-options.ts'

/** One credential or Signal key as text; null deletes it. */
export interface KeyEntry {
  readonly kind: string
  readonly id: string
  readonly value: string | null
}

/** Where credentials and Signal keys lie, sealed. */
export interface KeyStorage {
  /** Those that exist, by id. */
  get(kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** All of them or none. */
  set(entries: readonly KeyEntry[]): Promise<void>
  /** Everything, in one write. */
  clear(): Promise<void>
}

/** Thrown when keys could not be written: what was to follow from them may have happened all the same. */
export class KeysNotWritten extends Error {
  constructor(cause: unknown) {
    super('the Signal keys could not be written', { cause })
    this.name = 'KeysNotWritten'
  }
}

/** The link to WhatsApp: who we are there, and the keys of every Signal session. */
export interface Auth {
  readonly creds: AuthenticationCreds
  readonly keys: SignalKeyStore
  /** A phone has accepted us. */
  linked(): boolean
  /** Writes the credentials, whole and in order; a later call stands for those that wait. */
  save(): void
  /** Resolves when what was saved is written. */
  saved(): Promise<void>
  /** Deletes the link. Whatever still holds this object writes nothing any more. */
  forget(): Promise<void>
}

const CREDS = { kind: 'creds', id: 'self' }

/** Reads the link, or begins a new one. A pairing that was left half-way begins anew. */
export async function openAuth(storage: KeyStorage, log: Log): Promise<Auth> {
  const stored = (await storage.get(CREDS.kind, [CREDS.id])).get(CREDS.id)
  const creds = stored ? read<AuthenticationCreds>(stored) : initAuthCreds()
  if (!halfPaired(creds)) return createAuth(storage, creds, log)
  await storage.clear()
  return createAuth(storage, initAuthCreds(), log)
}

/** Asking for a pairing code names the account before a phone has accepted it: logging in as that gets 401. */
function halfPaired(creds: AuthenticationCreds): boolean {
  return Boolean(creds.me && !creds.account && !creds.registered)
}

function createAuth(storage: KeyStorage, creds: AuthenticationCreds, log: Log): Auth {
  let forgotten = false
  let dirty = false
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    if (!dirty || forgotten) return
    dirty = false
    await storage.set([{ ...CREDS, value: text(creds) }]).catch((error: unknown) => {
      dirty = true
      log.error({ err: error }, 'the WhatsApp credentials could not be written')
    })
  }

  const set: SignalKeyStore['set'] = async (data) => {
    if (forgotten) return
    const entries = Object.entries(data).flatMap(([kind, byId]) =>
      Object.entries(byId ?? {}).map(([id, value]) => ({ kind, id, value: value ? text(value) : null })),
    )
    await storage.set(entries).catch((error: unknown) => {
      throw new KeysNotWritten(error)
    })
  }

  return {
    creds,
    keys: { get: (kind, ids) => (forgotten ? {} : getKeys(storage, kind, ids)), set },
    linked: () => Boolean(creds.me && !halfPaired(creds)),
    save() {
      dirty = true
      writing = writing.then(write)
    },
    async saved() {
      writing = writing.then(write)
      await writing
    },
    async forget() {
      forgotten = true
      await writing
      await storage.clear()
    },
  }
}

async function getKeys<T extends keyof SignalDataTypeMap>(storage: KeyStorage, kind: T, ids: string[]) {
  const found: { [id: string]: SignalDataTypeMap[T] } = {}
  for (const [id, value] of await storage.get(kind, ids)) found[id] = revive(kind, value)
  return found
}

/** Each kind is written and read back by this file alone, so it is what it was. */
function revive<T extends keyof SignalDataTypeMap>(kind: T, value: string): SignalDataTypeMap[T] {
  if (kind !== 'app-state-sync-key') return read(value)
  const key: unknown = proto.Message.AppStateSyncKeyData.fromObject(read(value))
  return key as SignalDataTypeMap[T]
}

function text(value: unknown): string {
  return JSON.stringify(value, BufferJSON.replacer)
}

function read<T>(value: string): T {
  return JSON.parse(value, BufferJSON.reviver) as T
}
