import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { durability, load, stateSize } from './measures.ts'
import type { Contestant, Load } from './measures.ts'
import { durabilityLine, loadLine, sizeLine } from './report.ts'

/*
 * Simulated owners against our bot, side by side with an echo bot that keeps no state (the ceiling).
 *
 *   node bench/inbound/run.ts [--users 500] [--turns 40000] [--runs 1] [--only ours|echo] [--rate N] [--api-latency MS]
 *   node bench/inbound/run.ts --durability [--users 500] [--kill-after 3000]
 *   node bench/inbound/run.ts --state-size [--users 2000]
 *   node bench/inbound/run.ts --soak [--turns 500000]
 *
 * --bot COMMAND measures another bot that holds our conversation; --json prints results as they are. Linux only.
 */

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '500' },
    turns: { type: 'string', default: '40000' },
    runs: { type: 'string', default: '1' },
    rate: { type: 'string' },
    'api-latency': { type: 'string', default: '0' },
    'max-seconds': { type: 'string', default: '600' },
    'kill-after': { type: 'string', default: '3000' },
    only: { type: 'string' },
    bot: { type: 'string', default: 'node src/cli.ts start' },
    durability: { type: 'boolean', default: false },
    'state-size': { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const echo: Contestant = { name: 'echo', command: 'node bench/inbound/echo.ts', kind: 'echo' }
const ours: Contestant = { name: 'ours', command: values.bot, kind: 'registration' }
const owners = Number(values.users)
const maxSeconds = Number(values['max-seconds'])

console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
)

for (let run = 0; run < Number(values.runs); run++) {
  if (values.durability) print(await durability(ours, owners, Number(values['kill-after'])), durabilityLine)
  else if (values['state-size']) print(await stateSize(ours, owners, maxSeconds), sizeLine)
  else {
    const options = {
      owners,
      turns: Number(values.turns),
      rate: values.rate ? Number(values.rate) : undefined,
      apiLatencyMs: Number(values['api-latency']),
      maxSeconds,
    }
    const contestants = values.soak
      ? [ours]
      : [echo, ours].filter(({ name }) => name === (values.only ?? name))
    const results: Load[] = []
    for (const contestant of contestants) {
      const result = await load(contestant, options, values.soak)
      results.push(result)
      print(result, loadLine)
    }
    const [ceiling, own] = results
    if (ceiling && own)
      console.log(`ours is ${Math.round((own.rate / ceiling.rate) * 100)} % of the echo bot`)
  }
}

function print<T>(result: T, line: (result: T) => string): void {
  console.log(values.json ? JSON.stringify(result) : line(result))
}
