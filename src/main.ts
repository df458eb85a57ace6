import type { Logger } from 'pino'
import { createDispatch, type Dispatch } from './bot/dispatch.ts'
import { createCommands } from './bot/commands.ts'
import { createDocumentWorker, type DocumentWorker } from './bot/documents.ts'
import { PICTURES } from './bot/file-content.ts'
import { createHandoverNotices, type HandoverNotices } from './bot/handover-notices.ts'
import { createIds } from './bot/ids.ts'
import { createNoticeSender, type NoticeSender } from './bot/notice-sender.ts'
import { createNotify, type Notify } from './bot/notices.ts'
import { createOutbox, type Outbox, telegramLimits, whatsappLimits } from './bot/outbox/outbox.ts'
import { loadTexts, type Texts } from './bot/texts.ts'
import type { TurnTools } from './bot/turn.ts'
import { dayIn } from './bot/turn.ts'
import type { BroadcastRunner } from './bot/broadcasts/broadcast-runner.ts'
import { buildBroadcasting } from './broadcasting.ts'
import { buildChannels, type Channels } from './channels.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './database.ts'
import { FLOWS } from './flows/index.ts'
import { understand } from './flows/understand/intents.ts'
import { createApp } from './http/app.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { type HttpServer, listen } from './http/server.ts'
import { createSheets, type Sheets } from './http/api/sheets/sheets.ts'
import type { Job } from './job.ts'
import { buildJobs } from './jobs.ts'
import { recoverIncoming } from './recover.ts'
import { lacksPublicUrl, NO_LINKS, welcome } from './welcome.ts'

export interface Surroundings {
  readonly logger: Logger
  /** Tells the operator something outside the log. */
  readonly print: (text: string) => void
  /** The database can no longer be trusted: the process must end at once. */
  readonly onPoisoned: (error: Error) => void
}

/** The running product. */
export interface Application {
  readonly url: string
  /** Finishes the turns in hand, sends what is ready and closes, all within ten seconds. */
  stop(): Promise<void>
}

interface House {
  readonly database: Database
  readonly channels: Channels
  readonly dispatch: Dispatch
  readonly outbox: Outbox
  readonly documents: readonly DocumentWorker[]
  readonly noticeSender: NoticeSender
  readonly metrics: Metrics
  readonly sheets: Sheets
  readonly notify: Notify
  readonly texts: Texts
  readonly broadcasting: BroadcastRunner
  readonly newId: () => string
  readonly handoverNotices: HandoverNotices
  readonly jobs: readonly Job[]
}

/** A key that somebody made up should have so many characters. */
const SAFE_KEY = 32
const SHORT_KEY = `the admin key is short: ${SAFE_KEY} random characters are never guessed`

/** How long messages that may go at once have to be sent when the process ends, in milliseconds. */
const SENDING = 3000

/** Builds everything from the configuration and starts it, in the order in which it stands on each other. */
export async function startApplication(config: Config, around: Surroundings): Promise<Application> {
  const database = await openDatabase(config, around)
  try {
    const house = await build(config, around, database)
    const server = await start(config, around, house)
    return { url: server.url, stop: () => stop(house, server) }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function build(config: Config, around: Surroundings, database: Database): Promise<House> {
  const { logger } = around
  const texts = loadTexts(new URL('../locales/', import.meta.url))
  const channels = await buildChannels({ config, logger, texts, database, print: around.print })
  const metrics: Metrics = createMetrics({
    channels: () => [...channels.all.values()],
    backlog: () => outbox.stats(),
    openPages: () => channels.webChat.listeners(),
  })
  const outbox = createOutbox({
    channels: new Map([...channels.all].map(([name, channel]) => [name, metrics.measureSends(channel)])),
    queries: { ...database.outbox, blockAddress: database.addresses.block },
    limits: {
      telegram: telegramLimits(config.broadcasts.telegramPerSecond),
      whatsapp: whatsappLimits(config.whatsapp?.messagesPerMinute),
    },
    logger,
  })
  const { facts, inbox } = database
  // The first sentence builds the look-ups: better now than while an owner waits.
  understand('halo', { today: dayIn(config.timeZone, Date.now()) })
  const newId = createIds()
  const tools: TurnTools = {
    flows: FLOWS,
    texts,
    commands: createCommands(texts),
    loadFacts: (contactId, asked) => facts.load(asked.map((request) => ({ contactId, ...request }))),
    newId,
    timeZone: config.timeZone,
    site: (channel) => (channel === 'web' || config.http.publicUrl ? siteOf(config) : null),
  }
  const noticeSender = createNoticeSender({
    notices: database.notices,
    texts,
    newId,
    timeZone: config.timeZone,
    wakeOutbox: outbox.wake,
    logger,
  })
  const dispatch = createDispatch({
    turns: database.turns,
    tools,
    deliver: outbox.deliver,
    onEffects: noticeSender.wake,
    reachability: ({ address, reachable, at }) =>
      reachable ? database.addresses.unblock(address) : database.addresses.block(address, at),
    owed: async () => recoverIncoming(await inbox.owed(), channels.whatsapp),
    holder: database.holder,
    logger,
    observer: metrics,
  })
  const fetching = {
    channels: channels.all,
    wake: noticeSender.wake,
    isShared: database.isShared,
    logger,
  }
  const documents = [
    createDocumentWorker({ ...fetching, documents: database.documents }),
    createDocumentWorker({ ...fetching, documents: database.photos, types: PICTURES }),
    createDocumentWorker({ ...fetching, documents: database.foundingPapers }),
  ]
  return {
    database,
    channels,
    dispatch,
    outbox,
    documents,
    noticeSender,
    metrics,
    sheets: createSheets(config.database),
    notify: createNotify(texts, newId),
    texts,
    newId,
    broadcasting: buildBroadcasting({
      config,
      database,
      channels,
      outbox,
      texts,
      newId,
      site: siteOf(config),
      logger,
    }),
    handoverNotices: createHandoverNotices(tools),
    jobs: buildJobs({ config, database, noticeSender, logger }),
  }
}

async function start(config: Config, around: Surroundings, house: House): Promise<HttpServer> {
  const { database, channels, dispatch, outbox, metrics } = house
  const app = await createApp({
    webChat: channels.webChat,
    mailbox: database.mailbox,
    certificates: database.certificates,
    publicUrl: config.http.publicUrl,
    shared: database.isShared,
    probeDatabase: database.probe,
    channels: [...channels.all.values()],
    logger: around.logger,
    findKey: (key) => database.apiKeys.find(key, Date.now()),
    metrics,
    telegramWebhook: channels.telegramWebhook,
    whatsapp: channels.whatsapp,
    office: database.office,
    sheets: house.sheets,
    notify: house.notify,
    handoverNotices: house.handoverNotices,
    wakeOutbox: outbox.wake,
    secondFactorRequired: config.secondFactorRequired,
    webhookLoopback: config.webhookLoopback,
    origins: config.http.origins,
    wakeNotices: house.noticeSender.wake,
    broadcasts: {
      texts: house.texts,
      newId: house.newId,
      site: siteOf(config),
      needApproval: config.broadcasts.needApproval,
      wake: house.broadcasting.wake,
    },
  })
  const adminKey = await database.firstAdmin(config.bootstrapAdminKey)
  const server = await listen(app, config.http)
  await outbox.start()
  await dispatch.start()
  for (const channel of channels.all.values()) await channel.start(dispatch)
  for (const worker of house.documents) await worker.start()
  for (const job of house.jobs) job.start()
  house.broadcasting.start()
  const { bootstrapAdminKey: given } = config
  if (given && given.length < SAFE_KEY) around.logger.warn({ setting: 'BOOTSTRAP_ADMIN_KEY' }, SHORT_KEY)
  if (lacksPublicUrl(config)) around.logger.warn({ setting: 'PUBLIC_URL' }, NO_LINKS)
  around.print(welcome({ url: server.url, config, adminKey, newKeyPath: database.newKeyPath }))
  return server
}

/** In reverse: nothing new comes in, what is in hand is finished and sent, and only then the doors close. */
async function stop(
  { channels, dispatch, outbox, documents, noticeSender, broadcasting, sheets, database, jobs }: House,
  server: HttpServer,
): Promise<void> {
  const closed = server.close()
  await broadcasting.stop()
  const { whatsapp, ...others } = Object.fromEntries(channels.all)
  await Promise.all(Object.values(others).map((channel) => channel.stop()))
  await dispatch.stop()
  await Promise.all(documents.map((worker) => worker.stop()))
  await noticeSender.stop()
  await outbox.stop(SENDING)
  // WhatsApp sends over the connection that it receives by: it goes last.
  await whatsapp?.stop()
  for (const job of jobs) job.stop()
  await closed
  await sheets.close()
  await database.close()
}

/** Where this process's own pages are found from outside; without a public URL, from this machine. */
function siteOf({ http }: Config): string {
  return http.publicUrl?.replace(/\/$/, '') ?? `http://localhost:${http.port}`
}
