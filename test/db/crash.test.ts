import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openStore } from '../../src/db/store/client.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import { VAULT } from './stores.ts'
import { sampleKey } from './turn-samples.ts'

const KILLS = 4

it('loses nothing that was acknowledged, and keeps nothing by halves, however often it is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'naik-kelas-'))
  const url = `file:${join(directory, 'crash.db')}`
  const acknowledged: string[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const load = fork(new URL('./write-load.ts', import.meta.url), [url, `${kill}`])
    load.on('message', (ids: string[]) => acknowledged.push(...ids))
    await once(load, 'message')
    await pause(50 + Math.random() * 250)
    load.kill('SIGKILL')
    await once(load, 'exit')
  }
  const store = await openStore({ url })
  const seen = await createTurns(store, VAULT).load(acknowledged.map((id) => sampleKey('telegram:0', id)))
  expect(acknowledged.length).toBeGreaterThan(100)
  expect(seen.filter((state) => state.seen !== 'done').length).toBe(0)
  const { rows } = await store.read({
    sql: `select (select count(*) from inbox), (select count(*) from outbox), (select count(*) from inbox where trail = ',=ownerName,?nik'),
      (select sum(lock + 1) from contacts), (select sum(count) from funnel) / 2`,
    args: [],
  })
  expect(new Set(rows[0]).size).toBe(1)
  const check = await store.read({ sql: 'pragma integrity_check', args: [] })
  expect(check.rows).toEqual([['ok']])
  await store.close()
  await rm(directory, { recursive: true })
})
