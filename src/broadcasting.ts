import type { Logger } from 'pino'
import { createBrake } from './bot/broadcasts/broadcast-brake.ts'
import { type BroadcastLane, createBroadcastLane } from './bot/broadcasts/broadcast-lane.ts'
import { type BroadcastRunner, createBroadcastRunner } from './bot/broadcasts/broadcast-runner.ts'
import type { ChannelName } from './bot/channel.ts'
import { keepLease } from './bot/lease.ts'
import type { Outbox } from './bot/outbox/outbox.ts'
import type { Texts } from './bot/texts.ts'
import type { Channels } from './channels.ts'
import type { Config } from './config.ts'
import type { Database } from './database.ts'

interface Ground {
  readonly config: Config
  readonly database: Database
  readonly channels: Channels
  readonly outbox: Outbox
  readonly texts: Texts
  readonly newId: () => string
  readonly site: string
  readonly logger: Logger
}

/** Builds what takes broadcasts from their start to their end, on all channels that are on. */
export function buildBroadcasting(ground: Ground): BroadcastRunner {
  const { database, channels, logger } = ground
  const { leases, holder } = database
  const runner: BroadcastRunner = createBroadcastRunner({
    work: database.broadcastWork,
    lanes: Array.from(channels.all.keys(), (name) => lane(ground, name, () => runner)),
    brake: createBrake(),
    lease: keepLease({ leases, holder, name: 'broadcasts' }),
    restriction(channel) {
      const [one] = channel === 'whatsapp' ? (channels.whatsapp?.pairing().restrictions ?? []) : []
      return one
        ? `WhatsApp restricts the number (${one.reason}) until ${new Date(one.until).toISOString()}`
        : null
    },
    logger,
  })
  return runner
}

function lane(ground: Ground, name: ChannelName, runner: () => BroadcastRunner): BroadcastLane {
  const { config, database, channels, outbox, texts, newId, logger } = ground
  const { leases, holder } = database
  // Several processes may share the work: a channel's broadcasts are sent by one that has it.
  const lease = { leases, holder, name: `broadcasts:${name}` }
  return createBroadcastLane({
    channel: channels.all.get(name)!,
    outbox,
    sending: database.broadcastSending,
    lease: Object.assign(keepLease(lease), { name: lease.name, holder }),
    texts,
    newId,
    site: ground.site,
    room: roomOf(name, config),
    paid: name === 'telegram' && config.broadcasts.telegramPerSecond > FREE,
    ...(name === 'whatsapp' && { strangersPerDay: config.broadcasts.whatsappNewChatsPerDay }),
    settled: (serial, outcome) => runner().settled(serial, outcome),
    wake: () => runner().wake(),
    onError: (err) => logger.error({ err }, 'a broadcast could not go on'),
  })
}

/** What Telegram sends in a second without payment. */
const FREE = 30

/** As many as go in a second: leased in good time, and never far ahead of an owner who wants no more. */
function roomOf(name: ChannelName, { broadcasts }: Config): number {
  if (name === 'telegram') return Math.max(8, broadcasts.telegramPerSecond)
  return name === 'whatsapp' ? 2 : 100
}
