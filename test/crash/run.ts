/**
 * The long crash and chaos runs: `node test/crash/run.ts [NAME …] [--seed N] [--kills N] [--owners N]`. Prints figures; exits with 1
 * when anything was lost or done twice.
 */
import { argv, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { chaosOnTelegram } from './chaos-telegram.ts'
import { chaosOnWhatsApp } from './chaos-whatsapp.ts'
import { type BroadcastSize, crashBroadcast, reportBroadcast } from './broadcast.ts'
import { type Figures, report } from './figures.ts'
import { crashOnTelegram } from './telegram.ts'
import { crashOnWhatsApp } from './whatsapp.ts'

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, kills: { type: 'string' }, owners: { type: 'string' } },
})
const seed = Number(values.seed)
const size = (kills: number, owners: number) => ({
  kills: Number(values.kills ?? kills),
  owners: Number(values.owners ?? owners),
  seed,
})

const trouble = (owners: number) => ({ ms: 60_000, owners: Number(values.owners ?? owners), seed })

const RUNS: { readonly [name: string]: () => Promise<Figures> } = {
  telegram: () => crashOnTelegram(size(100, 200)),
  whatsapp: () => crashOnWhatsApp(size(60, 30)),
  'chaos-telegram': () => chaosOnTelegram(trouble(100)),
  'chaos-whatsapp': () => chaosOnWhatsApp(trouble(10)),
}

let failed = false
if (positionals.length === 0 || positionals.includes('broadcast')) {
  const size: BroadcastSize = { kills: 50, recipients: 2_000, seed, pace: 30 }
  const figures = await crashBroadcast({ ...size, kills: Number(values.kills ?? size.kills) })
  stdout.write(`${reportBroadcast(figures)}\n\n`)
  failed ||= figures.problems.length > 0
}
for (const [name, run] of Object.entries(RUNS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const figures = await run()
  stdout.write(`${report(`${name} (seed ${seed})`, figures)}\n\n`)
  failed ||= figures.problems.length > 0
}
exit(failed ? 1 : 0)
