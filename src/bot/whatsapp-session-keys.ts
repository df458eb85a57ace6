import { AsyncLocalStorage } from 'node:async_hooks'
import type {
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStore,
  SignalKeyStoreWithTransaction,
} from '@whiskeysockets/baileys'

/** What a transaction has changed so far; written in one go at its end. */
interface Transaction {
  readonly changes: { [kind: string]: { [id: string]: unknown } }
  open: boolean
}

/** Written while others read: a look-up of theirs may be waiting for it, so it waits for nobody. */
const UNQUEUED = 'lid-mapping'

/**
 * Keys for Signal sessions, of which one operation at a time reads, changes and writes. Baileys' own transactions
 * let a send and a decryption change the same session side by side and write over each other, and hold what a send
 * changed until it has gone out; with a store that takes its time, sessions break.
 */
export function createSessionKeys(store: SignalKeyStore): SignalKeyStoreWithTransaction {
  return createTransactions(store, (name) => (name === UNQUEUED ? null : 'sessions'))
}

/**
 * Keys for the rest of Baileys. Its own transactions swallow what is written after their end by something they
 * began: it would forget each privacy token it gives out, and give out a new one with every message.
 */
export function createOtherKeys(store: SignalKeyStore): SignalKeyStoreWithTransaction {
  return createTransactions(store, (name) => name)
}

/** Of the transactions in one lane one runs at a time; without a lane they wait for nobody. */
function createTransactions(
  store: SignalKeyStore,
  laneOf: (name: string) => string | null,
): SignalKeyStoreWithTransaction {
  const running = new AsyncLocalStorage<Transaction>()
  const lanes = new Map<string, Promise<unknown>>()
  const current = () => {
    const transaction = running.getStore()
    return transaction?.open ? transaction : null
  }

  async function run<T>(work: () => Promise<T>): Promise<T> {
    const transaction: Transaction = { changes: {}, open: true }
    try {
      const result = await running.run(transaction, work)
      if (Object.keys(transaction.changes).length > 0) await store.set(transaction.changes as SignalDataSet)
      return result
    } finally {
      transaction.open = false
    }
  }

  return {
    isInTransaction: () => current() !== null,
    async get(kind, ids) {
      const changed = current()?.changes[kind] ?? {}
      const stored = await store.get(
        kind,
        ids.filter((id) => !(id in changed)),
      )
      return { ...stored, ...present<typeof kind>(changed, ids) }
    },
    async set(data) {
      const transaction = current()
      if (!transaction) return store.set(data)
      for (const [kind, byId] of Object.entries(data)) {
        transaction.changes[kind] = { ...transaction.changes[kind], ...byId }
      }
    },
    async transaction(work, name) {
      if (current()) return work()
      const lane = laneOf(name)
      if (lane === null) return run(work)
      const turn = (lanes.get(lane) ?? Promise.resolve()).then(() => run(work))
      const ended = turn.catch(() => undefined)
      lanes.set(lane, ended)
      try {
        return await turn
      } finally {
        // Whoever is written to once is not kept in mind for good.
        if (lanes.get(lane) === ended) lanes.delete(lane)
      }
    },
  }
}

/** Of what was changed, that which was not deleted. Each kind holds what was set under it. */
function present<T extends keyof SignalDataTypeMap>(
  changed: { [id: string]: unknown },
  ids: readonly string[],
) {
  const entries = ids.map((id) => [id, changed[id]] as const).filter(([, value]) => value)
  return Object.fromEntries(entries) as { [id: string]: SignalDataTypeMap[T] }
}
