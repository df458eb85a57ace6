import type { Store } from './store/store.ts'

/** Which addresses can be written to. */
export interface Addresses {
  /** Nothing more goes there until the contact writes again or unblocks. */
  block(address: string, at: number): Promise<void>
  unblock(address: string): Promise<void>
}

// The lock rises with it, so that a turn which read the address before does not go by what it read.
const LOCK = `update contacts set lock = lock + 1 where id = (select contact_id from addresses where address = ?1)`
const SET = `update addresses set blocked_at = ?2
  where address = (select coalesce(alias_of, address) from addresses where address = ?1)`

/** A block takes the contact’s lock: turns that remember the contact read it again. */
export function createAddresses(store: Store): Addresses {
  const setBlocked = async (address: string, at: number | null) => {
    await store.write([
      { sql: LOCK, args: [address] },
      { sql: SET, args: [address, at] },
    ])
  }
  return {
    block: (address, at) => setBlocked(address, at),
    unblock: (address) => setBlocked(address, null),
  }
}

/** `telegram` of `telegram:123`. */
export function channelOf(address: string): string {
  return address.slice(0, address.indexOf(':'))
}
