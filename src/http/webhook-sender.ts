import { createHmac } from 'node:crypto'
import { Agent, request } from 'undici'
import type { Attempt, Due, WebhookQueue } from '../db/webhooks/webhook-queue.ts'
import { isLoopback, isPublic, literalOf, lookupAllowed, NotPublic } from './public-address.ts'

export interface WebhookOptions {
  readonly queue: WebhookQueue
  /** Also to this machine, and without encryption there: for trying out. */
  readonly loopback: boolean
}

export interface WebhookSender {
  /** Tells what is due; resolves to how many were told. */
  work(): Promise<number>
}

const AT_ONCE = 20
const PATIENCE = 10_000
/** More of an answer is not read. */
const LARGEST_ANSWER = 16 * 1024

/**
 * Tells webhooks what they are owed, signed as Standard Webhooks has it. Only to public addresses, checked where the
 * connection is made; an answer that leads elsewhere is not followed.
 */
export function createWebhookSender({ queue, loopback }: WebhookOptions): WebhookSender {
  const allowed = (address: string) => isPublic(address) || (loopback && isLoopback(address))
  const agent = new Agent({
    connect: { lookup: lookupAllowed(allowed), timeout: PATIENCE },
    headersTimeout: PATIENCE,
    bodyTimeout: PATIENCE,
    maxResponseSize: LARGEST_ANSWER,
  })

  async function tell(due: Due): Promise<Attempt> {
    try {
      checkUrl(new URL(due.url), allowed, loopback)
      const { body, headers } = letterOf(due, Date.now())
      const { statusCode, body: answer } = await request(due.url, {
        method: 'POST',
        body,
        headers,
        dispatcher: agent,
        signal: AbortSignal.timeout(2 * PATIENCE),
      })
      await answer.dump({ limit: LARGEST_ANSWER }).catch(() => undefined)
      const result =
        statusCode === 410 ? 'gone' : statusCode >= 200 && statusCode < 300 ? 'delivered' : 'failed'
      return { due, result, outcome: String(statusCode) }
    } catch (error) {
      return { due, result: 'failed', outcome: outcomeOf(error) }
    }
  }

  return {
    async work() {
      for (let told = 0; ;) {
        const due = await queue.take(AT_ONCE, Date.now())
        await queue.settle(await Promise.all(due.map(tell)), Date.now())
        told += due.length
        if (due.length < AT_ONCE) return told
      }
    },
  }
}

/** Throws for an address that no request may go to, whatever its name stands for. */
export function checkUrl(url: URL, allowed: (address: string) => boolean, loopback: boolean): void {
  const literal = literalOf(url.hostname)
  const here = loopback && (url.hostname === 'localhost' || (literal !== null && isLoopback(literal)))
  const plain = url.protocol === 'http:' && here
  if ((url.protocol !== 'https:' && !plain) || url.username || url.password) throw new NotPublic()
  if (literal !== null && !allowed(literal)) throw new NotPublic()
}

/** What is sent. The signature covers the id, the time and the body: none can be changed or sent again much later. */
function letterOf({ id, event, data, at, secret }: Due, now: number) {
  const timestamp = Math.floor(now / 1000)
  const body = JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data: JSON.parse(data) })
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'NaikKelas-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  }
  return { body, headers }
}

// In few words: what a network inside looks like is told to nobody.
function outcomeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (error instanceof NotPublic || cause instanceof NotPublic) return 'not a public address'
  const name = (error as { name?: string }).name ?? ''
  return /Timeout/.test(name) ? 'no answer in time' : 'not reached'
}
