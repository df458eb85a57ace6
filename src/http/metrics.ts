import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Channel } from '../bot/channel.ts'
import type { Observer } from '../bot/dispatch.ts'
import { SendError } from '../bot/send-error.ts'
import type { Means, Refusal } from './auth.ts'

export interface MetricsSources {
  readonly channels: () => readonly Pick<Channel, 'name' | 'state'>[]
  /** Messages owed, and the age of the oldest. */
  readonly backlog: () => { readonly depth: number; readonly oldestAgeMs: number }
  readonly openPages: () => number
}

/** What is counted, and where the counting hooks in: dispatch tells of turns, sends are counted around a channel. */
export interface Metrics extends Observer {
  readonly registry: Registry
  /** Somebody could not come in. */
  refused(means: Means, reason: Refusal): void
  measureSends(channel: Channel): Channel
}

/** Counts into a registry of its own; nothing is shared with another instance in the process. */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const turns = new Counter({
    name: 'naik_kelas_turns_total',
    help: 'Messages handled, by channel and what became of them',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  const latency = new Histogram({
    name: 'naik_kelas_turn_duration_seconds',
    help: 'From the arrival of a message to the commit of its effect',
    labelNames: ['channel'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers,
  })
  const sends = new Counter({
    name: 'naik_kelas_sends_total',
    help: 'Attempts to send a message, by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  const refusals = new Counter({
    name: 'naik_kelas_refused_sign_ins_total',
    help: 'Tries to come in to the API that were refused, by means and reason',
    labelNames: ['means', 'reason'],
    registers,
  })
  registerGauges(registers, sources)

  return {
    registry,
    turn({ channel, outcome, ms }) {
      turns.inc({ channel, outcome })
      latency.observe({ channel }, ms / 1000)
    },
    refused: (means, reason) => refusals.inc({ means, reason }),
    measureSends: (channel) => ({
      name: channel.name,
      start: (inlet) => channel.start(inlet),
      stop: () => channel.stop(),
      state: () => channel.state(),
      typing: async (address) => channel.typing?.(address),
      async send(outgoing) {
        try {
          const sent = await channel.send(outgoing)
          sends.inc({ channel: channel.name, outcome: 'sent' })
          return sent
        } catch (error) {
          sends.inc({ channel: channel.name, outcome: error instanceof SendError ? error.kind : 'error' })
          throw error
        }
      },
    }),
  }
}

function registerGauges(registers: Registry[], { channels, backlog, openPages }: MetricsSources): void {
  void new Gauge({
    name: 'naik_kelas_outbox_depth',
    help: 'Messages owed',
    registers,
    collect() {
      this.set(backlog().depth)
    },
  })
  void new Gauge({
    name: 'naik_kelas_outbox_oldest_seconds',
    help: 'Age of the oldest message owed',
    registers,
    collect() {
      this.set(backlog().oldestAgeMs / 1000)
    },
  })
  void new Gauge({
    name: 'naik_kelas_channel_state',
    help: '1 for the state that each channel is in',
    labelNames: ['channel', 'state'],
    registers,
    collect() {
      this.reset()
      for (const channel of channels()) this.set({ channel: channel.name, state: channel.state().state }, 1)
    },
  })
  void new Gauge({
    name: 'naik_kelas_web_chat_pages',
    help: 'Web chat pages open now',
    registers,
    collect() {
      this.set(openPages())
    },
  })
}
