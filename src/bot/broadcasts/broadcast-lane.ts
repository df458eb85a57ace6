import type {
  BroadcastSending,
  Beginning,
  LeasedRecipient,
  SendingRight,
} from '../../db/broadcasts/broadcast-sending.ts'
import type { Broadcast } from '../../db/broadcasts/broadcasts.ts'
import { regionName } from '../../flows/understand/regions.ts'
import { announce, withFile } from './broadcast-message.ts'
import type { Channel } from '../channel.ts'
import { createGate, type Gate } from '../limits.ts'
import { createGroups } from '../outbox/outbox-groups.ts'
import type { Outcome } from '../outbox/outbox-lanes.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { KeptLease } from '../lease.ts'
import { openZones } from './quiet-hours.ts'
import type { Texts } from '../texts.ts'

/** The way of broadcasts out on one channel: a few messages at a time, as fast as the outbox sends them. */
export interface BroadcastLane {
  readonly channel: string
  /** Leases recipients of these broadcasts, each its share, while there is room. */
  supply(broadcasts: readonly Broadcast[]): Promise<void>
  /** Messages of a broadcast that are under way here. */
  underWay(serial: number): number
  /** Leases nothing more; what is not begun waits again. */
  stop(): Promise<void>
}

export interface LaneOptions {
  readonly channel: Channel
  readonly outbox: Pick<Outbox, 'propose'>
  readonly sending: BroadcastSending
  readonly lease: KeptLease & { readonly name: string; readonly holder: string }
  readonly texts: Texts
  readonly newId: () => string
  /** Where the product's own pages are found. */
  readonly site: string
  /** Messages may cost something. */
  readonly paid?: boolean
  /** Messages that may be under way at once. */
  readonly room: number
  /** People whom WhatsApp does not know lately that may be written to in a day; undefined: as many as there are. */
  readonly strangersPerDay?: number
  readonly settled: (broadcast: number, outcome: Outcome) => void
  /** There is room again. */
  readonly wake: () => void
  readonly onError: (error: unknown) => void
  readonly now?: () => number
}

const DAY = 86_400_000

/** For one process at a time, which `lease` names; times are milliseconds, paces messages a second. */
export function createBroadcastLane(options: LaneOptions): BroadcastLane {
  const {
    channel,
    outbox,
    sending,
    lease,
    texts,
    newId,
    room,
    strangersPerDay,
    onError,
    now = Date.now,
  } = options
  const underWay = new Map<number, number>()
  const paces = new Map<number, { readonly pace: number; readonly gate: Gate }>()
  /** Those whose call comes next, until the database has said whether it may. */
  const begun = new Set<string>()
  let turn = 0
  let stopped = false
  let released: number | null = null

  const beginnings = createGroups<Beginning>(async (all) => {
    const right = rightNow()
    if (!right) return
    for (const id of await sending.begin(all, right, now())) begun.add(id)
  }, onError)
  const returned = createGroups<string>((ids) => sending.giveBack(ids), onError)

  const total = () => [...underWay.values()].reduce((sum, one) => sum + one, 0)

  function count(serial: number, by: 1 | -1): void {
    underWay.set(serial, (underWay.get(serial) ?? 0) + by)
    if (by < 0 && !stopped && total() <= room / 2) options.wake()
  }

  function rightNow(): SendingRight | null {
    const { name, holder, fence } = lease
    return fence === null ? null : { lease: name, holder, fence }
  }

  /** The right to send here, with what an earlier holder left set free. */
  async function right(): Promise<SendingRight | null> {
    if (lease.fence === null && !(await lease.acquire())) return null
    const held = rightNow()
    if (held && released !== held.fence) {
      await sending.release(channel.name, held)
      released = held.fence
    }
    return held
  }

  /** How many of a broadcast may go now, by its own pace; WhatsApp is always slower than that. */
  function allowed({ serial, pace }: Broadcast, most: number): number {
    if (pace === null) return most
    const known = paces.get(serial)
    const gate = known?.pace === pace ? known.gate : createGate([{ count: pace, per: 1_000 }])
    paces.set(serial, { pace, gate })
    let count = 0
    for (const at = performance.now(); count < most && gate.wait(at) === 0; count++) gate.take(at)
    return count
  }

  async function take(
    broadcast: Broadcast,
    share: number,
    strangers: boolean,
    held: SendingRight,
  ): Promise<number> {
    const limit = strangersPerDay === undefined ? allowed(broadcast, share) : share
    const zones = openZones(broadcast.quiet, now())
    if (limit === 0 || zones.length === 0) return 0
    const wanted = { broadcast: broadcast.serial, channel: channel.name, zones, strangers, limit }
    const leased = await sending.lease(wanted, held, now())
    for (const recipient of leased) propose(broadcast, recipient)
    return leased.length
  }

  function propose(broadcast: Broadcast, recipient: LeasedRecipient): void {
    const { serial, message } = broadcast
    const { address, contactId, language, ownerName, businessName, regency, number } = recipient
    const fields = { name: ownerName, business: businessName, place: regency && regionName(regency), number }
    const drawn = announce(message, fields, language, texts)
    const body = JSON.stringify({
      ...withFile(drawn, message.file, channel.name, options.site),
      ...(options.paid && { paid: true }),
    })
    const outboxId = newId()
    const row = { id: outboxId, address, contactId, kind: 'broadcast' as const, body }
    count(serial, 1)
    const taken = outbox.propose(row, {
      async begin() {
        await beginnings.add({ outboxId, recipient, body })
        const may = begun.delete(outboxId)
        if (!may) count(serial, -1)
        return may
      },
      async giveBack() {
        await returned.add(outboxId)
        count(serial, -1)
      },
      settled(outcome) {
        options.settled(serial, outcome)
        count(serial, -1)
      },
    })
    if (!taken) count(serial, -1)
  }

  async function strangersLeft(): Promise<number> {
    if (strangersPerDay === undefined) return Infinity
    return strangersPerDay - (await sending.strangersSince(now() - DAY))
  }

  return {
    channel: channel.name,
    underWay: (serial) => underWay.get(serial) ?? 0,
    async supply(broadcasts) {
      const free = room - total()
      if (stopped || free < room / 2 || channel.state().state !== 'online') return
      const mine = broadcasts.filter(({ channels }) => channels.includes(channel.name))
      const held = mine.length > 0 ? await right() : null
      if (!held) return
      turn += 1
      const share = Math.ceil(free / mine.length)
      const inTurn = mine.map((_, n) => mine[(n + turn) % mine.length]!)
      // Whom WhatsApp knows comes first; elsewhere nobody is a stranger.
      for (const strangers of strangersPerDay === undefined ? [true] : [false, true]) {
        for (const broadcast of inTurn) {
          const left = strangers ? await strangersLeft() : Infinity
          const still = Math.min(share, room - total(), left)
          if (still > 0) await take(broadcast, still, strangers, held)
        }
      }
    },
    async stop() {
      stopped = true
      await beginnings.flush()
      await returned.flush()
      if (lease.fence !== null) await sending.release(channel.name, null)
      await lease.release()
    },
  }
}
