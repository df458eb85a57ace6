import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { LANGUAGES } from '../bot/channel.ts'
import { LARGEST_FILE } from '../bot/file-content.ts'
import type { WebChat } from '../bot/web-chat.ts'
import { openMailbox, type Mailbox } from './chat-events.ts'
import { forgetVisitor, requireVisitor, visitor, welcomeVisitor } from './chat-visitor.ts'
import { clientAddress } from './client-address.ts'
import { Problem, readBody, readQuery, refuseFor, tooLarge } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'

export interface ChatDependencies {
  readonly webChat: WebChat
  readonly mailbox: Mailbox
  /** Where the page is reached from outside, if anywhere. */
  readonly publicUrl: string | undefined
  /** Other processes may send to this one's readers: the mailbox is looked into from time to time. */
  readonly shared: boolean
}

const MessageBody = z.object({
  /** Made by the page: the same message sent twice has one effect. */
  id: z.uuid(),
  input: z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string().trim().min(1).max(4000) }),
    z.object({
      type: z.literal('choice'),
      flow: z.string().regex(/^[\w-]{1,40}$/),
      step: z.string().regex(/^[\w-]{1,40}$/),
      value: z
        .string()
        .max(60)
        .regex(/^[\x21-\x7e]+$/),
    }),
    z.object({
      type: z.literal('location'),
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
    }),
  ]),
  locale: z.enum(LANGUAGES).optional(),
})

const FileQuery = z.object({
  id: z.uuid(),
  /** As it is called on the visitor's device. */
  name: z
    .string()
    .transform((name) => name.replaceAll(/[^\P{Cc}]/gu, '').slice(-120))
    .optional(),
  locale: z.enum(LANGUAGES).optional(),
})

const sessionsPerCaller = { burst: 60, perSecond: 1 }
const messagesPerCaller = { burst: 240, perSecond: 8 }
const messagesPerVisitor = { burst: 40, perSecond: 1 }
const filesPerVisitor = { burst: 10, perSecond: 0.1 }

/** The web chat over HTTP: who is calling, what they say, and the stream of answers. */
export function chatRoutes({ webChat, mailbox, publicUrl, shared }: ChatDependencies): Hono {
  const routes = new Hono()
  const caller = (c: Parameters<typeof visitor>[0]) => clientAddress(c, publicUrl !== undefined)
  const sessions = createRateLimit(sessionsPerCaller)
  const fromCaller = createRateLimit(messagesPerCaller)
  const fromVisitor = createRateLimit(messagesPerVisitor)
  const filesOfVisitor = createRateLimit(filesPerVisitor)

  routes.use(async (c, next) => {
    const site = c.req.header('sec-fetch-site')
    if (site && site !== 'same-origin' && site !== 'none') {
      throw new Problem(403, 'Forbidden', 'The chat is open to its own page only.')
    }
    await next()
  })

  routes.post('/session', (c) => {
    if (!visitor(c)) refuseFor(sessions.take(caller(c)))
    const address = welcomeVisitor(c, isPublicHost(c.req.header('host'), publicUrl))
    return c.json({ conversation: address.slice(4, 16) }, 200, { 'cache-control': 'no-store' })
  })

  routes.delete('/session', (c) => {
    forgetVisitor(c)
    return c.body(null, 204)
  })

  routes.post('/messages', bodyLimit({ maxSize: 64 * 1024, onError: tooLarge }), async (c) => {
    const address = requireVisitor(c)
    refuseFor(fromCaller.take(caller(c)) || fromVisitor.take(address))
    const { id, input, locale } = await readBody(c, MessageBody)
    if (webChat.state().state !== 'online') throw unavailable()
    const externalId = `${address.slice(4, 16)}.${id}`
    await webChat.receive({
      address,
      externalId,
      input,
      locale: locale ?? preferred(c.req.header('accept-language')),
    })
    return c.body(null, 202)
  })

  routes.post('/files', bodyLimit({ maxSize: LARGEST_FILE, onError: fileTooLarge }), async (c) => {
    const address = requireVisitor(c)
    refuseFor(fromCaller.take(caller(c)) || filesOfVisitor.take(address))
    const { id, name, locale } = readQuery(c, FileQuery)
    if (webChat.state().state !== 'online') throw unavailable()
    const taken = await webChat.receiveFile({
      address,
      externalId: `${address.slice(4, 16)}.${id}`,
      bytes: Buffer.from(await c.req.arrayBuffer()),
      name: name ?? null,
      locale: locale ?? preferred(c.req.header('accept-language')),
    })
    if (taken === 'type') throw notAFile()
    if (taken === 'full') refuseFor(60)
    return c.body(null, 202)
  })

  routes.get('/events', (c) => {
    const address = requireVisitor(c)
    const after = c.req.header('last-event-id') ?? c.req.query('after')
    return openMailbox({ webChat, mailbox, shared, address, after })
  })

  return routes
}

function fileTooLarge(): never {
  throw new Problem(413, 'Content too large', 'A file may have at most 5 MB.')
}

function notAFile(): Problem {
  return new Problem(415, 'Unsupported media type', 'Send a photo (JPEG or PNG) or a PDF.')
}

function unavailable(): Problem {
  return new Problem(503, 'Service unavailable', 'The server is restarting. Try again in a moment.', {
    headers: { 'retry-after': '2' },
  })
}

function isPublicHost(host: string | undefined, publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') === true && host === new URL(publicUrl).host
}

/** The first language of the browser's list that we speak. */
function preferred(header: string | undefined): string | undefined {
  const wanted = header?.split(',').map((part) => part.trim().slice(0, 2).toLowerCase()) ?? []
  return wanted.find((language) => (LANGUAGES as readonly string[]).includes(language))
}
