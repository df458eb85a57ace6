/** A program of its own: puts owners with these addresses (JSON on standard input) into the database in the directory that it is given. */
import { argv, stdin } from 'node:process'
import { json } from 'node:stream/consumers'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createVault } from '../../src/db/vault.ts'
import { dataKey } from '../../src/secrets.ts'
import { putOwners } from '../broadcast-owners.ts'
import { withStore } from './broadcasting.ts'

const dataDir = argv[2]!
const addresses = (await json(stdin)) as readonly string[]
const { value: key } = await dataKey(readConfig({ DATA_DIR: dataDir }))
await withStore(dataDir, async (store) => {
  await migrate(store)
  await putOwners(store, createVault(key), { count: addresses.length, address: (n) => addresses[n]! })
})
