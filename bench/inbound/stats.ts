/** What a run of simulated owners came to. */
export interface Summary {
  readonly turns: number
  readonly conversations: number
  readonly seconds: number
  /** Turns a second of wall time, first message to last reply. */
  readonly rate: number
  /** Milliseconds from the update being available to the reply arriving. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  /** Everything that should not have been, by name; empty when all was well. */
  readonly odd: Readonly<Record<string, number>>
  /** A few of them in words. */
  readonly samples: readonly string[]
}

const SAMPLES = 8

/** Collects latencies and oddities. */
export class Stats {
  #latencies = new Float64Array(1 << 16)
  #count = 0
  #start = performance.now()
  #last = this.#start
  conversations = 0
  readonly #odd = new Map<string, number>()
  readonly #samples: string[] = []

  get turns(): number {
    return this.#count
  }

  /** A reply that fitted came at this moment, after so many milliseconds. */
  turn(now: number, ms: number): void {
    if (this.#count === this.#latencies.length) {
      const larger = new Float64Array(this.#count * 2)
      larger.set(this.#latencies)
      this.#latencies = larger
    }
    this.#latencies[this.#count++] = ms
    this.#last = now
  }

  odd(what: string, detail?: string): void {
    this.#odd.set(what, (this.#odd.get(what) ?? 0) + 1)
    const sample = `${what}: ${detail}`
    if (detail && this.#samples.length < SAMPLES && !this.#samples.includes(sample))
      this.#samples.push(sample)
  }

  begin(): void {
    this.#start = performance.now()
    this.#last = this.#start
  }

  summary(): Summary {
    const sorted = this.#latencies.slice(0, this.#count).sort()
    const quantile = (q: number) =>
      round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)
    const seconds = (this.#last - this.#start) / 1000
    return {
      turns: this.#count,
      conversations: this.conversations,
      seconds: round(seconds),
      rate: seconds ? Math.round(this.#count / seconds) : 0,
      p50: quantile(0.5),
      p95: quantile(0.95),
      p99: quantile(0.99),
      max: quantile(1),
      odd: Object.fromEntries(this.#odd),
      samples: this.#samples,
    }
  }
}

const round = (value: number) => Math.round(value * 100) / 100
