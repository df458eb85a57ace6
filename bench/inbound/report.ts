import type { Durability, Load, StateSize } from './measures.ts'

/** A load as one line. */
export function loadLine({
  name,
  owners: users,
  turns,
  rate,
  p50,
  p95,
  p99,
  cpuPer1000,
  peakMiB,
  cores,
  odd,
  samples,
  memory,
  cut,
}: Load): string {
  const first = `${name}  ${users} owners, ${turns} turns: ${rate} turns/s, p50 ${p50} p95 ${p95} p99 ${p99} ms, `
  const second = `CPU ${cpuPer1000} s/1000, peak ${peakMiB} MiB; cores: bot ${cores.bot} harness ${cores.harness} foreign ${cores.foreign}`
  const course = memory.length
    ? `\n  MiB (of them mapped files) after turns: ${memory.map((at) => `${at.turns}: ${at.rss} (${at.mapped})`).join(', ')}`
    : ''
  return `${first}${second}${cut ? '; CUT' : ''}${oddities(odd, samples)}${course}`
}

/** A kill and restart as one line. */
export function durabilityLine({
  name,
  answeredBefore,
  waitingAtKill,
  restartMs,
  lost,
  deadAfterSayingAgain,
  completed,
  stored,
  odd,
  samples,
}: Durability): string {
  const killed = `${name}  killed after ${answeredBefore} turns with ${waitingAtKill} waiting, back after ${restartMs} ms: `
  return `${killed}lost ${lost}, dead ${deadAfterSayingAgain}; registrations seen ${completed}, stored ${stored}${oddities(odd, samples)}`
}

/** The size of open runs as one line, and the tables that hold it. */
export function sizeLine({ name, owners: users, bytesPerOwner, runBytes, tables, odd }: StateSize): string {
  const each = `${bytesPerOwner} bytes each on disk, the run itself ${runBytes}`
  return `${name}  ${users} owners before the last answer: ${each}; ${JSON.stringify(tables)}${oddities(odd, [])}`
}

const oddities = (odd: Readonly<Record<string, number>>, samples: readonly string[]): string =>
  Object.keys(odd).length
    ? `\n  ODD ${JSON.stringify(odd)}${samples.map((sample) => `\n    ${sample}`).join('')}`
    : ''
