import { openStore } from '../../src/db/store/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import { VAULT } from './stores.ts'
import { sampleCommit, sampleKey } from './turn-samples.ts'

/* Commits turns in groups until it is killed, and tells which messages it was told are safe. */

const [url, round] = process.argv.slice(2)
const store = await openStore({ url: url! })
await migrate(store)
const turns = createTurns(store, VAULT)
const GROUP = 16

for (let at = 0; ; at += GROUP) {
  const keys = Array.from({ length: GROUP }, (_, n) => sampleKey(`telegram:${n}`, `${round}:${at + n}`))
  const states = await turns.load(keys)
  const commits = keys.map((key, n) => {
    const commit = sampleCommit(key, states[n]!, { at: Date.now() + at })
    return { ...commit, outbox: commit.outbox.map((row) => ({ ...row, id: `${round}:${row.id}` })) }
  })
  const outcomes = await turns.commit(commits, round!)
  process.send!(keys.filter((_, n) => outcomes[n] === 'committed').map(({ externalId }) => externalId))
}
